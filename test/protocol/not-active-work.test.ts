// RFC 7662 §2.2, RFC 7009 §2.2: whatever a token is, the same work is done, so that no clock is needed to know that its time
// tells nothing: as many reads, commits of as many parts, and as many signatures, MACs and hashes.
import assert from 'node:assert/strict';
import buffer from 'node:buffer';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { stoppedClock } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { notActive } from './not-active.ts';

const counts: Record<string, number> = {};
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

type Module = { [name: string]: unknown };

/** What work is made of, and where it comes from; a part of a token is decoded wherever its UTF-8 is looked at. */
const ofCrypto = crypto as unknown as Module;
const worked: readonly (readonly [Module, string])[] = [
  ...['verify', 'sign', 'createHmac', 'hash', 'timingSafeEqual'].map((name) => [ofCrypto, name] as const),
  [buffer as unknown as Module, 'isUtf8'],
];
const genuine = worked.map(([module, name]) => module[name]);

const counting = (store: Store): Store => ({
  ...store,
  get: (key) => {
    count('get');
    return store.get(key);
  },
  list: (prefix, options) => {
    count('list');
    return store.list(prefix, options);
  },
  commit: (batch) => {
    const puts = batch.writes.filter((write) => 'put' in write).length;
    count(`commit of ${batch.checks.length} checks, ${puts} puts, ${batch.writes.length - puts} deletes`);
    return store.commit(batch);
  },
});

const scene = async () => {
  const clock = stoppedClock();
  return notActive({ clock, store: counting(openMemoryStore({ clock })) });
};

/** What is done for one request. */
const workOf = async (send: () => Promise<Response>): Promise<Record<string, number>> => {
  for (const what of Object.keys(counts)) delete counts[what];
  assert.equal((await send()).status, 200);
  return { ...counts };
};

const parts = 'commit of 2 checks, 5 puts, 1 deletes';

describe('whatever a token is,', () => {
  before(() => {
    for (const [module, name] of worked) {
      const work = module[name] as (...given: unknown[]) => unknown;
      module[name] = (...given: unknown[]) => {
        count(name);
        return work(...given);
      };
    }
    syncBuiltinESMExports();
  });

  after(() => {
    worked.forEach(([module, name], index) => {
      module[name] = genuine[index];
    });
    syncBuiltinESMExports();
  });

  test('revocation does the same work for a living token as for one that is used, dead, expired, unknown or foreign', async () => {
    const { kinds, revoke, live } = await scene();
    const ofLiving = await workOf(() => revoke(live));
    assert.deepEqual([ofLiving.verify, ofLiving.get, ofLiving[parts]], [1, 3, 1], JSON.stringify(ofLiving));
    assert.ok((ofLiving.createHmac ?? 0) >= 3);
    const again = await workOf(() => revoke(live));
    assert.deepEqual(again, ofLiving, 'again');
    for (const [name, token] of Object.entries({ ...kinds, short: 'x' })) {
      assert.deepEqual(await workOf(() => revoke(token)), ofLiving, name);
      assert.deepEqual(await workOf(() => revoke(token)), ofLiving, `${name}, again`);
    }
  });

  test('introspection does the same work for every token that is not active, and for one that is', async () => {
    const { kinds, introspect, live } = await scene();
    const ofLiving = await workOf(() => introspect(live));
    assert.deepEqual([ofLiving.verify, ofLiving.get], [1, 2], JSON.stringify(ofLiving));
    for (const [name, token] of Object.entries({ ...kinds, short: 'x' }))
      assert.deepEqual(await workOf(() => introspect(token)), ofLiving, name);
  });

  test('two who revoke one token at once are alike, whatever it is', async () => {
    const { kinds, revoke, live } = await scene();
    const twice = (token: string) => () =>
      Promise.all([revoke(token), revoke(token)]).then(([first]) => first as Response);
    const ofLiving = await workOf(twice(live));
    for (const [name, token] of Object.entries(kinds)) assert.deepEqual(await workOf(twice(token)), ofLiving, name);
  });

  test('what is done for nobody leaves nothing that anybody reads, and does not grow', async () => {
    const { house, kinds, revoke } = await scene();
    const journals = async () => (await house.store.list(['journal'])).length;
    const before = await journals();
    for (let round = 0; round < 3; round += 1) for (const token of Object.values(kinds)) await revoke(token);
    assert.equal(await journals(), before);
    const kept = (await house.store.list(['nobody'])).length;
    for (let n = 0; n < 600; n += 1) await revoke(`garbage ${n}`);
    const most = (await house.store.list(['nobody'], { limit: 5000 })).length;
    assert.ok(kept > 0 && most > 128 * 5 && most <= 256 * 5, `${most} rows: spread, and bounded`);
    house.clock.advance(601);
    assert.equal((await house.store.list(['nobody'])).length, 0);
  });
});
