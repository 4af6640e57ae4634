// Shows threats T-15, T-23 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Broken, createRecordedRuns, explore } from './model.ts';

describe('every order of two redeemers, two orders, hang-up, expiry, crashes and repetitions', () => {
  for (const secondIsRight of [true, false])
    test(`keeps I1 to I7 when the second browser types ${secondIsRight ? 'the right' : 'wrong'} digits`, (t) => {
      const { states, steps, fault, stuck } = explore({ secondIsRight, maxAttempts: 2, asks: 1 });
      t.diagnostic(`${states} states, ${steps} steps`);
      assert.equal(fault, null);
      assert.equal(stuck, 0);
      assert.ok(states > 70_000);
    });

  test('keeps I8 beside them while the text is on its way', (t) => {
    const { states, steps, fault, stuck } = explore({ secondIsRight: true, maxAttempts: 1, asks: 1, text: true });
    t.diagnostic(`${states} states, ${steps} steps`);
    assert.equal(fault, null);
    assert.equal(stuck, 0);
  });

  const breaks: Readonly<Record<Broken, RegExp>> = {
    redeem_without_check: /^I[14]/,
    accept_without_check: /^I[23]/,
    compare_before_counting: /^I5/,
    death_after_use: /^I4/,
    perform_without_key: /^I2/,
    commit_without_deadline: /^I3/,
    send_again_after_crash: /^I8/,
  };
  for (const [broken, invariant] of Object.entries(breaks) as [Broken, RegExp][])
    test(`notices a machine that would ${broken.replaceAll('_', ' ')}`, () => {
      const secondIsRight = broken !== 'compare_before_counting';
      const { fault } = explore({
        secondIsRight,
        maxAttempts: 1,
        asks: 2,
        text: broken === 'send_again_after_crash',
        broken,
      });
      assert.match(fault?.what ?? '', invariant);
      assert.ok((fault?.path.length ?? 0) > 3);
    });
});

test('a recorded run is one the model can write, or it is found', () => {
  const isPossible = createRecordedRuns({ secondIsRight: false, maxAttempts: 2, asks: 1 });
  assert.ok(isPossible([]));
  assert.ok(isPossible(['grant_redeemed', 'grant_consumed', 'transaction_done']));
  assert.ok(isPossible(['digits_wrong', 'grant_redeemed', 'grant_dead']));
  assert.ok(!isPossible(['grant_redeemed', 'grant_redeemed']));
  assert.ok(!isPossible(['grant_dead', 'grant_consumed']));
  assert.ok(!isPossible(['grant_consumed']));
  assert.ok(!isPossible(['grant_redeemed', 'grant_consumed', 'grant_dead']));
});
