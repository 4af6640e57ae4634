import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceFrom } from './kill.ts';
import { slopeOf } from './slope.ts';

const line = (perSecond: number, noise: number) => {
  const chance = chanceFrom(3);
  return Array.from({ length: 360 }, (_, n) => ({
    seconds: 10 * n,
    value: 100 + perSecond * 10 * n + noise * (chance() - 0.5),
  }));
};

test('a leak stands out from the noise, and noise alone is no leak', () => {
  const leak = slopeOf(line(0.01, 20));
  assert.ok(leak !== null && leak.slope - leak.margin > 0 && Math.abs(leak.slope - 0.01) <= leak.margin);
  const none = slopeOf(line(0, 20));
  assert.ok(none !== null && Math.abs(none.slope) <= none.margin);
  assert.equal(slopeOf(line(0, 1).slice(0, 2)), null);
});
