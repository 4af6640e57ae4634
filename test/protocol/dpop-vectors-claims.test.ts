// RFC 9449 §4.3, §8, §11.1; RFC 9530 §2
// Shows threats T-18, T-19 (test/threat/threats.ts).
// RFC 9449 §4.3 checks 8 to 12, §8 nonces, §11.1 jti, RFC 9530 digests: what a proof claims.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { contentDigest, Secret } from '#core';
import { createNonces, createProofVerifier, isReplay, type ProofRequest } from '#token';
import {
  accepts,
  asUrl,
  body,
  clock,
  es256,
  forge,
  type Good,
  honestPayload,
  jwk,
  newKey,
  nonces,
  publicMembers,
  refuses,
  request,
  rsUrl,
  token,
  tokenHash,
  type Vector,
  verifier,
} from './dpop-forge.ts';

const claim = (claims: Record<string, unknown>, more: Partial<ProofRequest> = {}) =>
  request(forge({ payload: claims }), more);
/** A request at the token endpoint: no access token yet. */
const atTokenEndpoint = (claims: Record<string, unknown> = {}): ProofRequest => ({
  proofs: [forge({ payload: { htu: asUrl, ath: undefined, ...claims } })],
  method: 'POST',
  url: asUrl,
});

const otherValues: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 1.5],
  ['an array', ['POST']],
  ['an object', { a: 1 }],
  ['true', true],
];
const claimTypes: Vector[] = (['jti', 'htm', 'htu', 'iat', 'ath'] as const).flatMap((name) =>
  [['absent', undefined] as const, ...otherValues, ['empty', ''] as const].map(
    ([kind, value]): Vector => [`${name} ${kind}`, name, () => claim({ [name]: value })],
  ),
);
const nonceTypes: Vector[] = otherValues.map(([kind, value]) => [
  `nonce ${kind}`,
  'nonce_type',
  () => claim({ nonce: value }),
]);

const methods: Vector[] = ['GET', 'post', 'Post', 'POST ', ' POST', 'PUT', 'DELETE', '*', 'POST,GET', 'POST\u0000'].map(
  (htm): Vector => [`htm ${JSON.stringify(htm)} on POST`, 'htm', () => claim({ htm })],
);
methods.push(
  ['htm POST on GET', 'htm', () => claim({}, { method: 'GET' })],
  ['htm POST on a method in lower case', 'htm', () => claim({}, { method: 'post' })],
);

const badTargets: readonly (readonly [string, string])[] = [
  ['another path', 'https://login.example/transactions/change_address'],
  ['a longer path', `${rsUrl}/1`],
  ['a shorter path', 'https://login.example/transactions'],
  ['the token endpoint', asUrl],
  ['no path', 'https://login.example'],
  ['a path alone', '/transactions/add_user'],
  ['a target without scheme', '//login.example/transactions/add_user'],
  ['http for https', rsUrl.replace('https:', 'http:')],
  ['wss for https', rsUrl.replace('https:', 'wss:')],
  ['another host', rsUrl.replace('login.', 'evil.')],
  ['a host with ours in front', rsUrl.replace('login.example', 'login.example.evil.example')],
  ['a host with ours behind', rsUrl.replace('login.example', 'evillogin.example')],
  ['a host with a dot at the end', rsUrl.replace('login.example', 'login.example.')],
  ['another port', rsUrl.replace('login.example', 'login.example:8443')],
  ["the other scheme's default port", rsUrl.replace('login.example', 'login.example:80')],
  ['a port with a leading zero', rsUrl.replace('login.example', 'login.example:0443')],
  ['user information', rsUrl.replace('login.example', 'user@login.example')],
  ['user and password', rsUrl.replace('login.example', 'user:pw@login.example')],
  ['empty user information', rsUrl.replace('login.example', '@login.example')],
  ['our host as user information', rsUrl.replace('login.example', 'login.example@evil.example')],
  ['a slash at the end', `${rsUrl}/`],
  ['a doubled slash', rsUrl.replace('/transactions', '//transactions')],
  ['a path in other case', rsUrl.replace('add_user', 'ADD_USER')],
  ['an escaped slash', rsUrl.replace('/add_user', '%2Fadd_user')],
  ['an escape escaped', rsUrl.replace('add_user', '%2561dd_user')],
  ['a broken escape', rsUrl.replace('add_user', 'add_user%')],
  ['an escape that is not hexadecimal', rsUrl.replace('add_user', '%zzadd_user')],
  ['dot segments that lead elsewhere', rsUrl.replace('/add_user', '/../add_user')],
  ['escaped dot segments that lead elsewhere', rsUrl.replace('/add_user', '/%2e%2e/add_user')],
  ['back-slashes', rsUrl.replaceAll('/', '\\')],
  ['one slash after the scheme', rsUrl.replace('//', '/')],
  ['three slashes after the scheme', rsUrl.replace('//', '///')],
  ['a space before', ` ${rsUrl}`],
  ['a space after', `${rsUrl} `],
  ['a tab inside', rsUrl.replace('add', 'ad\td')],
  ['a line break after', `${rsUrl}\n`],
  ['a NUL after', `${rsUrl}\u0000`],
  ['a letter outside ASCII', rsUrl.replace('add_user', 'add_usér')],
  ['a host that only looks like ours', rsUrl.replace('login', 'lоgin')],
  ['a host in full-width letters', rsUrl.replace('login', 'ｌogin')],
  ['a semicolon parameter', `${rsUrl};v=1`],
  ['javascript', 'javascript:alert(1)'],
  ['a URN', 'urn:example:add_user'],
];
const targets: Vector[] = badTargets.map(([name, htu]) => [`htu: ${name}`, 'htu', () => claim({ htu })]);

const times: Vector[] = [
  ['iat with a fraction', 'iat', () => claim({ iat: clock.now() + 0.5 })],
  ['iat in text', 'iat', () => claim({ iat: String(clock.now()) })],
  ['iat negative', 'iat', () => claim({ iat: -1 })],
  ['iat 1e308', 'iat', () => claim({ iat: 1e308 })],
  ['iat beyond what a number holds exactly', 'iat', () => claim({ iat: 2 ** 53 })],
  ['nbf in an hour', 'not_yet_valid', () => claim({ nbf: clock.now() + 3600 })],
  ['nbf just beyond the skew', 'not_yet_valid', () => claim({ nbf: clock.now() + 11 })],
  ['nbf in text', 'not_yet_valid', () => claim({ nbf: '0' })],
  ['nbf null', 'not_yet_valid', () => claim({ nbf: null })],
  ['exp an hour ago', 'expired', () => claim({ exp: clock.now() - 3600 })],
  ['exp now', 'expired', () => claim({ exp: clock.now() })],
  ['exp in text', 'expired', () => claim({ exp: '9999999999' })],
  ['exp null', 'expired', () => claim({ exp: null })],
];

const jtis: Vector[] = [
  ['jti of 129 bytes', 'jti', () => claim({ jti: 'x'.repeat(129) })],
  ['jti of 65 letters that are 130 bytes', 'jti', () => claim({ jti: 'é'.repeat(65) })],
  ['jti with half a letter', 'malformed', () => claim({ jti: '\ud800' })],
];

const digestOf = (algorithm: string, encoding: 'base64' | 'base64url' | 'hex') => hash(algorithm, token, encoding);
const aths: Vector[] = [
  ['ath of another token', 'ath', () => claim({ ath: hash('sha256', `${token}x`, 'base64url') })],
  ['ath with padding', 'ath', () => claim({ ath: `${tokenHash}=` })],
  ['ath in the other base64 alphabet', 'ath', () => claim({ ath: digestOf('sha256', 'base64') })],
  ['ath in hexadecimal', 'ath', () => claim({ ath: digestOf('sha256', 'hex') })],
  ['ath by SHA-512', 'ath', () => claim({ ath: digestOf('sha512', 'base64url') })],
  ['ath by SHA-1', 'ath', () => claim({ ath: digestOf('sha1', 'base64url') })],
  ['ath in other case', 'ath', () => claim({ ath: tokenHash.toLowerCase() })],
  ['ath cut short', 'ath', () => claim({ ath: tokenHash.slice(0, 42) })],
  ['ath with a space after', 'ath', () => claim({ ath: `${tokenHash} ` })],
  ['ath that is the token itself', 'ath', () => claim({ ath: token })],
  ['ath of the token with its scheme', 'ath', () => claim({ ath: hash('sha256', `DPoP ${token}`, 'base64url') })],
  ['ath of nothing', 'ath', () => claim({ ath: hash('sha256', '', 'base64url') })],
  ['ath of the token written with padding', 'ath', () => claim({}, { accessToken: `${token}=` })],
  ['a proof for the token endpoint at the resource', 'ath', () => claim({ ath: undefined })],
];

const made = (options: { advance?: number; key?: string }) =>
  createNonces({
    key: new Secret(options.key ?? 'a nonce key of this test, 32 byte'),
    clock: { now: () => clock.now() + (options.advance ?? 0) },
  }).current();
const own = () => nonces.current();
const badNonces: readonly (readonly [string, () => string])[] = [
  ['empty', () => ''],
  ['forged', () => Buffer.alloc(24, 7).toString('base64url')],
  ["another installation's", () => made({ key: 'another key' })],
  ['two minutes old', () => made({ advance: -120 })],
  ['a day old', () => made({ advance: -86_400 })],
  ['from the future', () => made({ advance: 3600 })],
  ['cut short', () => own().slice(0, -1)],
  ['with a letter more', () => `${own()}A`],
  ['with padding', () => `${own()}=`],
  ['with a space before', () => ` ${own()}`],
  ['twice over', () => own() + own()],
  ['in other case', () => own().toLowerCase()],
  ['with its time moved on', () => moved(own(), 5)],
  ['with its MAC changed', () => moved(own(), 23)],
  ['with the first byte of its MAC changed', () => moved(own(), 6)],
];
function moved(nonce: string, at: number): string {
  const bytes = Buffer.from(nonce, 'base64url');
  bytes[at]! ^= 1;
  return bytes.toString('base64url');
}
const nonceVectors: Vector[] = badNonces.map(([name, nonce]) => [
  `nonce ${name}`,
  'nonce_stale',
  () => claim({ nonce: nonce() }),
]);
nonceVectors.push(
  ['no nonce', 'nonce_missing', () => claim({ nonce: undefined })],
  ['no nonce at the token endpoint', 'nonce_missing', () => atTokenEndpoint({ nonce: undefined })],
);

const withBody = (content_digest: unknown, more: Partial<ProofRequest> = {}) =>
  claim({ content_digest }, { body, ...more });
const changed = Uint8Array.from(body, (byte, index) => (index === 3 ? byte ^ 1 : byte));
const sha = (algorithm: string, encoding: 'base64' | 'base64url' | 'hex') => hash(algorithm, body, encoding);
const digests: Vector[] = [
  ['a body with one bit changed', 'content_digest', () => withBody(contentDigest(body), { body: changed })],
  [
    'a body with a line break more',
    'content_digest',
    () => withBody(contentDigest(body), { body: Buffer.concat([body, Buffer.from('\n')]) }),
  ],
  ['a body cut short', 'content_digest', () => withBody(contentDigest(body), { body: body.subarray(1) })],
  ['a digest and an empty body', 'content_digest', () => withBody(contentDigest(body), { body: new Uint8Array() })],
  ['a digest and no body', 'content_digest', () => claim({ content_digest: contentDigest(body) })],
  ['no digest where one is required', 'content_digest', () => claim({}, { body, requireBodyDigest: true })],
  ['an empty digest where one is required', 'content_digest', () => withBody('', { requireBodyDigest: true })],
  ['a digest by SHA-512', 'content_digest', () => withBody(`sha-512=:${sha('sha512', 'base64')}:`)],
  ['a digest by MD5', 'content_digest', () => withBody(`md5=:${sha('md5', 'base64')}:`)],
  ['two digests', 'content_digest', () => withBody(`sha-512=:${sha('sha512', 'base64')}:, ${contentDigest(body)}`)],
  ['a digest without colons', 'content_digest', () => withBody(`sha-256=${sha('sha256', 'base64')}`)],
  ['a digest in base64url', 'content_digest', () => withBody(`sha-256=:${sha('sha256', 'base64url')}:`)],
  ['a digest in hexadecimal', 'content_digest', () => withBody(`sha-256=:${sha('sha256', 'hex')}:`)],
  [
    'a digest with its algorithm in capitals',
    'content_digest',
    () => withBody(contentDigest(body).replace('sha', 'SHA')),
  ],
  ['a bare digest', 'content_digest', () => withBody(sha('sha256', 'base64'))],
  ['a digest of nothing', 'content_digest', () => withBody(contentDigest(''))],
  ['a digest that is null', 'content_digest', () => withBody(null)],
  ['a digest in an array', 'content_digest', () => withBody([contentDigest(body)])],
];

refuses([
  ...claimTypes,
  ...nonceTypes,
  ...methods,
  ...targets,
  ...times,
  ...jtis,
  ...aths,
  ...nonceVectors,
  ...digests,
  ["the resource's proof at the token endpoint", 'htu', () => atTokenEndpoint({ htu: rsUrl })],
]);

const goodTargets: readonly (readonly [string, string])[] = [
  ['with a query', `${rsUrl}?lang=es`],
  ['with a fragment', `${rsUrl}#x`],
  ['with both', `${rsUrl}?a=/../b#c?d`],
  ['with the default port', rsUrl.replace('login.example', 'login.example:443')],
  ['with an empty port', rsUrl.replace('login.example', 'login.example:')],
  ['with the scheme in capitals', rsUrl.replace('https', 'HTTPS')],
  ['with the host in capitals', rsUrl.replace('login.example', 'LOGIN.Example')],
  ['with a needless escape', rsUrl.replace('add_user', '%61dd%5Fuser')],
  ['with a dot segment', rsUrl.replace('/add_user', '/./add_user')],
  ['with dot segments that lead back', rsUrl.replace('/add_user', '/x/../add_user')],
  ['with escaped dot segments that lead back', rsUrl.replace('/add_user', '/x/%2E%2e/add_user')],
];
const good: Good[] = goodTargets.map(([name, htu]) => [`htu ${name}`, () => claim({ htu })]);
good.push(
  ['a proof for the token endpoint', () => atTokenEndpoint()],
  [
    'a target configured with port, query and capitals',
    () => claim({}, { url: 'HTTPS://Login.Example:443/transactions/add_user?x=1' }),
  ],
  ['iat of a client whose clock is a day behind', () => claim({ iat: clock.now() - 86_400 })],
  ['iat of a client whose clock is ten years ahead', () => claim({ iat: clock.now() + 315_360_000 })],
  ['iat zero', () => claim({ iat: 0 })],
  ['nbf just within the skew', () => claim({ nbf: clock.now() + 10 })],
  ['exp still to come', () => claim({ exp: clock.now() + 1 })],
  ['jti of 128 bytes', () => claim({ jti: 'x'.repeat(128) })],
  ['jti of one letter', () => claim({ jti: 'x' })],
  ['the nonce before this one', () => claim({ nonce: made({ advance: -60 }) })],
  ['the nonce of a process whose clock is a little ahead', () => claim({ nonce: made({ advance: 30 }) })],
  ['a digest that matches', () => withBody(contentDigest(body))],
  ['a digest that matches where one is required', () => withBody(contentDigest(body), { requireBodyDigest: true })],
  ['the digest of no body', () => claim({ content_digest: contentDigest('') })],
  ['no digest where none is required', () => claim({}, { body })],
);
accepts(good);

const burnKey = (verdict: ReturnType<typeof verifier.verifyProof>): string => {
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.proof.burn.checks[0]!.key, (verdict.proof.burn.writes[0] as { put: unknown }).put);
  return verdict.proof.burn.checks[0]!.key.join('/');
};

test('the same proof seen twice burns the same mark, and another proof another', () => {
  const proof = forge();
  const first = burnKey(verifier.verifyProof(request(proof)));
  assert.equal(burnKey(verifier.verifyProof(request(proof))), first);
  assert.notEqual(burnKey(verifier.verifyProof(request(forge()))), first);
  assert.match(first, /^dpop\/jti\/[\w-]{43}$/);
});

test('a jti marked for one server is still new for the other', () => {
  const jti = 'the same';
  const atResource = burnKey(verifier.verifyProof(claim({ jti })));
  assert.notEqual(burnKey(verifier.verifyProof(atTokenEndpoint({ jti }))), atResource);
});

test('a mark holds the hash of the jti alone, never the jti', () => {
  const verdict = verifier.verifyProof(claim({ jti: 'find-me' }));
  assert.ok(!JSON.stringify(verdict).includes('find-me'));
});

test('a mark outlives every process that would still accept the proof, whatever their clocks', () => {
  clock.advance(30 - (clock.now() % 60));
  // Now a clock that is 30 seconds ahead has just made its next nonce.
  const nonce = made({ advance: 30 });
  const verdict = verifier.verifyProof(claim({ nonce }));
  assert.ok(verdict.ok);
  const { expiresAt } = verdict.proof.burn.writes[0] as { expiresAt: number };
  assert.equal(expiresAt, clock.now() + 180);
  for (const skew of [-30, 0, 30]) {
    const late = { now: () => expiresAt + skew };
    const later = createNonces({ key: new Secret('a nonce key of this test, 32 byte'), clock: late });
    const again = createProofVerifier({ nonces: later, clock: late }).verifyProof(claim({ nonce }));
    assert.deepEqual(again, { ok: false, error: 'use_dpop_nonce', reason: 'nonce_stale' });
  }
});

test('a failed commit was a replay when the mark is there', async () => {
  const verdict = verifier.verifyProof(claim({}));
  assert.ok(verdict.ok);
  const { key } = verdict.proof.burn.checks[0]!;
  const holding = (held: boolean) => ({
    get: async () => (held ? { key, value: 1 as never, version: '1' } : null),
  });
  assert.equal(await isReplay(holding(true), verdict.proof), true);
  assert.equal(await isReplay(holding(false), verdict.proof), false);
});

test('identical jti under another key is another mark, so nobody can use up a stranger’s', () => {
  const other = newKey();
  const payload = { ...honestPayload(), jti: 'chosen' };
  const mine = burnKey(verifier.verifyProof(request(forge({ rawPayload: payload }))));
  const theirs = forge({
    header: { jwk: publicMembers(other) },
    rawPayload: payload,
    signature: (input) => es256(other, input),
  });
  assert.notEqual(burnKey(verifier.verifyProof(request(theirs))), mine);
  assert.notDeepEqual(publicMembers(other), jwk);
});
