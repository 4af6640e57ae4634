// RFC 7517 §4, §5; RFC 7638 §3; RFC 7518 §3.4, §6.2.1: the published keys, judged by jose and oauth4webapi.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { install, maria } from '../journey/installation.ts';
import { anna } from '../journey/plain-client.ts';
import { createOauth4webapi } from './judges.ts';

test('jose imports every published key, finds it public and named by its own thumbprint', async () => {
  const house = await install();
  const response = await house.fetch('/oauth/jwks');
  const { keys } = (await response.json()) as { keys: JWK[] };
  assert.equal(keys.length, 3, 'one for tokens, one for receipts, one for checkpoints');
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.equal(key.kid, await calculateJwkThumbprint(key));
    const imported = (await importJWK(key, 'ES256')) as CryptoKey;
    assert.deepEqual([imported.type, imported.usages], ['public', ['verify']]);
  }
});

test('jose verifies what we sign by the kid alone: 64 bytes of r and s', async () => {
  const house = await install();
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await wallet.redeem(code, digits);
  const done = (await (await wallet.transact(token, anna)).json()) as { signed_receipt: string };
  const keySet = createLocalJWKSet(
    (await (await house.fetch(new URL(String(wallet.as.jwks_uri)).pathname)).json()) as JSONWebKeySet,
  );
  const kids = [];
  for (const jws of [token, done.signed_receipt]) {
    const { protectedHeader } = await compactVerify(jws, keySet, { algorithms: ['ES256'] });
    kids.push(protectedHeader.kid);
    assert.equal(Buffer.from(jws.split('.')[2] ?? '', 'base64url').length, 64);
  }
  assert.notEqual(kids[0], kids[1], 'no key signs two kinds');
});
