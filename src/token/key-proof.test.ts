// OpenID4VCI 1.0 §8.2.1.1, Appendix F.4: every check on the proof of a wallet's key.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { Secret, stoppedClock, systemRandom } from '#core';
import { openMemoryStore } from '#store/memory';
import { createChallenges } from './challenge.ts';
import { createKeyProofs } from './key-proof.ts';

const issuer = 'https://login.example';
const clock = stoppedClock();
const key = new Secret('a key of this test');
const challenges = createChallenges({ key, clock, random: systemRandom });
const check = createKeyProofs({ issuer, challenges, clock });
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kty, crv, x, y, d } = privateKey.export({ format: 'jwk' });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const proof = (header: object = {}, payload: object = {}, by: KeyObject = privateKey) => {
  const head = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: { kty, crv, x, y }, ...header };
  const claims = { aud: issuer, iat: Math.floor(clock.now()), nonce: challenges.issue(), ...payload };
  const input = `${encode(head)}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

test('an honest proof gives the key it is made with', () => {
  const verdict = check(proof());
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.jwk, { kty, crv, x, y });
});

const now = () => Math.floor(clock.now());
const bad: readonly (readonly [string, object, object?])[] = [
  ['no typ', { typ: undefined }],
  ['the typ of a DPoP proof', { typ: 'dpop+jwt' }],
  ['the typ of an access token', { typ: 'at+jwt' }],
  ['alg none', { alg: 'none' }],
  ['alg ES384', { alg: 'ES384' }],
  ['no key', { jwk: undefined }],
  ['a private key', { jwk: { kty, crv, x, y, d } }],
  ['a key by name beside the key', { kid: 'did:example:1#0' }],
  ['a key by name alone', { jwk: undefined, kid: 'did:example:1#0' }],
  ['a certificate', { x5c: ['MIIB'] }],
  ['a trust chain', { trust_chain: ['a'] }],
  ['crit', { crit: ['b64'] }],
  ['another audience', {}, { aud: 'https://elsewhere.example' }],
  ['two audiences', {}, { aud: [issuer] }],
  ['no audience', {}, { aud: undefined }],
  ['no iat', {}, { iat: undefined }],
  ['an iat in words', {}, { iat: 'now' }],
  ['a negative iat', {}, { iat: -1 }],
  ['an nbf to come', {}, { nbf: now() + 3600 }],
  ['an exp gone by', {}, { exp: now() - 1 }],
];
for (const [name, header, payload] of bad) {
  test(`refused as a proof: ${name}`, () => {
    assert.deepEqual(check(proof(header, payload)), { ok: false, error: 'invalid_proof' });
  });
}

const edges: readonly (readonly [string, object, boolean])[] = [
  ['dated at the beginning of time', { iat: 0 }, true],
  ['a minute before it holds', { nbf: now() + 60 }, true],
  ['a minute and a second before it holds', { nbf: now() + 61 }, false],
  ['holding since the beginning of time', { nbf: 0 }, true],
  ['holding from a time in words', { nbf: 'now' }, false],
  ['a second before it ends', { exp: now() + 1 }, true],
  ['in the second it ends', { exp: now() }, false],
  ['ending at a time in words', { exp: 'never' }, false],
];
for (const [name, payload, isTaken] of edges) {
  test(`${isTaken ? 'accepted' : 'refused'} as a proof: ${name}`, () => {
    assert.equal(check(proof({}, payload)).ok, isTaken);
  });
}

test('refused as a proof: another key’s signature, and what is no JWS', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  assert.deepEqual(check(proof({}, {}, other)), { ok: false, error: 'invalid_proof' });
  assert.deepEqual(check('a.b'), { ok: false, error: 'invalid_proof' });
});

test('a challenge is ours, young and whole, or none', () => {
  const foreign = createChallenges({ key: new Secret('other'), clock, random: systemRandom }).issue();
  const ours = challenges.issue();
  const swapped = ours.slice(0, -1) + (ours.endsWith('A') ? 'B' : 'A');
  for (const nonce of [undefined, 7, '', 'A'.repeat(54), foreign, swapped, `${ours}A`, `${ours}=`]) {
    assert.deepEqual(check(proof({}, { nonce })), { ok: false, error: 'invalid_nonce' }, String(nonce));
  }
  const late = proof({}, { nonce: ours });
  clock.advance(299);
  assert.equal(check(late).ok, true);
  clock.advance(1);
  assert.deepEqual(check(late), { ok: false, error: 'invalid_nonce' });
});

test('a challenge is used once, whatever it comes in', async () => {
  const store = openMemoryStore({ clock });
  const nonce = challenges.issue();
  assert.notEqual(nonce, challenges.issue());
  for (const expected of [true, false]) {
    const verdict = check(proof({}, { nonce }));
    assert.ok(verdict.ok);
    assert.equal((await store.commit({ checks: verdict.use.checks, writes: verdict.use.writes })).ok, expected);
    // To the last second of its life and, for a process whose clock is behind, beyond it.
    clock.advance(299);
  }
});
