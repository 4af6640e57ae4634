// OpenID4VCI 1.0 §3.5, §6.1, §6.3, §8.2: the code by which any wallet takes a receipt, as an attacker would use it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type Installation, install, james, maria, type Person } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

type Client = ReturnType<typeof createPlainClient>;

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');

/** A request to the resource with a JSON body: status and answer. */
const ask = async (house: Installation, client: Client, path: string, token: string, body: unknown = {}) => {
  const response = await house.fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `DPoP ${token}`,
      dpop: client.proof('POST', `${house.issuer}${path}`, { ath: hash(token) }),
    },
    body: JSON.stringify(body),
  });
  return [response.status, (await response.json()) as Record<string, unknown>] as const;
};

/** What is asked of the credential endpoint here is refused for its proof alone, once everything else has held. */
const credential = async (house: Installation, client: Client, token: string) => {
  const body = { credential_configuration_id: 'voicegrant_receipt', proofs: { jwt: ['none'] } };
  const [status, answer] = await ask(house, client, '/credential', token, body);
  return [status, answer.error];
};
const wouldIssue = [400, 'invalid_proof'];

const used = async (house: Installation, who: Person = maria) => {
  const page = createPlainClient(house.fetch, house.issuer);
  const { code, digits, call } = await house.offered(who);
  const token = String((await page.redeem(code, digits)).body.access_token);
  assert.equal((await page.transact(token, 'add_user', anna)).status, 201);
  const offer = async () => {
    const [status, answer] = await ask(house, page, '/credential/offer', token);
    const { grants } = (answer.credential_offer ?? { grants: {} }) as {
      grants: Record<string, Record<string, string>>;
    };
    const [grant] = Object.values(grants);
    return { status, answer, code: grant?.['pre-authorized_code'] ?? '', digits: String(answer.tx_code) };
  };
  return { page, token, call, offer };
};
const wallet = async (house: Installation): Promise<Client> => {
  const client = createPlainClient(house.fetch, house.issuer);
  await client.form('/offer/status', { 'pre-authorized_code': 'x' });
  return client;
};
const wrongOf = (digits: string, by = 1) => String((Number(digits) + by) % 1_000_000).padStart(6, '0');

test('a receipt code buys one token, for one key, that buys the receipt and nothing else', async () => {
  const house = await install();
  const { offer, page, token } = await used(house);
  const { code, digits, answer } = await offer();
  assert.deepEqual(Object.keys(answer).sort(), ['address', 'credential_offer', 'expires_in', 'tx_code']);
  const one = await wallet(house);
  const { status, body } = await one.redeem(code, digits);
  assert.deepEqual([status, body.scope], [200, 'voicegrant_receipt']);
  const mine = String(body.access_token);
  assert.deepEqual(await credential(house, one, mine), wouldIssue);
  const [transacted] = await ask(house, one, '/transactions/add_user', mine, anna);
  assert.equal(transacted, 403, 'no transaction');
  assert.equal((await ask(house, one, '/credential/offer', mine))[0], 403, 'no offer of its own');
  assert.equal((await house.changes(maria)).length, 1);

  const thief = await wallet(house);
  assert.deepEqual((await thief.redeem(code, digits)).body.error, 'invalid_grant', 'another key, the right digits');
  assert.deepEqual(await credential(house, thief, mine), [401, 'invalid_token']);
  const again = await one.redeem(code, digits);
  assert.equal(again.status, 200, 'its own key may ask again');
  assert.deepEqual(await credential(house, page, token), wouldIssue, 'and the page’s own token is as good as before');
});

test('five wrong guesses spend a receipt code, a thousand at once are still five, and the right one comes too late', async () => {
  const house = await install();
  const { offer } = await used(house);
  const { code, digits } = await offer();
  const one = await wallet(house);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => one.redeem(code, wrongOf(digits, n + 1)).then(({ body }) => body)),
  );
  assert.ok(answers.every(({ error }) => error === 'invalid_grant'));
  const told = answers.map((body) => body.tx_code_attempts_remaining).filter((left) => left !== undefined);
  assert.deepEqual(told.sort(), [1, 2, 3, 4], 'five were compared');
  assert.equal((await one.redeem(code, digits)).body.error, 'invalid_grant');
});

test('of many wallets with the right digits at once, one gets a token', async () => {
  const house = await install();
  const { offer } = await used(house);
  const { code, digits } = await offer();
  const wallets = await Promise.all(Array.from({ length: 20 }, () => wallet(house)));
  const answers = await Promise.all(wallets.map((one) => one.redeem(code, digits)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('a new offer ends the code before it and the token that code bought', async () => {
  const house = await install();
  const { offer } = await used(house);
  const first = await offer();
  const one = await wallet(house);
  const token = String((await one.redeem(first.code, first.digits)).body.access_token);
  const second = await offer();
  assert.equal((await one.redeem(first.code, first.digits)).body.error, 'invalid_grant');
  assert.deepEqual(await credential(house, one, token), [401, 'invalid_token']);
  assert.equal((await one.redeem(second.code, second.digits)).status, 200);
});

test('a receipt’s token that was revoked buys none, and its code is no way round digits, time or the proof', async () => {
  const house = await install();
  const { offer, call } = await used(house);
  const { code, digits } = await offer();
  await house.hangUp(call);
  const one = await wallet(house);
  const bare = await house.fetch('/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': code,
      tx_code: digits,
    }).toString(),
  });
  assert.equal(((await bare.json()) as { error: string }).error, 'invalid_dpop_proof');
  assert.equal((await one.redeem(code, '')).body.error, 'invalid_request');
  assert.equal((await one.redeem(code, digits, { scope: 'add_user' })).body.error, 'invalid_scope');
  assert.equal(
    (await one.redeem(code, digits, { authorization_details: '[]' })).body.error,
    'invalid_authorization_details',
  );
  const token = String((await one.redeem(code, digits)).body.access_token);
  assert.deepEqual(await credential(house, one, token), wouldIssue);
  await one.form('/oauth/revoke', { token });
  assert.deepEqual(await credential(house, one, token), [401, 'invalid_token']);

  const late = await used(house, james);
  const offered = await late.offer();
  house.clock.advance(300);
  const other = await wallet(house);
  assert.equal((await other.redeem(offered.code, offered.digits)).body.error, 'invalid_grant');
});

test('there is no offer before anything was done, nor for a token that was revoked', async () => {
  const house = await install();
  const page = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(james);
  const token = String((await page.redeem(code, digits)).body.access_token);
  const [status, answer] = await ask(house, page, '/credential/offer', token);
  assert.deepEqual([status, answer.error], [400, 'credential_request_denied']);
  const { page: other, token: spent, offer } = await used(house);
  await other.form('/oauth/revoke', { token: spent });
  assert.equal((await offer()).status, 401);
});

test('a receipt code’s row that was changed in the database is refused', async () => {
  const house = await install();
  const { offer } = await used(house);
  const { code, digits } = await offer();
  const [entry] = await house.store.list(['receipt', 'code']);
  assert.ok(entry);
  const text = JSON.stringify(entry.value);
  assert.ok(!text.includes(code) && !text.includes(digits), 'neither is kept');
  const value = JSON.parse(text.replace('"attempts":0', '"attempts":-9')) as typeof entry.value;
  await house.store.commit({ checks: [], writes: [{ put: entry.key, value }] });
  const one = await wallet(house);
  assert.ok((await one.redeem(code, digits)).status >= 500);
});
