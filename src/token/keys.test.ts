// RFC 7517 §5; RFC 7638 §3
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from 'jose';
import { ConfigError, PortError, Secret, stoppedClock } from '#core';
import { createSigningKeys, generateKey, jwks, localSigner, type Purpose, type SigningKey } from './keys.ts';
import { signJws, typOf, verifyOwnJws } from './own-jws.ts';

const start = 1_790_000_000;
const keyFor = (purpose: Purpose, times: Partial<SigningKey> = {}): SigningKey => ({
  purpose,
  signer: localSigner(generateKey()),
  activeFrom: null,
  retireAt: null,
  ...times,
});
const others = [keyFor('receipt'), keyFor('checkpoint')];
const setOf = (keys: SigningKey[], clock = stoppedClock(start)) => createSigningKeys({ keys, clock });

test('a new key takes over at its hour and the old one is good until it retires', async () => {
  const clock = stoppedClock(start);
  const old = keyFor('access_token', { retireAt: start + 1000 });
  const next = keyFor('access_token', { activeFrom: start + 100 });
  const keys = setOf([old, next, ...others], clock);
  const kids = () => jwks(keys, 'access_token').keys.map(({ kid }) => kid);
  assert.deepEqual(kids(), [old.signer.kid, next.signer.kid], 'the next key is published before it signs');
  assert.equal(keys.signer('access_token').kid, old.signer.kid);
  const signed = await signJws(keys.signer('access_token'), typOf.access_token, { n: 1 });
  clock.advance(100);
  assert.equal(keys.signer('access_token').kid, next.signer.kid);
  assert.equal(verifyOwnJws(keys, typOf.access_token, signed)?.n, 1);
  clock.advance(900);
  assert.equal(verifyOwnJws(keys, typOf.access_token, signed), null);
  assert.deepEqual(kids(), [next.signer.kid]);
});

test('the newest of the keys that may sign does, in whatever order they are listed', () => {
  const always = keyFor('access_token');
  const older = keyFor('access_token', { activeFrom: start - 100 });
  const newest = keyFor('access_token', { activeFrom: start - 1 });
  const toCome = keyFor('access_token', { activeFrom: start + 1 });
  for (const order of [
    [always, older, newest, toCome],
    [toCome, newest, older, always],
    [newest, always, toCome, older],
    [older, toCome, always, newest],
  ])
    assert.equal(setOf([...order, ...others]).signer('access_token').kid, newest.signer.kid);
});

test('what a retired receipt key signed stays good', async () => {
  const clock = stoppedClock(start);
  const old = keyFor('receipt', { retireAt: start + 10 });
  const keys = setOf([old, keyFor('receipt', { activeFrom: start + 5 }), keyFor('access_token'), others[1]!], clock);
  const receipt = await signJws(keys.signer('receipt'), typOf.receipt, { n: 1 });
  clock.advance(1000);
  assert.equal(verifyOwnJws(keys, typOf.receipt, receipt)?.n, 1);
  assert.notEqual(keys.signer('receipt').kid, old.signer.kid);
});

test('an installation refuses to start with keys that cannot do their work', () => {
  const access = keyFor('access_token');
  const refuses = (keys: SigningKey[], word: RegExp) =>
    assert.throws(
      () => setOf(keys),
      (error) => error instanceof ConfigError && word.test(error.message),
    );
  refuses([access, others[0]!], /no key signs for checkpoint/);
  refuses([keyFor('access_token', { activeFrom: start + 1 }), ...others], /no key signs for access_token now/);
  refuses([keyFor('access_token', { retireAt: start + 1 }), ...others], /there to stay/);
  refuses([access, { ...access, purpose: 'receipt' }, ...others], /listed twice/);
  refuses([{ ...access, signer: { ...access.signer, kid: 'x' } }, ...others], /thumbprint/);
});

test('a gap between two keys is told as what it is', () => {
  const clock = stoppedClock(start);
  const first = keyFor('access_token', { retireAt: start + 10 });
  const keys = setOf([first, keyFor('access_token', { activeFrom: start + 20 }), ...others], clock);
  clock.advance(15);
  assert.throws(() => keys.signer('access_token'), PortError);
});

test('the published keys are public, and another implementation reads them', async () => {
  const keys = setOf([keyFor('access_token'), ...others]);
  const published = jwks(keys);
  assert.equal(published.keys.length, 3);
  for (const jwk of published.keys) {
    assert.deepEqual(Object.keys(jwk).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.equal(jwk.kid, await calculateJwkThumbprint(jwk));
  }
  const receipt = await signJws(keys.signer('receipt'), typOf.receipt, { n: 1 });
  const { payload } = await jwtVerify(receipt, createLocalJWKSet(published), { typ: typOf.receipt });
  assert.equal(payload.n, 1);
});

test('a signer that answers later, as a key service does, signs as well', async () => {
  const near = keyFor('access_token');
  const far = { ...near.signer, sign: async (bytes: Uint8Array) => near.signer.sign(bytes) };
  const keys = setOf([{ ...near, signer: far }, ...others]);
  const signed = await signJws(keys.signer('access_token'), typOf.access_token, { n: 1 });
  assert.equal(verifyOwnJws(keys, typOf.access_token, signed)?.n, 1);
});

test('a signing key that is none is refused without showing it', () => {
  const good = JSON.parse(generateKey().reveal()) as Record<string, string>;
  const other = JSON.parse(generateKey().reveal()) as Record<string, string>;
  const bad = [
    'not JSON',
    '{}',
    JSON.stringify({ ...good, d: undefined }),
    JSON.stringify({ ...good, crv: 'P-384' }),
    JSON.stringify({ ...good, x: other.x, y: other.y }),
    JSON.stringify({ ...good, x: good.y, y: good.x }),
  ];
  for (const text of bad) {
    assert.throws(
      () => localSigner(new Secret(text)),
      (error) => error instanceof ConfigError && !error.message.includes(good.d!),
    );
  }
});
