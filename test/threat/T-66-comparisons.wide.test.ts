// T-66, measured. Attacker, control as in T-66-comparisons.test.ts. Failure would show as Welch's t of more than 4.5 over a
// million samples between guesses that differ at the first and at the last character (the test of dudect), in two runs of
// three; or as a measurement so dull that it does not see a comparison that stops where the two differ.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { constantTimeEqual } from '#core';
import { tell } from './tell.ts';

const batch = 8;
const samples = 1_000_000;

/** What no comparison of a secret may be: it stops at the first difference. */
const leaky = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
};

/** Pairs of guesses that differ from the secret at its first and at its last place: many, and laid out alike in memory. */
const pairsOf = (secret: string): [string, string][] => {
  const differing = (at: number, turn: number) => {
    const bytes = Buffer.from(secret);
    bytes[at] = 65 + (turn % 26);
    return bytes.toString('latin1');
  };
  const last = secret.length - 1;
  return Array.from({ length: 256 }, (_, turn) => {
    const [one, other] = turn % 2 === 0 ? [0, last] : [last, 0];
    const made = [differing(one, turn), differing(other, turn)] as [string, string];
    return turn % 2 === 0 ? made : [made[1], made[0]];
  });
};

/** |t| between the two kinds of guess; above the ninth tenth of all times another process was at work, on both sides alike. */
const welch = (equal: (a: string, b: string) => boolean, secret: string): number => {
  const pairs = pairsOf(secret);
  const times = new Float64Array(samples);
  const sides = new Uint8Array(samples);
  for (let at = -samples / 10; at < samples; at += 1) {
    const side = Math.random() < 0.5 ? 0 : 1;
    const guess = pairs[Math.floor(Math.random() * pairs.length)]?.[side] ?? '';
    const began = process.hrtime.bigint();
    for (let turn = 0; turn < batch; turn += 1) equal(guess, secret);
    const took = Number(process.hrtime.bigint() - began);
    // The first tenth more is for the compiler.
    if (at < 0) continue;
    times[at] = took;
    sides[at] = side;
  }
  const cut = times.toSorted()[Math.floor(samples * 0.9)] ?? 0;
  const sums = [0, 1].map((side) => {
    const kept = times.filter((time, at) => time <= cut && sides[at] === side);
    const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length;
    return { mean, error: kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1) / kept.length };
  });
  const [a, b] = sums as [{ mean: number; error: number }, { mean: number; error: number }];
  return Math.abs(a.mean - b.mean) / Math.sqrt(a.error + b.error);
};

const secrets = { 'a code': 'q'.repeat(43), 'six digits': '444444', 'a MAC in hexadecimal': '7'.repeat(64) };
const figures: Record<string, number[]> = {};

for (const [name, secret] of Object.entries(secrets)) {
  test(`where a guess at ${name} differs cannot be told by time`, (t) => {
    const found = [1, 2, 3].map(() => welch(constantTimeEqual, secret));
    figures[name] = found.map((value) => Number(value.toFixed(2)));
    t.diagnostic(`t = ${figures[name].join(', ')}`);
    assert.ok((found.toSorted((a, b) => a - b)[1] ?? 0) < 4.5, found.join());
    tell(t, 'T-66', samples * 3, 0);
  });
}

test('the same measurement sees a comparison that stops at the first difference', (t) => {
  const found = welch(leaky, secrets['a MAC in hexadecimal']);
  figures['stops at the first difference'] = [Number(found.toFixed(2))];
  t.diagnostic(`t = ${found.toFixed(2)}`);
  assert.ok(found > 4.5, String(found));
  const reports = new URL('../../reports/', import.meta.url);
  mkdirSync(reports, { recursive: true });
  writeFileSync(new URL('comparisons.json', reports), `${JSON.stringify({ samples, t: figures }, null, 2)}\n`);
});
