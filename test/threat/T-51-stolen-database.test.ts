// T-51. Attacker: has read the whole database and the source, and not the keyring.
// Control: codes as hashes, digits not at all, PINs as peppered Argon2id, user ids as keyed handles, tokens not kept
// (src/grant/codes.ts, src/identity/embedded/pin-hash.ts). Failure would show as a redeem, a PIN or an id out of the dump.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { type GrantId, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { digitsOf } from '../../src/grant/codes.ts';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

test('with a dump taken in the middle of a call nothing can be redeemed and no PIN be tried', async (t) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const house = await install({ clock, store });
  const offer = await house.offered(maria);
  const rows = (
    await Promise.all(
      ['grant', 'call', 'identity', 'order', 'text', 'message', 'journal'].map((room) =>
        store.list([room], { limit: 5000 }),
      ),
    )
  ).flat();
  const dump = JSON.stringify(rows);
  for (const secret of [offer.code, maria.pin, maria.userId])
    assert.ok(!dump.includes(secret), 'a secret stands in the dump');
  // Everything in the dump that could be a code, presented as one, with the digits of the call known as well.
  const words = new Set(dump.match(/[\w-]{20,128}/g) ?? []);
  let tries = 0;
  let successes = 0;
  for (const word of words) {
    const answer = await createPlainClient(house.fetch, house.issuer).redeem(word.slice(0, 128), offer.digits);
    tries += 1;
    if (answer.status === 200) successes += 1;
  }
  // The digits, made from all that is in the dump with every string of the dump as the key.
  const grant = (dump.match(/grant_[\w-]{22}/) ?? [''])[0] as GrantId;
  let hits = 0;
  for (const word of words) {
    const key = new Secret(word);
    if (digitsOf({ txCode: key, pageCode: key, mac: key }, grant).reveal() === offer.digits) hits += 1;
    tries += 1;
  }
  assert.ok(hits <= 1, 'no more than chance');
  // The verifier over the stolen rows, with every secret but the pepper: the right PIN cannot be told from a wrong one.
  const stolen = generateKeyring(systemRandom, true);
  const thief = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log: silentLog, key: stolen.secrets.identity },
    ...{ peppers: stolen.peppers, concurrency: 1 },
  });
  for (const pin of [maria.pin, '00000000']) {
    tries += 1;
    if ((await thief.verify(new Secret(maria.userId), new Secret(pin))).verdict === 'verified') successes += 1;
  }
  tell(t, 'T-51', tries, successes);
  assert.equal((await createPlainClient(house.fetch, house.issuer).redeem(offer.code, offer.digits)).status, 200);
});
