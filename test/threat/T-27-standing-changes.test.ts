// T-27. Attacker: has passed the PIN, and hopes that nobody looks again before the end.
// Control: lock, disabling and hold are read again at every step, in the commit that takes it (src/identity/guard.ts
// `standing`, src/grant/offer.ts, redeem.ts, use.ts). Failure would show as a step that works after the flag was set.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createLocks } from '#identity';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

/** An installation, and what an operator can do beside it. */
const withOperator = async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const keyring = generateKeyring(systemRandom, true);
  const key = keyring.secrets.identity;
  const house = await install({ clock, store, keyring });
  const users = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log: silentLog, key },
    peppers: keyring.peppers,
    concurrency: 1,
  });
  return { house, users, locks: createLocks({ store, clock, key }) };
};
type World = Awaited<ReturnType<typeof withOperator>>;

const who = new Secret(maria.userId);
const flags: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'disabled at the provider': ({ users }) => users.disable(who),
  'locked by an operator': ({ locks }) => locks.lock({ userId: who }),
  'disabled by an operator': ({ locks }) => locks.disable({ userId: who }),
};

for (const [flag, set] of Object.entries(flags)) {
  test(`an account ${flag} after the PIN can take no further step`, async (t) => {
    let tries = 0;
    let successes = 0;
    for (const step of ['offer', 'redeem', 'transact', 'retry'] as const) {
      const world = await withOperator();
      const { house } = world;
      const client = createPlainClient(house.fetch, house.issuer);
      tries += 1;
      if (step === 'offer') {
        const { call_id } = await house.ring();
        await house.keys(call_id, `${maria.userId}#`);
        await house.keys(call_id, maria.pin);
        await set(world);
        await house.says(call_id, 'I want to add my wife');
        if (house.lastText(maria) !== '') successes += 1;
        continue;
      }
      const offer = await house.offered(maria);
      if (step === 'redeem') {
        await set(world);
        if ((await client.redeem(offer.code, offer.digits)).status === 200) successes += 1;
        continue;
      }
      const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
      await set(world);
      const answer =
        step === 'retry'
          ? await client.redeem(offer.code, offer.digits)
          : await client.transact(token, 'add_user', anna);
      if (answer.status < 300) successes += 1;
      assert.deepEqual(await house.changes(maria), []);
    }
    tell(t, 'T-27', tries, successes);
  });
}

test('what an operator lifts again works again for a new call, and the old grant stays dead', async () => {
  const world = await withOperator();
  const { house, locks } = world;
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  await locks.lock({ userId: who });
  assert.equal((await client.redeem(offer.code, offer.digits)).status, 400);
  await locks.unlock({ userId: who });
  assert.equal((await client.redeem(offer.code, offer.digits)).status, 400);
  const next = await house.offered(maria);
  assert.equal((await client.redeem(next.code, next.digits)).status, 200);
});
