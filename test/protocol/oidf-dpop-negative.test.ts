// RFC 9449 §4.3, §7.1, §7.2, §8: the conditions of the OpenID Foundation's module `dpop-negative-tests`, by name and in its
// order, each over HTTP at the resource and, where it applies there, at the token endpoint.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient, grantType } from '../journey/plain-client.ts';

type Members = Record<string, unknown>;
type Shape = {
  readonly header?: Members;
  readonly claims?: Members;
  readonly sign?: (input: Buffer) => Uint8Array;
};

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = (key: KeyObject) => key.export({ format: 'jwk' });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const es256 = (by: KeyObject) => (input: Buffer) => sign('sha256', input, { key: by, dsaEncoding: 'ieee-p1363' });
const byOther: Shape = { header: { jwk: publicJwk(other.publicKey) }, sign: es256(other.privateKey) };

let house: Installation;
let client: ReturnType<typeof createPlainClient>;
let token = '';
let nonce = '';
let offered: { code: string; digits: string };

const ath = () => createHash('sha256').update(token).digest('base64url');
const now = () => Math.floor(Date.now() / 1000);
const proof = (htu: string, { header = {}, claims = {}, sign: signing = es256(pair.privateKey) }: Shape): string => {
  const head = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk(pair.publicKey), ...header };
  const input = `${encode(head)}.${encode({ jti: randomUUID(), htm: 'POST', htu, iat: now(), nonce, ...claims })}`;
  return `${input}.${Buffer.from(signing(Buffer.from(input))).toString('base64url')}`;
};

type Place = { readonly url: () => string; send(headers: [string, string][]): Promise<[number, string | undefined]> };

/** The resource answers 422 to details that are none: by then every check of the proof has held, and nothing is spent. */
const resource: Place & { readonly honest: () => Members } = {
  url: () => `${house.issuer}/transactions/add_user`,
  honest: () => ({ ath: ath() }),
  async send(headers) {
    const init = { method: 'POST', headers: [...headers, ['content-type', 'application/json']] as never, body: '{}' };
    const response = await house.fetch('/transactions/add_user', init);
    return [response.status, ((await response.json()) as { code?: string }).code];
  },
};
/** The token endpoint answers the key that won with its token again, as often as it asks. */
const tokenEndpoint: Place & { readonly honest: () => Members } = {
  url: () => `${house.issuer}/oauth/token`,
  honest: () => ({}),
  async send(headers) {
    const form = { grant_type: grantType, 'pre-authorized_code': offered.code, tx_code: offered.digits };
    const init = {
      method: 'POST',
      headers: [...headers, ['content-type', 'application/x-www-form-urlencoded']] as never,
      body: new URLSearchParams(form).toString(),
    };
    const response = await house.fetch('/oauth/token', init);
    return [response.status, ((await response.json()) as { error?: string }).error];
  },
};

before(async () => {
  house = await install();
  client = createPlainClient(house.fetch, house.issuer, pair);
  offered = await house.offered(maria);
  token = String((await client.redeem(offered.code, offered.digits)).body.access_token);
  const standing = await client.form('/offer/status', { 'pre-authorized_code': offered.code });
  nonce = standing.headers.get('dpop-nonce') ?? '';
});

type Headers = (proofOf: (shape?: Shape) => string) => [string, string][];
/** What is sent beside the body, and whether it is taken; a word is the error that must be told. */
type Row = readonly [name: string, headers: Headers, taken: true | 'use_dpop_nonce' | 'invalid_token' | false];

const scheme = (name: string): [string, string] => ['authorization', `${name} ${token}`];
const with1 =
  (shape: Shape): Headers =>
  (proofOf) => [scheme('DPoP'), ['dpop', proofOf(shape)]];
const claims = (members: Members) => with1({ claims: members });
const header = (members: Members) => with1({ header: members });
const upper = (url: string) => url.replace(/^http:\/\/localhost/, 'HTTP://LOCALHOST');

/** At both endpoints. */
const rowsAt = (place: Place): Row[] => [
  ['upper-case header name accepted', (proofOf) => [scheme('DPoP'), ['DPOP', proofOf()]], true],
  ['two DPoP headers', (proofOf) => [scheme('DPoP'), ['dpop', proofOf()], ['dpop', proofOf()]], false],
  ['malformed proof', () => [scheme('DPoP'), ['dpop', 'a.b.c']], false],
  ['missing typ', header({ typ: undefined }), false],
  ['missing alg', header({ alg: undefined }), false],
  ['missing jwk', header({ jwk: undefined }), false],
  ['missing jti', claims({ jti: undefined }), false],
  ['missing htm', claims({ htm: undefined }), false],
  ['missing htu', claims({ htu: undefined }), false],
  ['missing iat', claims({ iat: undefined }), false],
  ['invalid typ', header({ typ: 'JWT' }), false],
  [
    'RS256 where it is not offered',
    with1({
      header: { alg: 'RS256', jwk: publicJwk(rsa.publicKey) },
      sign: (input) => sign('sha256', input, rsa.privateKey),
    }),
    false,
  ],
  ['alg none', with1({ header: { alg: 'none' }, sign: () => new Uint8Array() }), false],
  ['invalid signature', with1({ sign: (input) => es256(pair.privateKey)(Buffer.concat([input, input])) }), false],
  ['private key in the jwk', header({ jwk: publicJwk(pair.privateKey) }), false],
  ['wrong htm', claims({ htm: 'GET' }), false],
  ['htu with query and fragment accepted', claims({ htu: `${place.url()}?a=b#c` }), true],
  ['htu without query and fragment accepted', claims({ htu: place.url() }), true],
  ['other htu', claims({ htu: `${place.url()}/x` }), false],
  ['iat one hour in the past accepted, because of the nonce', claims({ iat: now() - 3600 }), true],
  ['iat one hour in the future accepted, because of the nonce', claims({ iat: now() + 3600 }), true],
  ['iat one hour in the past without a nonce', claims({ iat: now() - 3600, nonce: undefined }), 'use_dpop_nonce'],
  ['iat ten seconds in the past accepted', claims({ iat: now() - 10 }), true],
  ['iat ten seconds in the future accepted', claims({ iat: now() + 10 }), true],
  ['nbf and exp around now accepted', claims({ nbf: 1, exp: 9_999_999_999 }), true],
  ['nbf in an hour', claims({ nbf: 9_999_999_999 }), false],
  ['exp an hour ago', claims({ exp: 1 }), false],
  ['extra claims and header members accepted', with1({ header: { x: 1 }, claims: { foo: { bar: [1] } } }), true],
  ['upper-case scheme and host accepted', claims({ htu: upper(place.url()) }), true],
  ['no proof at all', () => [scheme('DPoP')], false],
  ['no nonce', claims({ nonce: undefined }), 'use_dpop_nonce'],
  ['a nonce of somebody else’s', claims({ nonce: 'A'.repeat(32) }), 'use_dpop_nonce'],
];

const atResource: Row[] = [
  ['missing ath', claims({ ath: undefined }), false],
  ['wrong ath', claims({ ath: createHash('sha256').update('other').digest('base64url') }), false],
  ['proof by another key', with1(byOther), 'invalid_token'],
  ['no proof, and the token under Bearer', () => [scheme('Bearer')], false],
  ['a proof, and the token under Bearer', (proofOf) => [scheme('Bearer'), ['dpop', proofOf()]], 'invalid_token'],
  ['scheme name in lower case accepted', (proofOf) => [scheme('dpop'), ['dpop', proofOf()]], true],
  ['scheme name in capitals accepted', (proofOf) => [scheme('DPOP'), ['dpop', proofOf()]], true],
];

for (const [name, place, rows, refusals, accepted] of [
  ['the resource', resource, () => [...rowsAt(resource), ...atResource], [401], 422],
  ['the token endpoint', tokenEndpoint, () => rowsAt(tokenEndpoint), [400], 200],
] as const) {
  describe(`the Foundation's list at ${name}`, () => {
    // Named before an installation is there: the rows are made again when they are run.
    house = { issuer: 'http://localhost:8420' } as Installation;
    for (const [index, [row, , taken]] of rows().entries()) {
      const verdict = taken === true ? 'accepted' : 'refused';
      test(`${verdict}: ${row}, at ${name}`, async () => {
        const [, headers] = rows()[index] as Row;
        const proofOf = (shape: Shape = {}) =>
          proof(place.url(), { ...shape, claims: { ...place.honest(), ...shape.claims } });
        const [status, code] = await place.send(headers(proofOf));
        if (taken === true) assert.equal(status, accepted, code);
        else assert.ok((refusals as readonly number[]).includes(status), `${status} ${code}`);
        if (typeof taken === 'string') assert.equal(code, taken);
      });
    }

    test(`refused: jti reuse, at ${name}`, async () => {
      const jti = randomUUID();
      const send = () =>
        place.send([scheme('DPoP'), ['dpop', proof(place.url(), { claims: { ...place.honest(), jti } })]]);
      assert.equal((await send())[0], accepted);
      assert.deepEqual(await send(), [refusals[0], 'invalid_dpop_proof']);
    });
  });
}

test('accepted: default port in htu where the issuer has none', async () => {
  const issuer = 'http://localhost';
  const secure = await install({ env: { VOICEGRANT_ISSUER: issuer } });
  const wallet = createPlainClient(secure.fetch, secure.issuer);
  await wallet.form('/offer/status', { 'pre-authorized_code': 'x' });
  for (const htu of [`${issuer}:80/oauth/token`, 'HTTP://LOCALHOST:80/oauth/token']) {
    const response = await secure.fetch('/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: wallet.proof('POST', htu) },
      body: new URLSearchParams({ grant_type: grantType, 'pre-authorized_code': 'x', tx_code: '123456' }).toString(),
    });
    assert.equal(((await response.json()) as { error: string }).error, 'invalid_grant', htu);
  }
});

test('refused: another key at the token endpoint than the one that redeemed', async () => {
  const headers: [string, string][] = [['dpop', proof(tokenEndpoint.url(), byOther)]];
  assert.deepEqual(await tokenEndpoint.send(headers), [400, 'invalid_grant']);
});

test('accepted: a final good proof still works', async () => {
  const done = await client.transact(token, 'add_user', anna);
  assert.equal(done.status, 201);
});

test('refused: a code used again a second later, and an expired one', async () => {
  house.clock.advance(1);
  assert.deepEqual(await tokenEndpoint.send([['dpop', proof(tokenEndpoint.url(), {})]]), [400, 'invalid_grant']);
  const late = await house.offered(maria);
  for (let waited = 0; waited < 300; waited += 20) {
    house.clock.advance(20);
    await house.quiet(late.call);
  }
  await client.form('/offer/status', { 'pre-authorized_code': 'x' });
  assert.equal((await client.redeem(late.code, late.digits)).body.error, 'invalid_grant');
});
