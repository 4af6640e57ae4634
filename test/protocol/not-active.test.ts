// RFC 7662 §2.2, RFC 7009 §2.2: what is not active is one answer, byte for byte, whatever it is.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { test } from 'node:test';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const caller = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const tokenOf = async (house: Installation, who = maria) => {
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(who);
  const { body } = await client.redeem(offer.code, offer.digits);
  return { client, call: offer.call, token: String(body.access_token) };
};

/** One token of every kind that is not active, at one installation. */
const notActive = async () => {
  const jwk = { ...caller.publicKey.export({ format: 'jwk' }), kid: 'one' };
  const env = { VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'desk', jwks: { keys: [jwk] } }]) };
  const house = await install({ env });
  const elsewhere = await install();
  const expired = (await tokenOf(house, james)).token;
  house.clock.advance(400);
  elsewhere.clock.advance(400);
  const foreign = (await tokenOf(elsewhere)).token;
  const used = await tokenOf(house);
  await used.client.transact(used.token, 'add_user', anna);
  await house.hangUp(used.call);
  const revoked = await tokenOf(house);
  await revoked.client.form('/oauth/revoke', { token: revoked.token });
  await house.hangUp(revoked.call);
  const ended = await tokenOf(house);
  await house.hangUp(ended.call);
  const [head, body, signature = ''] = foreign.split('.');
  const kinds = {
    unknown: `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    garbage: 'x'.repeat(foreign.length),
    expired,
    foreign,
    used: used.token,
    revoked: revoked.token,
    'of a call that ended': ended.token,
  };
  const assertion = () => {
    const claims = {
      iss: 'desk',
      sub: 'desk',
      aud: house.issuer,
      jti: randomUUID(),
      exp: Math.floor(house.clock.now()) + 60,
    };
    const input = `${encode({ alg: 'ES256', kid: 'one' })}.${encode(claims)}`;
    const made = sign('sha256', Buffer.from(input), { key: caller.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${made.toString('base64url')}`;
  };
  const post = (path: string, form: Record<string, string>) =>
    house.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  const introspection = (token: string) => ({
    token,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(),
  });
  return {
    kinds,
    introspect: (token: string) => post('/oauth/introspect', introspection(token)),
    revoke: (token: string) => post('/oauth/revoke', { token }),
  };
};

const seen = async (response: Response) => ({
  status: response.status,
  headers: Object.fromEntries([...response.headers].filter(([name]) => name !== 'dpop-nonce')),
  body: await response.text(),
});

test('introspection answers the same bytes for whatever is not active', async () => {
  const { kinds, introspect } = await notActive();
  const expected = await seen(await introspect('nothing'));
  assert.deepEqual([expected.status, expected.body], [200, '{"active":false}']);
  for (const [name, token] of Object.entries(kinds)) {
    assert.deepEqual(await seen(await introspect(token)), expected, name);
  }
});

test('revocation answers the same bytes for whatever is not active', async () => {
  const { kinds, revoke } = await notActive();
  const expected = await seen(await revoke('nothing'));
  assert.deepEqual([expected.status, expected.body], [200, '']);
  for (const [name, token] of Object.entries(kinds)) assert.deepEqual(await seen(await revoke(token)), expected, name);
});

test('a token revoked after its use gets no credential any more; another one still does', async () => {
  const house = await install();
  const credential = async ({ client, token }: Awaited<ReturnType<typeof tokenOf>>) => {
    const send = () =>
      house.fetch('/credential', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `DPoP ${token}`,
          dpop: client.proof('POST', `${house.issuer}/credential`, {
            ath: createHash('sha256').update(token).digest('base64url'),
          }),
        },
        body: JSON.stringify({ credential_configuration_id: 'voicegrant_receipt', proofs: { jwt: ['none'] } }),
      });
    const response = await send();
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  const first = await tokenOf(house, maria);
  const second = await tokenOf(house, james);
  for (const { client, token } of [first, second]) {
    assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  }
  await second.client.form('/oauth/revoke', { token: 'nothing' });
  assert.deepEqual(await credential(first), [400, 'invalid_proof'], 'all but the proof is in order');
  await first.client.form('/oauth/revoke', { token: first.token });
  assert.deepEqual(await credential(first), [401, 'invalid_token']);
  assert.deepEqual(await credential(second), [400, 'invalid_proof']);
});
