// T-15. Attacker: a second browser with the link and the right digits, at the same instant as the first; or two of the
// owner's own tabs that between them lose the grant. Control: one conditional commit on the grant's row, checked on the
// version that was read (src/grant/redeem.ts). Failure would show as two browsers with a token, or as none.
// (A thousand at once over three processes, on every durable store: test/threat/faults/one-winner.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stoppedClock } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { numbers } from './hostile-bodies.ts';
import { tell } from './tell.ts';

const rounds = 12;
const atOnce = 12;

/** The same store with a wait before and after each read and commit, now and then a long one, so that requests really cross. */
const slowed = (store: Store, below: (limit: number) => number): Store => {
  const pause = async () => {
    for (let turns = below(6) === 0 ? below(80) : below(3); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const slowly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await pause();
    const result = await work();
    await pause();
    return result;
  };
  return {
    ...store,
    get: (key) => slowly(() => store.get(key)),
    commit: (batch) => slowly(() => store.commit(batch)),
  };
};

test(`of ${atOnce} browsers with the right digits at once one gets a token, never two and never none`, async (t) => {
  const { below } = numbers(15);
  let second = 0;
  for (let round = 0; round < rounds; round += 1) {
    const clock = stoppedClock();
    const house = await install({ clock, store: slowed(openMemoryStore({ clock }), below) });
    const offer = await house.offered(maria);
    const clients = Array.from({ length: atOnce }, () => createPlainClient(house.fetch, house.issuer));
    const answers = await Promise.all(clients.map((client) => client.redeem(offer.code, offer.digits)));
    const winners = answers.filter(({ status }) => status === 200);
    assert.ok(winners.length > 0, `round ${round}: nobody won`);
    second += winners.length - 1;
  }
  tell(t, 'T-15', rounds * atOnce, second);
});
