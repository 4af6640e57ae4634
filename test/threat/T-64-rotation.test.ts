// T-64. Attacker: waits for the day keys are changed: a token of an old key, a PIN of a lost pepper.
// Control: keys overlap and retire by date, peppers have versions, what cannot be checked is no
// (src/token/keys.ts, src/identity/embedded/pin-hash.ts). Failure would show as a retired key that still opens, or a live
// call that a rotation breaks. (The command: test/journey/command.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring, type Keyring } from '#config';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

/** The keyring after a rotation: a new key signs, the old one is published until `retireAt`. */
const rotated = (old: Keyring, now: number, retireAt: number): Keyring => {
  const fresh = generateKeyring(systemRandom, true).accessTokenKeys.map((key) => ({ ...key, activeFrom: now }));
  return { ...old, accessTokenKeys: [...old.accessTokenKeys.map((key) => ({ ...key, retireAt })), ...fresh] };
};

test('a token lives through a rotation while the old key overlaps, and dies with the old key', async (t) => {
  let successes = 0;
  for (const overlap of [600, 0]) {
    const clock = stoppedClock();
    const store = openMemoryStore({ clock });
    const keyring = generateKeyring(systemRandom, true);
    const before = await install({ clock, store, keyring });
    const offer = await before.offered(maria);
    const client = createPlainClient(before.fetch, before.issuer);
    const { body } = await client.redeem(offer.code, offer.digits);
    const now = clock.now();
    const after = await install({ clock, store, keyring: rotated(keyring, now, now + overlap) });
    clock.advance(1);
    const pair = createPlainClient(after.fetch, after.issuer);
    const { body: published } = await pair.get('/oauth/jwks');
    assert.equal((published.keys as { use?: string }[]).length >= (overlap === 0 ? 1 : 2), true);
    // The client's own key goes on; only its network is the restarted server.
    const through = await after.fetch('/transactions/add_user', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `DPoP ${String(body.access_token)}`,
        dpop: client.proof('POST', `${after.issuer}/transactions/add_user`, {
          ath: Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(String(body.access_token)))).toString(
            'base64url',
          ),
        }),
      },
      body: JSON.stringify(anna),
    });
    if (overlap > 0) assert.equal(through.status, 201, await through.text());
    else if (through.status < 400) successes += 1;
  }
  tell(t, 'T-64', 1, successes);
});

const verifierWith = (store: ReturnType<typeof openMemoryStore>, peppers: Record<string, Secret>) =>
  createEmbeddedVerifier({
    ...{ store, clock: stoppedClock(), random: systemRandom, log: silentLog, key: new Secret('handles') },
    ...{ peppers, concurrency: 1, cost: { memoryKib: 64, passes: 1, lanes: 1 } },
  });

test('a new pepper takes over at the next success; without its pepper a PIN is never right', async (t) => {
  const store = openMemoryStore({ clock: stoppedClock() });
  const [one, two] = [new Secret('pepper one'), new Secret('pepper two')];
  const { userId, pin, number } = maria;
  const first = verifierWith(store, { '1': one });
  await first.addUser({ userId: new Secret(userId), pin: new Secret(pin), name: 'Test', number });
  const ask = async (peppers: Record<string, Secret>, guess = pin) =>
    (await verifierWith(store, peppers).verify(new Secret(userId), new Secret(guess))).verdict;
  const lost: string[] = [await ask({ '2': two }), await ask({ '2': two }, '00000000'), await ask({ '1': two })];
  assert.ok(
    lost.every((verdict) => verdict !== 'verified'),
    lost.join(),
  );
  assert.equal(await ask({ '1': one, '2': two }), 'verified');
  assert.equal(await ask({ '2': two }), 'verified', 'resealed');
  assert.notEqual(await ask({ '1': one }), 'verified');
  tell(t, 'T-64', lost.length, lost.filter((verdict) => verdict === 'verified').length);
});
