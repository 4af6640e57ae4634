// A small measure of what identity-timing.wide.test.ts measures well: enough to see a floor that is gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PinVerifier } from '#identity';
import { areas, timeFailures } from './identity-timing.ts';

/** Takes as long as its answer is interesting, as a provider does that was written without care. */
const careless: PinVerifier = {
  name: 'careless',
  verify: (userId) =>
    new Promise((resolve) => setTimeout(resolve, userId.reveal().startsWith('7777') ? 0 : 20, { verdict: 'wrong' })),
  ready: async () => true,
};

const widest = async (floorMs: number) =>
  Math.max(...areas(await timeFailures(careless, 100, floorMs)).map(({ is }) => Math.abs(is - 0.5)));

test('six classes of failure take the same time at the port, even for a careless provider', async () => {
  const is = await widest(60);
  assert.ok(is < 0.3, `told apart by ${is.toFixed(2)}`);
});

test('without the floor they would not, so this suite would see it', async () => {
  assert.ok((await widest(0)) > 0.4);
});
