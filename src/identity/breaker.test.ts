import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stoppedClock } from '#core';
import { createBreaker } from './breaker.ts';
import type { CannotSayReason, ProviderVerdict } from './verify.ts';

const cannotSay = (reason: CannotSayReason): ProviderVerdict => ({ verdict: 'cannot_say', reason });
const wrong: ProviderVerdict = { verdict: 'wrong' };

const open = () => {
  const clock = stoppedClock();
  const breaker = createBreaker(clock);
  let asked = 0;
  const ask = (verdict: ProviderVerdict) =>
    breaker.ask(async () => {
      asked += 1;
      return verdict;
    });
  const fail = async (times: number, reason: CannotSayReason = 'unavailable') => {
    for (let n = 0; n < times; n += 1) await ask(cannotSay(reason));
  };
  return { clock, breaker, ask, fail, asked: () => asked };
};

describe('the breaker before a provider', () => {
  test('hands on every verdict while the provider is well', async () => {
    const { ask } = open();
    for (const verdict of [wrong, { verdict: 'locked' }, cannotSay('mfa_required')] as const) {
      assert.equal(await ask(verdict), verdict);
    }
  });

  for (const reason of ['unavailable', 'timeout', 'malformed'] as const) {
    test(`five answers in a row that are ${reason} spare the provider for five seconds`, async () => {
      const { clock, ask, fail, asked } = open();
      await fail(5, reason);
      assert.deepEqual(await ask(wrong), cannotSay('unavailable'));
      clock.advance(4.9);
      assert.deepEqual(await ask(wrong), cannotSay('unavailable'));
      assert.equal(asked(), 5);
      clock.advance(0.1);
      assert.equal(await ask(wrong), wrong);
      assert.equal(await ask(wrong), wrong);
    });
  }

  test('four failures, or failures with an answer between them, spare nothing', async () => {
    const { ask, fail, asked } = open();
    await fail(4);
    await ask(wrong);
    await fail(4);
    await ask(wrong);
    assert.equal(asked(), 10);
  });

  test('an account with a second factor, or a throttled one, is not a sick provider', async () => {
    const { ask, fail } = open();
    await fail(10, 'mfa_required');
    await fail(10, 'throttled');
    assert.equal(await ask(wrong), wrong);
  });

  test('after the pause one caller goes to see, and the others do not wait for a provider that may still be down', async () => {
    const { clock, breaker, ask, fail } = open();
    await fail(5);
    clock.advance(5);
    const slow = Promise.withResolvers<ProviderVerdict>();
    const first = breaker.ask(() => slow.promise);
    assert.deepEqual(await ask(wrong), cannotSay('unavailable'));
    slow.resolve(wrong);
    assert.equal(await first, wrong);
    assert.equal(await ask(wrong), wrong);
  });

  test('a provider that is still down after the pause is spared again', async () => {
    const { clock, ask, fail, asked } = open();
    await fail(5);
    clock.advance(5);
    await fail(1);
    assert.deepEqual(await ask(wrong), cannotSay('unavailable'));
    assert.equal(asked(), 6);
  });

  test('work that throws counts as a failure and is thrown on', async () => {
    const { breaker, ask } = open();
    for (let n = 0; n < 5; n += 1) await assert.rejects(breaker.ask(() => Promise.reject(new Error('broken'))));
    assert.deepEqual(await ask(wrong), cannotSay('unavailable'));
    assert.equal(breaker.isWell(), false);
  });

  test('a provider that has not been asked yet is taken to be well', () => {
    assert.equal(open().breaker.isWell(), true);
  });
});
