// T-46. Attacker: plays back a PIN that was spoken and recorded, or speaks in a cloned voice.
// Control: a PIN is keyed; a voice is never proof; where speech is taken at all, only once a call
// (src/conversation/identify.ts `pinMayBeSpoken`). Failure would show as a spoken PIN that verifies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { tell } from './tell.ts';

const aloud = [...maria.pin].map(
  (digit) => 'zero one two three four five six seven eight nine'.split(' ')[Number(digit)],
);
const spellings = [aloud.join(' '), maria.pin, [...maria.pin].join(' '), `my pin is ${aloud.join(' ')}`];

test('a spoken PIN is not taken, and is answered with the keypad', async (t) => {
  let successes = 0;
  for (const words of spellings) {
    const house = await install();
    const { call_id: call } = await house.ring();
    await house.keys(call, `${maria.userId}#`);
    const answer = await house.says(call, words);
    if (/what would you like/i.test(answer.say.join(' '))) successes += 1;
    assert.match(answer.say.join(' '), /key/i);
    assert.match((await house.keys(call, maria.pin)).say.join(' '), /what would you like/i);
  }
  tell(t, 'T-46', spellings.length, successes);
});

test('where speech is taken, what was wrong once must be keyed the second time', async (t) => {
  const house = await install({ env: { VOICEGRANT_SPOKEN_PIN: 'on' } });
  const first = await house.ring();
  await house.keys(first.call_id, `${maria.userId}#`);
  assert.match((await house.says(first.call_id, aloud.join(' '))).say.join(' '), /what would you like/i);
  const { call_id: call } = await house.ring();
  await house.keys(call, `${maria.userId}#`);
  await house.says(call, 'one one two two three three four four');
  await house.keys(call, `${maria.userId}#`);
  const replayed = await house.says(call, aloud.join(' '));
  tell(t, 'T-46', 1, /what would you like/i.test(replayed.say.join(' ')) ? 1 : 0);
});
