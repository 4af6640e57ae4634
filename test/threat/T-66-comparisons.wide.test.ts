// T-66, measured. Attacker, control as in T-66-comparisons.test.ts. Failure would show as Welch's t of more than 4.5 between
// guesses that differ at the first and at the last character (the test of dudect), in three runs of three.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constantTimeEqual } from '#core';
import { tell } from './tell.ts';

const secret = 'q'.repeat(43);
const guesses = [`x${secret.slice(1)}`, `${secret.slice(1)}x`] as const;
const batch = 200;
const samples = 20_000;

const welch = (): number => {
  const times: [number[], number[]] = [[], []];
  for (let at = 0; at < samples; at += 1) {
    const side = Math.random() < 0.5 ? 0 : 1;
    const guess = guesses[side];
    const began = process.hrtime.bigint();
    for (let turn = 0; turn < batch; turn += 1) constantTimeEqual(guess, secret);
    times[side].push(Number(process.hrtime.bigint() - began));
  }
  // What another process stole is cut off above the same value on both sides.
  const cut = [...times[0], ...times[1]].sort((a, b) => a - b)[Math.floor(samples * 0.9)] ?? 0;
  const [left, right] = times.map((side) => side.filter((time) => time <= cut)) as [number[], number[]];
  const mean = (side: number[]) => side.reduce((sum, time) => sum + time, 0) / side.length;
  const spread = (side: number[], middle: number) =>
    side.reduce((sum, time) => sum + (time - middle) ** 2, 0) / (side.length - 1);
  const [a, b] = [mean(left), mean(right)];
  return Math.abs(a - b) / Math.sqrt(spread(left, a) / left.length + spread(right, b) / right.length);
};

test('where a guess differs cannot be told by time', (t) => {
  welch();
  const found = [welch(), welch(), welch()];
  t.diagnostic(`t = ${found.map((value) => value.toFixed(2)).join(', ')}`);
  assert.ok(Math.min(...found) < 4.5, found.join());
  tell(t, 'T-66', samples * batch * 3, 0);
});
