// T-28. Attacker: puts the code of his own call into the victim's page, or the victim's digits to his own code.
// Control: digits are made from their own grant with a key; page code, token and proof each belong to one grant
// (src/grant/codes.ts, src/grant/redeem.ts). Failure would show as any pair working but a call's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { type AccountId, type E164, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { install, type Person } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

test('of all pairs of code and digits of five live calls, only a call’s own pair opens anything', async (t) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const keyring = generateKeyring(systemRandom, true);
  const house = await install({ clock, store, keyring });
  const users = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log: silentLog, key: keyring.secrets.identity },
    ...{ peppers: keyring.peppers, concurrency: 1, cost: { memoryKib: 64, passes: 1, lanes: 1 } },
  });
  const callers: Person[] = [];
  for (let n = 0; n < 5; n += 1) {
    const caller: Person = {
      userId: `2000000${n}`,
      pin: `7316058${n}`,
      number: `+1555555020${n}` as E164,
      account: `acct_test-caller-${n}` as AccountId,
    };
    const { userId, pin, number, account } = caller;
    const added = await users.addUser({
      userId: new Secret(userId),
      pin: new Secret(pin),
      name: 'Test',
      number,
      account,
    });
    assert.equal(added.ok, true);
    callers.push(caller);
  }
  const offers = [];
  for (const caller of callers) offers.push({ caller, ...(await house.offered(caller)) });
  let tries = 0;
  let successes = 0;
  for (const one of offers) {
    for (const other of offers) {
      if (one === other) continue;
      tries += 1;
      const answer = await createPlainClient(house.fetch, house.issuer).redeem(one.code, other.digits);
      if (answer.status === 200 && one.digits !== other.digits) successes += 1;
    }
  }
  const tokens = [];
  for (const offer of offers) {
    const client = createPlainClient(house.fetch, house.issuer);
    const { status, body } = await client.redeem(offer.code, offer.digits);
    assert.equal(status, 200, 'its own pair works');
    tokens.push({ client, offer, token: String(body.access_token) });
  }
  for (const one of tokens) {
    for (const other of tokens) {
      if (one === other) continue;
      tries += 1;
      if ((await one.client.transact(other.token, 'add_user', anna)).status < 300) successes += 1;
    }
  }
  for (const { offer } of tokens) assert.deepEqual(await house.changes(offer.caller), []);
  for (const { client, token, offer } of tokens) {
    assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
    assert.equal((await house.changes(offer.caller)).length, 1);
  }
  tell(t, 'T-28', tries, successes);
});
