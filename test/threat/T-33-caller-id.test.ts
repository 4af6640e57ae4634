// T-33. Attacker: shows the victim's number as his own.
// Control: the calling number never authenticates and changes no word; a text goes to the number on file and to no number
// that was shown (src/identity/guard.ts, src/app/carry-out.ts). Failure would show as a transcript that differs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { E164 } from '#core';
import { type Installation, install, maria, type Person } from '../journey/installation.ts';
import { tell } from './tell.ts';

const numbers = [maria.number, '+15555550199', '+442079460000', maria.number.replace('142', '143')] as E164[];
const as = (number: E164): Person => ({ ...maria, number });

/** A call from this number with a wrong PIN three times; every word of it. */
const wrongThrice = async (house: Installation, number: E164) => {
  const { call_id: call, say, expect } = await house.ring(as(number));
  const heard: unknown[] = [say, expect];
  for (const pin of ['11223344', '55443322', '90817263']) {
    const id = await house.keys(call, `${maria.userId}#`);
    const verdict = await house.keys(call, pin);
    heard.push(id.say, verdict.say, verdict.then);
  }
  return JSON.stringify(heard);
};

test('with the victim’s number a wrong PIN is as wrong as from any other, word for word', async (t) => {
  const transcripts = [];
  for (const number of numbers) transcripts.push(await wrongThrice(await install(), number));
  tell(t, 'T-33', transcripts.length, new Set(transcripts).size - 1);
});

test('with the right PIN from another number the text still goes to the number on file', async () => {
  const house = await install();
  const { call_id: call } = await house.ring(as('+15555550199' as E164));
  await house.keys(call, `${maria.userId}#`);
  await house.keys(call, maria.pin);
  await house.says(call, 'I want to add my wife');
  assert.match(house.lastText(maria), /#[\w-]{43}/);
  assert.equal(house.lastText(as('+15555550199' as E164)), '');
});
