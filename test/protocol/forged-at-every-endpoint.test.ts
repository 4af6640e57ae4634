// RFC 8725 §2.1, §3.1–3.12: every way jwt_tool forges a token (threat T-22), over HTTP at every endpoint that takes one, each
// with a live token's own claims and an honest proof for exactly what is sent.
import assert from 'node:assert/strict';
import { createHash, createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { before, test } from 'node:test';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

type Parts = {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly mac: string;
};
type Forgery = readonly [name: string, token: (genuine: Parts) => string];

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attackerJwk = attacker.publicKey.export({ format: 'jwk' });

let house: Installation;
let client: ReturnType<typeof createPlainClient>;
let token = '';
let ours: KeyObject;

const es256 = (input: string) =>
  sign('sha256', Buffer.from(input), { key: attacker.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
const hs256 = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest('base64url');
const publicKeyAs = (format: 'pem' | 'der'): string | Buffer =>
  format === 'pem' ? ours.export({ type: 'spki', format }) : ours.export({ type: 'spki', format });
const made = (header: unknown, claims: unknown, by: (input: string) => string): string => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${by(input)}`;
};
const byAttacker =
  (change: Record<string, unknown>) =>
  ({ header, claims }: Parts) =>
    made({ ...header, ...change }, claims, es256);

const forgeries: readonly Forgery[] = [
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg): Forgery[] => [
    [`alg ${alg}, no signature`, ({ header, claims }) => made({ ...header, alg }, claims, () => '')],
    [`alg ${alg}, the genuine signature`, ({ header, claims, mac }) => made({ ...header, alg }, claims, () => mac)],
  ]),
  ['the null signature', ({ header, claims }) => made(header, claims, () => '')],
  ['the psychic signature', ({ header, claims }) => made(header, claims, () => Buffer.alloc(64).toString('base64url'))],
  ['HS256 with an empty password', ({ header, claims }) => made({ ...header, alg: 'HS256' }, claims, hs256(''))],
  ...(['pem', 'der'] as const).flatMap((format): Forgery[] =>
    ['HS256', 'ES256'].map(
      (alg): Forgery => [
        `${alg} by HMAC with our public key as ${format}`,
        ({ header, claims }) => made({ ...header, alg }, claims, (input) => hs256(publicKeyAs(format))(input)),
      ],
    ),
  ),
  [
    'HS256 with our published key as JSON',
    ({ header, claims }) =>
      made({ ...header, alg: 'HS256' }, claims, hs256(JSON.stringify(ours.export({ format: 'jwk' })))),
  ],
  [
    'RS256 by a stranger',
    ({ header, claims }) =>
      made({ ...header, alg: 'RS256' }, claims, (input) =>
        sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url'),
      ),
  ],
  ['a stranger under our kid', byAttacker({})],
  ...[
    '../../../../../../dev/null',
    '/proc/sys/kernel/randomize_va_space',
    "x' UNION SELECT 'AA",
    '|sleep 5',
    '',
    'x\u0000',
  ].map(
    (kid): Forgery => [
      `kid ${JSON.stringify(kid)}`,
      ({ header, claims }) => made({ ...header, kid, alg: 'HS256' }, claims, hs256('')),
    ],
  ),
  ['jwk injection', byAttacker({ jwk: attackerJwk })],
  ['jwk injection without kid', byAttacker({ jwk: attackerJwk, kid: undefined })],
  ['jku spoofing', byAttacker({ jku: 'https://evil.example/jwks.json' })],
  ['jku on our own host', byAttacker({ jku: 'http://localhost:8420/oauth/jwks#' })],
  ['x5u spoofing', byAttacker({ x5u: 'https://evil.example/cert.pem' })],
  ['x5c injection', byAttacker({ x5c: ['MIIB'] })],
  ['crit that nobody knows', byAttacker({ crit: ['b64'], b64: false })],
  [
    'claims changed under the genuine signature',
    ({ header, claims, mac }) => made(header, { ...claims, exp: Number(claims.exp) + 1 }, () => mac),
  ],
  [
    'scope widened under the genuine signature',
    ({ header, claims, mac }) => made(header, { ...claims, scope: 'add_payee' }, () => mac),
  ],
  [
    'header changed under the genuine signature',
    ({ header, claims, mac }) => made({ ...header, typ: 'application/at+jwt' }, claims, () => mac),
  ],
  ['a sixth of the signature', ({ header, claims, mac }) => made(header, claims, () => mac.slice(0, 14))],
  [
    'the signature with its last letter changed',
    ({ header, claims, mac }) =>
      made(header, claims, () => `${mac.slice(0, -2)}${mac.slice(-2) === 'AA' ? 'BA' : 'AA'}`),
  ],
];

before(async () => {
  house = await install();
  client = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  token = String((await client.redeem(code, digits)).body.access_token);
  const { keys } = (await (await house.fetch('/oauth/jwks')).json()) as { keys: { kid: string; kty: string }[] };
  const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
  ours = createPublicKey({ format: 'jwk', key: keys.find((key) => key.kid === kid) as { kty: string } });
});

const partsOf = (): Parts => {
  const [header = '', claims = '', mac = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), claims: read(claims), mac };
};

for (const [name, forge] of forgeries) {
  test(`refused: ${name}, at every endpoint`, async () => {
    const forged = forge(partsOf());
    for (const path of ['/transactions/add_user', '/credential', '/credential/offer']) {
      const ath = createHash('sha256').update(forged).digest('base64url');
      const send = () =>
        house.fetch(path, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `DPoP ${forged}`,
            dpop: client.proof('POST', `${house.issuer}${path}`, { ath }),
          },
          body: JSON.stringify(anna),
        });
      const response = await send();
      const answer = (await response.json()) as { error?: string; code?: string };
      assert.deepEqual([response.status, answer.error ?? answer.code], [401, 'invalid_token'], path);
    }
    assert.equal((await client.form('/oauth/revoke', { token: forged })).status, 200, 'and says nothing');
  });
}

test('and after all of them the genuine token lives, was not revoked, and does what it is for', async () => {
  assert.deepEqual(await house.changes(maria), []);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
});
