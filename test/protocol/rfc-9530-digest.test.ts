// RFC 9530 §2, bound into the proof (RFC 9449 §4.2): the body that is sent is the body that was meant.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const base64 = (algorithm: string, bytes: string) => createHash(algorithm).update(bytes).digest('base64');

const sending = async (env: Record<string, string> = {}) => {
  const house: Installation = await install({ env });
  const client = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  await client.form('/offer/status', { 'pre-authorized_code': code });
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
    'pre-authorized_code': code,
    tx_code: digits,
  }).toString();
  const redeemed = await house.fetch('/oauth/token', {
    ...form,
    headers: {
      ...form.headers,
      dpop: client.proof('POST', `${house.issuer}/oauth/token`, {
        content_digest: `sha-256=:${base64('sha256', body)}:`,
      }),
    },
    body,
  });
  const { access_token: token } = (await redeemed.json()) as { access_token: string };
  const send = async (body: string, content_digest?: unknown) => {
    const url = `${house.issuer}/transactions/add_user`;
    const ath = createHash('sha256').update(token).digest('base64url');
    const response = await house.fetch('/transactions/add_user', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `DPoP ${token}`,
        dpop: client.proof('POST', url, { ath, ...(content_digest === undefined ? {} : { content_digest }) }),
      },
      body,
    });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };
  return { house, send };
};

const meant = JSON.stringify(anna);
const good = `sha-256=:${base64('sha256', meant)}:`;
const refused = [401, 'invalid_dpop_proof'];

test('a body that differs by one byte from what the proof was made for is refused, and changes nothing', async () => {
  const { house, send } = await sending();
  for (const altered of [meant.replace('Anna', 'Anne'), `${meant} `, ` ${meant}`, '{}'])
    assert.deepEqual(await send(altered, good), refused, altered);
  for (const digest of [
    `sha-512=:${base64('sha512', meant)}:`,
    `sha-256=${base64('sha256', meant)}`,
    base64('sha256', meant),
    `${good}, sha-512=:${base64('sha512', meant)}:`,
    good.toLowerCase(),
    `SHA-256=:${base64('sha256', meant)}:`,
    ` ${good}`,
    null,
    '',
    [good],
  ])
    assert.deepEqual(await send(meant, digest), refused, String(digest));
  assert.deepEqual(await house.changes(maria), []);
  assert.deepEqual(await send(meant, good), [201, undefined]);
});

test('a proof without a digest is taken where the profile lets plain clients in, and refused where it is strict', async () => {
  const plain = await sending();
  assert.deepEqual(await plain.send(meant), [201, undefined]);
  const strict = await sending({ VOICEGRANT_PROFILE: 'strict' });
  assert.deepEqual(await strict.send(meant), refused);
  assert.deepEqual(await strict.send(meant, good), [201, undefined]);
});
