// T-03, at length: a million grants, five guesses at each. Attacker, control and failure as in T-03-intercepted-text.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrantId, Secret } from '#core';
import { digitsOf } from '../../src/grant/codes.ts';
import { numbers } from './hostile-bodies.ts';
import { tell } from './tell.ts';

const grants = 1_000_000;
const guesses = 5;

test('five guesses at each of a million grants hit as often as chance does', (t) => {
  const key = (name: string) => new Secret(name.repeat(8));
  const keys = { txCode: key('digits'), pageCode: key('page'), mac: key('seal') };
  const { below } = numbers(3);
  let hits = 0;
  for (let grant = 0; grant < grants; grant += 1) {
    const digits = Number(digitsOf(keys, `grant_${grant}` as GrantId).reveal());
    const first = below(1_000_000);
    // Five different guesses; which five is all the same if the digits are uniform.
    if ((digits - first + 1_000_000) % 1_000_000 < guesses) hits += 1;
  }
  t.diagnostic(`${hits} hits; five are expected`);
  // A binomial of five million tries at one in a million: above sixteen once in a hundred thousand runs.
  assert.ok(hits <= 16, `${hits} hits`);
  tell(t, 'T-03', grants * guesses, Math.max(0, hits - 16));
});
