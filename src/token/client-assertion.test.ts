// RFC 7523 §3
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import { ConfigError, stoppedClock } from '#core';
import type { Batch } from '#store';
import { assertionType, type Client, createClientAssertions } from './client-assertion.ts';

const issuer = 'https://login.example';
const now = 1_790_000_000;
const es256 = await generateKeyPair('ES256');
const ps256 = await generateKeyPair('PS256', { extractable: true });
/** The same RSA key, put to the older padding. */
const rs256 = (await importJWK(await exportJWK(ps256.privateKey), 'RS256')) as CryptoKey;
const ed25519 = await generateKeyPair('EdDSA');
const stranger = await generateKeyPair('ES256');
const publicJwk = async (key: CryptoKey): Promise<JWK & { kty: string }> => {
  const jwk = await exportJWK(key);
  return { ...jwk, kty: jwk.kty ?? '' };
};
const clients: Client[] = [
  { clientId: 'console', jwks: { keys: [await publicJwk(es256.publicKey)] }, may: ['introspect'] },
  { clientId: 'core', jwks: { keys: [await publicJwk(ps256.publicKey)] }, may: ['introspect', 'revoke'] },
  { clientId: 'edge', jwks: { keys: [await publicJwk(ed25519.publicKey)] }, may: ['revoke'] },
];

/** The one promise of the store that matters here: an absence check in a commit. */
const marks = () => {
  const kept = new Map<string, number | undefined>();
  const commit = async ({ checks, writes }: Batch) => {
    if (checks.some(({ key }) => kept.has(key.join('/')))) return { ok: false } as const;
    for (const write of writes) if ('put' in write) kept.set(write.put.join('/'), write.expiresAt);
    return { ok: true, version: '1' } as const;
  };
  return { kept, commit };
};
const setUp = () => {
  const store = marks();
  return { store, ...createClientAssertions({ issuer, clients, store, clock: stoppedClock(now) }) };
};

type Wish = { claims?: Record<string, unknown>; header?: Partial<JWTHeaderParameters>; key?: CryptoKey };
let count = 0;
const assertionOf = ({ claims, header, key }: Wish = {}): Promise<string> => {
  count += 1;
  const honest = { iss: 'console', sub: 'console', aud: issuer, jti: `j${count}`, iat: now, exp: now + 60 };
  return new SignJWT(Object.assign(honest, claims))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key ?? es256.privateKey);
};
const formOf = (assertion: string, more: Record<string, string> = {}) =>
  new URLSearchParams({ client_assertion_type: assertionType, client_assertion: assertion, ...more });

test('a client proves who it is with any of the three algorithms', async () => {
  const { authenticate } = setUp();
  const as = (clientId: string, alg: string, key: CryptoKey) =>
    assertionOf({ claims: { iss: clientId, sub: clientId }, header: { alg }, key });
  assert.deepEqual(await authenticate(formOf(await assertionOf())), {
    ok: true,
    clientId: 'console',
    may: ['introspect'],
  });
  assert.equal((await authenticate(formOf(await as('core', 'PS256', ps256.privateKey)))).ok, true);
  assert.equal((await authenticate(formOf(await as('edge', 'EdDSA', ed25519.privateKey)))).ok, true);
});

test('an assertion works once, and its mark outlives it', async () => {
  const { authenticate, store } = setUp();
  const form = formOf(await assertionOf());
  const answers = await Promise.all([authenticate(form), authenticate(form), authenticate(form)]);
  assert.deepEqual(answers.map(({ ok }) => ok).sort(), [false, false, true]);
  assert.deepEqual([...store.kept.values()], [now + 70]);
});

test('two clients may happen to use the same jti', async () => {
  const { authenticate } = setUp();
  const claims = { jti: 'same' };
  const core = { iss: 'core', sub: 'core', ...claims };
  assert.equal((await authenticate(formOf(await assertionOf({ claims })))).ok, true);
  const other = await assertionOf({ claims: core, header: { alg: 'PS256' }, key: ps256.privateKey });
  assert.equal((await authenticate(formOf(other))).ok, true);
});

test('a forged assertion does not use up the jti of a real one', async () => {
  const { authenticate, store } = setUp();
  await authenticate(formOf(await assertionOf({ key: stranger.privateKey })));
  assert.equal(store.kept.size, 0);
});

const refused: readonly (readonly [string, Wish])[] = [
  ['signed by a stranger', { key: stranger.privateKey }],
  ['in the name of another client', { claims: { iss: 'core', sub: 'core' } }],
  ['in the name of nobody known', { claims: { iss: 'nobody', sub: 'nobody' } }],
  ['whose subject is another', { claims: { sub: 'core' } }],
  ['without subject', { claims: { sub: undefined } }],
  ['without issuer', { claims: { iss: undefined } }],
  ['for the token endpoint', { claims: { aud: `${issuer}/oauth/token` } }],
  ['for our issuer in an array', { claims: { aud: [issuer] } }],
  ['for us and another', { claims: { aud: [issuer, 'https://evil.example'] } }],
  ['for nobody', { claims: { aud: undefined } }],
  ['without jti', { claims: { jti: undefined } }],
  ['with an empty jti', { claims: { jti: '' } }],
  ['with a jti of 129 bytes', { claims: { jti: 'x'.repeat(129) } }],
  ['with a number for jti', { claims: { jti: 1 } }],
  ['without end', { claims: { exp: undefined } }],
  ['that ended now', { claims: { exp: now } }],
  ['that is good for more than five minutes', { claims: { exp: now + 311 } }],
  ['whose end is text', { claims: { exp: String(now + 60) } }],
  ['that begins in a minute', { claims: { nbf: now + 60 } }],
  ['made in a minute', { claims: { iat: now + 60 } }],
  ['whose beginning is text', { claims: { nbf: '0' } }],
  ['typed as a DPoP proof', { header: { typ: 'dpop+jwt' } }],
  ['typed as an access token', { header: { typ: 'at+jwt' } }],
  [
    'that names RS256',
    {
      claims: { iss: 'core', sub: 'core' },
      header: { alg: 'RS256' },
      key: rs256,
    },
  ],
];
for (const [name, wish] of refused) {
  test(`an assertion ${name} is refused`, async () => {
    assert.deepEqual(await setUp().authenticate(formOf(await assertionOf(wish))), { ok: false });
  });
}

const accepted: readonly (readonly [string, object])[] = [
  ['with a jti of 128 bytes', { jti: 'x'.repeat(128) }],
  ['that is good for five minutes by a clock ten seconds ahead', { exp: now + 310 }],
  ['that ends in a second', { exp: now + 1 }],
  ['that begins within ten seconds', { nbf: now + 10, iat: now + 10 }],
  ['that began with time itself', { nbf: 0, iat: 0 }],
];
for (const [name, claims] of accepted) {
  test(`an assertion ${name} is accepted`, async () => {
    assert.equal((await setUp().authenticate(formOf(await assertionOf({ claims: { ...claims } })))).ok, true);
  });
}

test('an assertion without signature, or none, or of another type, is refused', async () => {
  const { authenticate } = setUp();
  const unsigned = new UnsecuredJWT({ iss: 'console', sub: 'console', aud: issuer, jti: 'j', exp: now + 60 }).encode();
  const good = await assertionOf();
  const forms = [
    formOf(unsigned),
    formOf('x'),
    formOf(''),
    new URLSearchParams(),
    formOf(good, { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
    formOf(good, { client_id: 'core' }),
  ];
  for (const form of forms) assert.deepEqual(await authenticate(form), { ok: false });
  assert.equal((await authenticate(formOf(good, { client_id: 'console' }))).ok, true);
});

test('clients listed twice, without keys, or with private ones, are refused at the start', async () => {
  const start = (list: Client[]) => () =>
    createClientAssertions({ issuer, clients: list, store: marks(), clock: stoppedClock(now) });
  const [console] = clients as [Client];
  const priv = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
  assert.throws(start([console, console]), ConfigError);
  assert.throws(start([{ ...console, jwks: { keys: [] } }]), ConfigError);
  assert.throws(start([{ ...console, jwks: { keys: [{ ...priv, kty: 'EC' }] } }]), ConfigError);
  const mixed = [...console.jwks.keys, { ...priv, kty: 'EC' }];
  assert.throws(start([{ ...console, jwks: { keys: mixed } }]), ConfigError);
});
