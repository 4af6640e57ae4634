import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../words/en.ts';
import { es } from '../words/es.ts';
import { isIsoDate, joinDate, splitDate } from './dates.ts';
import { groupDigits } from './digits-field.ts';
import { fateOf } from './fate.ts';
import { readable } from './telephone.ts';

test('a date typed in three parts is put together, and parts that are missing stay visible as missing', () => {
  assert.equal(joinDate('2', '4', '1988'), '1988-04-02');
  assert.equal(joinDate('', '', ''), '');
  assert.equal(isIsoDate(joinDate('2', '', '1988')), false);
});

test('a whole date typed at once is split whichever way it is written, once its year has four digits', () => {
  for (const typed of ['12 4 1988', '12/4/1988', '12.4.1988', '12-04-1988'])
    assert.equal(splitDate(typed)?.map(Number).join(), '12,4,1988');
  assert.deepEqual(splitDate('1988-04-12'), ['12', '04', '1988']);
  assert.equal(splitDate('12 4 19'), null);
  assert.equal(splitDate('12'), null);
});

test('digits stand in two groups whatever was pasted around them', () => {
  assert.equal(groupDigits('Your digits: 482-193.', 6), '482\u2007193');
  assert.equal(groupDigits('48219345', 6), '482\u2007193');
  assert.equal(groupDigits('482', 6), '482');
  assert.equal(groupDigits('20000001', 8), '2000\u20070001');
});

test('every way a grant can die has a last screen in both languages', async () => {
  const { deathReasons } = await import('#journal');
  for (const reason of deathReasons) {
    const fate = fateOf({ state: 'dead', reason, call: 'live' }, en.ends);
    assert.ok(fate !== '' && fate in en.ends && fate in es.ends, reason);
  }
  assert.equal(fateOf({ state: 'dead', reason: 'hung_up' }, en.ends), 'ended');
  assert.equal(fateOf({ state: 'offered', call: 'ended' }, en.ends), 'ended');
  assert.equal(fateOf({ state: 'offered', call: 'live' }, en.ends), '');
  assert.equal(fateOf({ state: 'consumed', call: 'ended' }, en.ends), '');
});

test('a number is shown in groups where they are known, and never broken over two lines', () => {
  assert.equal(readable('+18005550199'), '+1\u00a0800\u00a0555\u00a00199');
  assert.equal(readable('0800 22 63'), '0800\u00a022\u00a063');
});

test('both languages fill the same places', () => {
  const places = (text: unknown) => [...String(text).matchAll(/\{\w+\}/g)].map(String).sort().join();
  for (const [name, sentence] of Object.entries(en))
    assert.equal(places(es[name as keyof typeof es]), places(sentence), name);
});
