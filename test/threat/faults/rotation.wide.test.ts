// Every key that can be rotated is, in one keyring file, while callers go through whole calls and the processes are started
// anew with it one after another; then the new keys take over. Nobody is refused.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { rotateKeyring, writeKeyring } from '#config';
import { systemClock, systemRandom } from '#core';
import { keyringOf, seedPeople } from './callers.ts';
import { engines, openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { chanceFrom } from './kill.ts';
import { startLoad } from './load.ts';
import { isWorthWaiting, tellFigure } from './sizes.ts';

/** Long enough to start three processes anew on a busy machine. */
const leadSeconds = 75;
const purposes = ['access_token', 'receipt', 'checkpoint', 'nonce', 'pepper'] as const;

const kidsOf = async (server: { send: (method: string, path: string) => Promise<{ text: string }> }) =>
  (JSON.parse((await server.send('GET', '/oauth/jwks')).text).keys as { kid: string }[]).map(({ kid }) => kid);

for (const engine of engines.filter(isWorthWaiting))
  test(`on ${engine} no call is lost while every key is changed under load`, async (t) => {
    const site = await openSite(engine);
    try {
      const { folder, all } = site.servers;
      const people = await seedPeople(site.store, folder, 400);
      const load = startLoad(site, people, { callers: 3, chance: chanceFrom(64), betweenMs: 100 });
      const before = keyringOf(folder);
      const now = Math.floor(systemClock().now());
      const keyring = purposes.reduce(
        (ring, purpose) => rotateKeyring(ring, purpose, systemRandom, { now, leadSeconds, overlapSeconds: 3600 }),
        before,
      );
      writeKeyring(join(folder, 'keyring.json'), keyring, systemRandom, 'replace');
      for (const server of all) {
        await server.stop();
        await server.start();
      }
      assert.ok(systemClock().now() < now + leadSeconds, 'the processes were not started anew in time');
      const published = await Promise.all(all.map(kidsOf));
      for (const kids of published) assert.ok(keyring.accessTokenKeys.every(({ kid }) => kids.includes(kid)));
      while (systemClock().now() < now + leadSeconds + 10 && load.failure() === null)
        await new Promise((resolve) => setTimeout(resolve, 200));
      await load.stop();
      const { told, ...tally } = load.tally;
      await settled(site.store);
      const found = await inspectEverything(site.store, folder, told);
      tellFigure(t, 'rotation', engine, { ...tally, told: told.length, ...found });
      assert.equal(tally.broken, 0);
      const signedBy = told.map(
        ({ token = '' }) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid,
      );
      assert.deepEqual(
        new Set(signedBy),
        new Set(keyring.accessTokenKeys.map(({ kid }) => kid)),
        'both keys have signed',
      );
      const users = JSON.stringify(await site.store.list(['identity', 'embedded']));
      assert.match(users, /"pepper":"2"/, 'PINs have moved to the new pepper');
    } finally {
      await site.stop();
    }
  });
