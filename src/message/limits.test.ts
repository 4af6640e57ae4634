import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountId, type E164, Secret, stoppedClock } from '#core';
import { openMemoryStore } from '#store/memory';
import { createLimits, type TextPolicy } from './limits.ts';

const account = (n: number) => `acct_${String(n).padStart(8, '0')}` as AccountId;
const number = (n: number) => `+1555555${String(n).padStart(4, '0')}` as E164;

const scene = (policy: Partial<TextPolicy> = {}) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const all = {
    perAccountHour: 3,
    perAccountDay: 6,
    perNumberDay: 5,
    perMinute: 60,
    countries: ['+1', '+34'],
    ...policy,
  };
  return { clock, store, ...createLimits({ store, clock, key: new Secret('k'.repeat(32)), policy: all }) };
};
const tally = (answers: readonly string[]) => Object.groupBy(answers, (answer) => answer);

describe('the budgets of texts', () => {
  it('give an account three an hour, though fifty are asked for at once', async () => {
    const { take } = scene();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => take(account(1), number(n))));
    assert.equal(tally(answers).ok?.length, 3);
    assert.equal(tally(answers).too_many?.length, 47);
  });

  it('give a number five a day, though fifty accounts ask at once', async () => {
    const { take } = scene();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => take(account(n), number(1))));
    assert.equal(tally(answers).ok?.length, 5);
  });

  it('give everybody together what the breaker lets through in a minute, though fifty ask at once', async () => {
    const { take, clock } = scene({ perMinute: 10 });
    const ask = () => Promise.all(Array.from({ length: 50 }, (_, n) => take(account(n), number(n))));
    const answers = await ask();
    assert.equal(tally(answers).ok?.length, 10);
    assert.equal(tally(answers).breaker?.length, 40);
    clock.advance(59);
    assert.equal(await take(account(70), number(70)), 'breaker');
    clock.advance(2);
    assert.equal(await take(account(70), number(70)), 'ok');
  });

  it('give an account six a day over the hours, and begin anew after a day', async () => {
    const { take, clock } = scene({ perNumberDay: 100 });
    const taken: string[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      taken.push(await take(account(1), number(1)));
      clock.advance(3600);
    }
    assert.equal(tally(taken).ok?.length, 6);
    assert.equal(await take(account(1), number(1)), 'ok');
  });

  it('count nothing when they refuse', async () => {
    const { take, clock } = scene();
    for (let n = 0; n < 40; n += 1) await take(account(1), number(1));
    clock.advance(3601);
    assert.equal(await take(account(1), number(1)), 'ok');
  });

  it('know no country but those allowed, however the prefix looks', async () => {
    const { take, store } = scene();
    for (const to of ['+447700900123', '+35312345678', '+2345678901'])
      assert.equal(await take(account(1), to as E164), 'country');
    assert.deepEqual(await store.list(['text']), []);
    assert.equal(await take(account(1), '+34600000000' as E164), 'ok');
    const none = scene({ countries: [] });
    assert.equal(await none.take(account(1), number(1)), 'country');
  });

  it('need no more room for the breaker, however many texts there are', async () => {
    const { take, clock, store } = scene({ perMinute: 10_000 });
    for (let n = 0; n < 1000; n += 1) {
      assert.equal(await take(account(n), number(n)), 'ok');
      clock.advance(0.05);
    }
    assert.ok(JSON.stringify((await store.get(['text', 'minute']))?.value).length < 1200);
  });

  it('keep a number only under a keyed hash', async () => {
    const { take, store } = scene();
    await take(account(1), number(4821));
    const kept = JSON.stringify(await store.list([]));
    assert.ok(!kept.includes('4821'));
  });

  it('send nothing for a day to a number that cannot take texts', async () => {
    const { take, block, clock } = scene();
    await block(number(1));
    assert.equal(await take(account(1), number(1)), 'number');
    assert.equal(await take(account(1), number(2)), 'ok');
    clock.advance(86_400);
    assert.equal(await take(account(1), number(1)), 'ok');
  });
});
