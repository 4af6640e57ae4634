// RFC 8725 §2.8, §3.11; RFC 9068 §2.2, §4; RFC 9396 §9.1; RFC 7515 §4, §7.1; RFC 7518 §3.4; RFC 9449 §6
// Every way a JWT has been taken for what it is not (RFC 8725, threat T-22), against tokens, receipts and checkpoints.
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { jwks, type OwnTyp, type Purpose, purposes, signJws, type TokenFault, typOf, verifyOwnJws } from '#token';
import {
  audience,
  clock,
  es256,
  forge,
  honestClaims,
  honestHeader,
  hs256,
  issuer,
  keys,
  kidOf,
  privateKeys,
  tokens,
  wish,
} from './access-token-forge.ts';

type Vector = readonly [name: string, reason: TokenFault, token: () => string];

const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const attackerJwk = createPublicKey(attacker).export({ format: 'jwk' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ourPublicKey = createPublicKey(privateKeys.access_token);
const byAttacker = es256(attacker);
const nothing = () => new Uint8Array();

const withoutSignature: Vector[] = ['none', 'None', 'NONE', 'nOnE', '', null].flatMap((alg): Vector[] => [
  [`alg ${alg} without signature`, 'header', () => forge({ alg }, {}, nothing)],
  [`alg ${alg} with a good signature`, 'header', () => forge({ alg })],
]);

const algorithms: Vector[] = [
  ...['RS256', 'PS256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'HS512', 'es256', 'ES256 ', 'dir'].map(
    (alg): Vector => [`alg ${JSON.stringify(alg)}`, 'header', () => forge({ alg })],
  ),
  ['alg in an array', 'header', () => forge({ alg: ['ES256'] })],
  ['alg absent', 'header', () => forge({ alg: undefined })],
  [
    'HS256 with our public key as PEM for secret',
    'header',
    () => forge({ alg: 'HS256' }, {}, hs256(ourPublicKey.export({ type: 'spki', format: 'pem' }).toString())),
  ],
  [
    'HS256 with our public key as DER for secret',
    'header',
    () => forge({ alg: 'HS256' }, {}, hs256(ourPublicKey.export({ type: 'spki', format: 'der' }))),
  ],
  [
    'HS256 with our JWKS entry for secret',
    'header',
    () => forge({ alg: 'HS256' }, {}, hs256(JSON.stringify(jwks(keys).keys[0]))),
  ],
  ['HS256 with an empty secret', 'header', () => forge({ alg: 'HS256' }, {}, hs256(''))],
  [
    'an HMAC under the name ES256',
    'signature',
    () => forge({}, {}, hs256(ourPublicKey.export({ type: 'spki', format: 'der' }))),
  ],
  ['RS256 by a stranger', 'header', () => forge({ alg: 'RS256' }, {}, (input) => sign('sha256', input, rsa))],
];

const kids: Vector[] = [
  ['../../../../dev/null', '/dev/null', "x' UNION SELECT 'AA' -- ", '`id`', '$(id)', '', '__proto__', 'constructor']
    .concat(['toString', 'access_token', '0', `${kidOf('access_token')} `, `x ${kidOf('access_token')}`])
    .map((kid): Vector => [`kid ${JSON.stringify(kid)}`, 'unknown_key', () => forge({ kid }, {}, hs256(''))]),
  [
    ['kid absent', 'header', () => forge({ kid: undefined })] satisfies Vector,
    ['kid null', 'header', () => forge({ kid: null })] satisfies Vector,
    ['kid a number', 'header', () => forge({ kid: 0 })] satisfies Vector,
    ['kid in an array', 'header', () => forge({ kid: [kidOf('access_token')] })] satisfies Vector,
    ["the receipts' kid under our signature", 'unknown_key', () => forge({ kid: kidOf('receipt') })] satisfies Vector,
  ],
].flat();

const injections: Vector[] = (
  [
    ['jku', 'https://evil.example/jwks'],
    ['jku', 'https://login.example@evil.example/jwks'],
    ['x5u', 'https://evil.example/cert.pem'],
    ['x5c', ['MIIB']],
    ['x5t', 'AAAA'],
    ['x5t#S256', 'AAAA'],
    ['jwk', attackerJwk],
    ['crit', []],
    ['crit', ['exp']],
    ['b64', false],
    ['zip', 'DEF'],
    ['cty', 'JWT'],
    ['iss', issuer],
    ['anything', 1],
  ] as const
).flatMap(([member, value]): Vector[] => [
  [`${member} ${JSON.stringify(value)}, signed by us`, 'header', () => forge({ [member]: value })],
  [
    `${member} ${JSON.stringify(value)}, signed by a stranger`,
    'header',
    () => forge({ [member]: value }, {}, byAttacker),
  ],
]);

const typs: Vector[] = ['JWT', 'jwt', 'AT+JWT', 'application/AT+JWT', 'Application/at+jwt', 'at+jwt ', 'dpop+jwt']
  .concat(['voicegrant-receipt+jwt', 'voicegrant-checkpoint+jwt', 'application/voicegrant-receipt+jwt', 'logout+jwt'])
  .map((typ): Vector => [`typ ${JSON.stringify(typ)}`, 'header', () => forge({ typ })]);
typs.push(
  ['typ absent, as in an ID token', 'header', () => forge({ typ: undefined })],
  ['typ in an array', 'header', () => forge({ typ: ['at+jwt'] })],
);

const signatures: Vector[] = [
  ['a stranger’s signature under our kid', 'signature', () => forge({}, {}, byAttacker)],
  ['the psychic signature', 'signature', () => forge({}, {}, () => new Uint8Array(64))],
  ['no signature', 'signature', () => forge({}, {}, nothing)],
  ['a signature in DER', 'signature', () => forge({}, {}, (input) => sign('sha256', input, privateKeys.access_token))],
  [
    'a signature cut short',
    'signature',
    () => forge({}, {}, (input) => es256(privateKeys.access_token)(input).subarray(1)),
  ],
  ['other claims under a good signature', 'signature', () => spliced(forge({}, { sub: 'sub_2' }), forge())],
  ['the same JWS with its signature padded', 'malformed', () => `${forge()}==`],
  ['nothing', 'malformed', () => ''],
  ['dots', 'malformed', () => '..'],
  ['an opaque token', 'malformed', () => 'f43Rs-nsO9sXqhj_gZtJayxYub-8Ch1Yc3fM4LwZn2Q'],
  ['a JWE', 'malformed', () => `${forge()}.AA.AA`],
  ['a token of 5 KB', 'malformed', () => forge({}, { more: 'x'.repeat(5000) })],
  ['two alg members', 'malformed', () => forge(JSON.stringify(honestHeader()).replace('{', '{"alg":"none",'))],
  ['two sub claims', 'malformed', () => forge({}, JSON.stringify(honestClaims()).replace('{', '{"sub":"admin",'))],
  ['two exp claims', 'malformed', () => forge({}, JSON.stringify(honestClaims()).replace('{', '{"exp":9999999999,'))],
  [
    'two sub claims, one spelt with an escape',
    'malformed',
    () => forge({}, JSON.stringify(honestClaims()).replace('{', '{"s\\u0075b":"admin",')),
  ],
];
function spliced(claimsOf: string, signatureOf: string): string {
  return [...claimsOf.split('.').slice(0, 2), signatureOf.split('.')[2]].join('.');
}

const wrongTypes: readonly (readonly [string, unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ['true', true],
  ['an empty object', {}],
  ['an empty array', []],
  ['an empty text', ''],
  ['a fraction', 0.5],
];
const claimNames = Object.keys(honestClaims());
const types: Vector[] = claimNames.flatMap((name) =>
  wrongTypes
    .filter(([kind]) => !(name === 'amr' && kind === 'an empty array'))
    .map(([kind, value]): Vector => [`claim ${name} ${kind}`, 'claims', () => forge({}, { [name]: value })]),
);

const detail = wish.authorization_details[0];
const details: Vector[] = (
  [
    ['two authorization details', [detail, detail]],
    ['a detail with two actions', [{ ...detail, actions: ['add_user', 'add_payee'] }]],
    ['a detail with two locations', [{ ...detail, locations: [audience, audience] }]],
    ['a detail with a member we do not write', [{ ...detail, privileges: ['admin'] }]],
    ['a detail without account', [{ ...detail, identifier: undefined }]],
    ['a detail with limits in an array', [{ ...detail, limits: [] }]],
  ] as const
).map(([name, value]) => [name, 'claims', () => forge({}, { authorization_details: value })]);

const now = clock.now();
const meaning: Vector[] = [
  ['another issuer', 'issuer', () => forge({}, { iss: 'https://evil.example' })],
  ['our issuer with a slash', 'issuer', () => forge({}, { iss: `${issuer}/` })],
  ['our issuer in capitals', 'issuer', () => forge({}, { iss: issuer.toUpperCase() })],
  ['another audience', 'audience', () => forge({}, { aud: 'https://other.example' })],
  ['our issuer as audience', 'audience', () => forge({}, { aud: issuer })],
  ['our audience in an array', 'claims', () => forge({}, { aud: [audience] })],
  ['two audiences', 'claims', () => forge({}, { aud: [audience, 'https://other.example'] })],
  ['a cnf with more than the thumbprint', 'claims', () => forge({}, { cnf: { jkt: wish.cnf.jkt, jwk: attackerJwk } })],
  ['a thumbprint that is none', 'claims', () => forge({}, { cnf: { jkt: 'x' } })],
  ['exp in text', 'claims', () => forge({}, { exp: String(now + 300) })],
  ['exp with a fraction', 'claims', () => forge({}, { exp: now + 299.5 })],
  ['exp 1e308', 'claims', () => forge({}, { exp: 1e308 })],
  ['exp negative', 'claims', () => forge({}, { exp: -1 })],
  ['iat in text', 'claims', () => forge({}, { iat: String(now) })],
  ['iat negative', 'claims', () => forge({}, { iat: -1 })],
  ['nbf in text', 'claims', () => forge({}, { nbf: '0' })],
  ['nbf null', 'claims', () => forge({}, { nbf: null })],
  ['exp now', 'expired', () => forge({}, { iat: now - 200, exp: now })],
  ['exp an hour ago', 'expired', () => forge({}, { iat: now - 3800, exp: now - 3600 })],
  ['a life of 301 seconds', 'lifetime', () => forge({}, { exp: now + 301 })],
  ['a life of a year', 'lifetime', () => forge({}, { exp: now + 31_536_000 })],
  ['exp before iat', 'lifetime', () => forge({}, { iat: now + 5, exp: now + 4 })],
  ['iat in a minute', 'not_yet_valid', () => forge({}, { iat: now + 60 })],
  ['nbf in a minute', 'not_yet_valid', () => forge({}, { nbf: now + 60 })],
];

const vectors = [
  ...withoutSignature,
  ...algorithms,
  ...kids,
  ...injections,
  ...typs,
  ...signatures,
  ...types,
  ...details,
  ...meaning,
];

test('every attack has its own name', () => {
  assert.equal(new Set(vectors.map(([name]) => name)).size, vectors.length);
});
for (const [name, reason, token] of vectors) {
  test(`no access token: ${name}`, () => {
    assert.deepEqual(tokens.verify(token()), { ok: false, reason });
  });
}

const genuine: Record<Purpose, () => Promise<string>> = {
  access_token: async () => (await tokens.mint(wish)).reveal(),
  receipt: () => signJws(keys.signer('receipt'), typOf.receipt, honestClaims() as never),
  checkpoint: () => signJws(keys.signer('checkpoint'), typOf.checkpoint, honestClaims() as never),
};

for (const made of purposes) {
  for (const wanted of purposes) {
    test(`a ${made} ${made === wanted ? 'passes' : 'never passes'} for a ${wanted}`, async () => {
      const jws = await genuine[made]();
      assert.equal(verifyOwnJws(keys, typOf[wanted], jws) !== null, made === wanted);
      if (wanted === 'access_token') assert.equal(tokens.verify(jws).ok, made === wanted);
    });
    for (const signer of purposes) {
      if (made === wanted && signer === made) continue;
      test(`typ of a ${made}, kid of a ${wanted}, signature of a ${signer}: nothing at all`, () => {
        const header = { typ: typOf[made], kid: kidOf(wanted) };
        const jws = forge(header, {}, es256(privateKeys[signer]));
        for (const typ of Object.values<OwnTyp>(typOf)) assert.equal(verifyOwnJws(keys, typ, jws), null);
        assert.equal(tokens.verify(jws).ok, false);
      });
    }
  }
}

for (const purpose of ['receipt', 'checkpoint'] as const) {
  const honest = { typ: typOf[purpose], kid: kidOf(purpose) };
  const ours = es256(privateKeys[purpose]);
  const bad: readonly (readonly [string, string])[] = [
    ['without signature', forge({ ...honest, alg: 'none' }, {}, nothing)],
    ['with alg none', forge({ ...honest, alg: 'none' }, {}, ours)],
    ['by a stranger', forge(honest, {}, byAttacker)],
    ['with the psychic signature', forge(honest, {}, () => new Uint8Array(64))],
    ['with its long typ', forge({ ...honest, typ: `application/${typOf[purpose]}` }, {}, ours)],
    ['without typ', forge({ ...honest, typ: undefined }, {}, ours)],
    ['without kid', forge({ ...honest, kid: undefined }, {}, ours)],
    ['that repeats a claim', forge(honest, '{"n":1,"n":2}', ours)],
    ...['jku', 'x5u', 'x5c', 'jwk', 'crit'].map(
      (member) => [`with ${member}`, forge({ ...honest, [member]: attackerJwk }, {}, ours)] as const,
    ),
  ];
  for (const [name, jws] of bad) {
    test(`no ${purpose}: one ${name}`, () => assert.equal(verifyOwnJws(keys, typOf[purpose], jws), null));
  }
  test(`a ${purpose} signed by hand in the right way passes`, () => {
    assert.equal(verifyOwnJws(keys, typOf[purpose], forge(honest, { n: 1 }, ours))?.n, 1);
  });
}

test('a token passes until its last second, under both spellings of its type', async () => {
  const token = (await tokens.mint(wish)).reveal();
  const verdict = tokens.verify(token);
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.claims, { ...wish, iss: issuer, aud: audience, iat: now, exp: now + 300 });
  assert.equal(tokens.verify(forge({ typ: 'application/at+jwt' })).ok, true);
  assert.equal(tokens.verify(forge({}, { nbf: now + 10 })).ok, true);
  assert.equal(tokens.verify(forge({}, { exp: now + 1 })).ok, true);
});

test('another implementation finds our tokens good', async () => {
  const token = (await tokens.mint(wish)).reveal();
  const { payload, protectedHeader } = await jwtVerify(token, ourPublicKey, {
    typ: 'at+jwt',
    issuer,
    audience,
    algorithms: ['ES256'],
    currentDate: new Date(now * 1000),
  });
  assert.deepEqual(protectedHeader, honestHeader());
  assert.deepEqual(payload, honestClaims());
});

test('a token holds nothing but its claims, and prints as nothing', async () => {
  const token = await tokens.mint(wish);
  assert.equal(`${token}${JSON.stringify({ token })}`, '[secret]{"token":"[secret]"}');
});
