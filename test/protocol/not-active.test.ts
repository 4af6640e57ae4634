// RFC 7662 §2.2, RFC 7009 §2.2: what is not active is one answer, byte for byte, whatever it is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { install, james, maria } from '../journey/installation.ts';
import { anna } from '../journey/plain-client.ts';
import { notActive, tokenOf } from './not-active.ts';

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
