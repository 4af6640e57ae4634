// RFC 9449 §4.2, §4.3; RFC 7518 §3.4; RFC 7515 §4, §7.1; RFC 7638 §3
// Shows threats T-18, T-19 (test/threat/threats.ts).
// RFC 9449 §4.3 checks 1 to 7: the header field, the JWS, its header, its key and its signature.

import assert from 'node:assert/strict';
import { createHash, createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { contentDigest } from '#core';
import {
  accepts,
  body,
  es256,
  type Forged,
  forge,
  honestPayload,
  jwk,
  key,
  newKey,
  publicMembers,
  refuses,
  request,
  segment,
  type Vector,
  verifier,
} from './dpop-forge.ts';

const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const coordinate = (value: bigint): string => bytesOf(value).toString('base64url');
const rs = (r: bigint, s: bigint): Buffer => Buffer.concat([bytesOf(r), bytesOf(s)]);

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let x = base % p, e = exponent; e > 0n; e >>= 1n, x = (x * x) % p) if (e & 1n) result = (result * x) % p;
  return result;
};
/** A point on the curve whose x is so small that x + p still has 32 bytes. */
const smallPoint = (() => {
  for (let x = 1n; ; x += 1n) {
    const square = (x ** 3n + (p - 3n) * x + b) % p;
    const y = power(square, (p + 1n) / 4n);
    if ((y * y) % p === square) return { x, y };
  }
})();

const proof = (forged: Forged) => request(forge(forged));
const withJwk = (members: unknown) => proof({ header: { jwk: members } });
const withSignature = (signature: NonNullable<Forged['signature']>) => proof({ signature });
const cut = (at: 0 | 1 | 2, change: (part: string) => string) => {
  const parts = forge().split('.');
  parts[at] = change(parts[at]!);
  return request(parts.join('.'));
};
/** Another spelling of the same bytes: the unused low bits of the last letter set. */
const strayBits = (part: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(part.at(-1)!);
  const other = part.slice(0, -1) + alphabet[last | 1];
  assert.ok(Buffer.from(other, 'base64url').equals(Buffer.from(part, 'base64url')), 'the same bytes');
  assert.notEqual(other, part);
  return other;
};
/** A payload whose JSON ends `extra` bytes further on, so that its last letter has unused bits. */
const unaligned = (): string => {
  for (let padding = '.'; ; padding += '.') {
    const jws = forge({ header: { padding }, payload: { padding } });
    const [header, payload] = jws.split('.') as [string, string];
    if (header.length % 4 !== 0 && payload.length % 4 !== 0) return jws;
  }
};
const strayed = (at: 0 | 1 | 2) => {
  const parts = unaligned().split('.');
  parts[at] = strayBits(parts[at]!);
  return request(parts.join('.'));
};

const fields: Vector[] = [
  ['no DPoP header field', 'not_one_header', () => request([])],
  ['two different DPoP header fields', 'not_one_header', () => request([forge(), forge()])],
  [
    'the same proof in two header fields',
    'not_one_header',
    () => {
      const one = forge();
      return request([one, one]);
    },
  ],
  ['a good proof after an empty header field', 'not_one_header', () => request(['', forge()])],
  ['two proofs in one field, joined by a comma', 'malformed', () => request(`${forge()},${forge()}`)],
  ['two proofs in one field, joined by comma and space', 'malformed', () => request(`${forge()}, ${forge()}`)],
  ['an empty header field', 'malformed', () => request('')],
];

const form: Vector[] = [
  ['the word undefined', 'malformed', () => request('undefined')],
  ['dots alone', 'malformed', () => request('..')],
  ['four thousand dots', 'malformed', () => request('.'.repeat(4000))],
  ['two parts', 'malformed', () => request(forge().split('.').slice(0, 2).join('.'))],
  ['four parts', 'malformed', () => request(`${forge()}.AA`)],
  ['five parts, as a JWE has', 'malformed', () => request(`${forge()}.AA.AA`)],
  ['an empty third part', 'signature', () => cut(2, () => '')],
  ['a detached payload', 'malformed', () => cut(1, () => '')],
  ['an empty header part', 'malformed', () => cut(0, () => '')],
  ['a dot at the end', 'malformed', () => request(`${forge()}.`)],
  ['a dot at the beginning', 'malformed', () => request(`.${forge()}`)],
  ['a space before', 'malformed', () => request(` ${forge()}`)],
  ['a space after', 'malformed', () => request(`${forge()} `)],
  ['a line break after', 'malformed', () => request(`${forge()}\n`)],
  ['a tab inside', 'malformed', () => cut(1, (part) => `${part.slice(0, 8)}\t${part.slice(8)}`)],
  ['a line break inside the signature', 'malformed', () => cut(2, (part) => `${part.slice(0, 8)}\r\n${part.slice(8)}`)],
  ['a NUL after', 'malformed', () => request(`${forge()}\0`)],
  ['a NUL inside the header part', 'malformed', () => cut(0, (part) => `${part.slice(0, 4)}\0${part.slice(4)}`)],
  ['a letter outside ASCII', 'malformed', () => cut(2, (part) => `é${part.slice(1)}`)],
  ['padding on the signature', 'malformed', () => cut(2, (part) => `${part}==`)],
  ['padding on the header', 'malformed', () => cut(0, (part) => `${part}=`)],
  ['stray trailing bits in the header', 'malformed', () => strayed(0)],
  ['stray trailing bits in the payload', 'malformed', () => strayed(1)],
  ['stray trailing bits in the signature', 'malformed', () => strayed(2)],
  [
    'the other base64 alphabet',
    'malformed',
    () => {
      for (;;) {
        const proof = forge();
        const other = proof.replaceAll('-', '+').replaceAll('_', '/');
        if (other !== proof) return request(other);
      }
    },
  ],
  ['JSON serialisation', 'malformed', () => request(JSON.stringify({ payload: 'e30', signatures: [] }))],
  ['longer than 4 KB by a claim', 'malformed', () => proof({ payload: { more: 'x'.repeat(4096) } })],
  ['longer than 4 KB by a member of the key', 'malformed', () => withJwk({ ...jwk, more: 'x'.repeat(4096) })],
  ['a megabyte', 'malformed', () => request('A'.repeat(1 << 20))],
  ['a header that is not JSON', 'malformed', () => proof({ rawHeader: 'typ=dpop+jwt' })],
  ['a header in an array', 'malformed', () => proof({ rawHeader: JSON.stringify([{ typ: 'dpop+jwt' }]) })],
  ['a header that is null', 'malformed', () => proof({ rawHeader: 'null' })],
  ['a header that is a string', 'malformed', () => proof({ rawHeader: '"dpop+jwt"' })],
  ['a payload that is an array', 'malformed', () => proof({ rawPayload: '[]' })],
  ['a payload that is null', 'malformed', () => proof({ rawPayload: 'null' })],
  ['a payload that is a number', 'malformed', () => proof({ rawPayload: '1' })],
  ['a payload followed by more', 'malformed', () => proof({ rawPayload: `${JSON.stringify(honestPayload())}{}` })],
  ['a payload with a trailing comma', 'malformed', () => rewritten((json) => json.replace('}', ',}'))],
  ['a payload with a comment', 'malformed', () => rewritten((json) => `/**/${json}`)],
  ['a payload with single quotes', 'malformed', () => rewritten((json) => json.replaceAll('"', "'"))],
  ['a payload with NaN', 'malformed', () => rewritten((json) => json.replace(/"iat":\d+/, '"iat":NaN'))],
  ['a byte order mark', 'malformed', () => rewritten((json) => `\ufeff${json}`)],
  ['bytes that are not UTF-8', 'malformed', () => proof({ rawPayload: badUtf8(JSON.stringify(honestPayload())) })],
  [
    'a payload in UTF-16',
    'malformed',
    () => proof({ rawPayload: Buffer.from(JSON.stringify(honestPayload()), 'utf16le') }),
  ],
  ['two typ members', 'malformed', () => reheaded((json) => json.replace('{', '{"typ":"JWT",'))],
  ['two alg members', 'malformed', () => reheaded((json) => json.replace('{', '{"alg":"none",'))],
  ['two keys', 'malformed', () => reheaded((json) => json.replace('{', `{"jwk":${JSON.stringify(jwk)},`))],
  ['two x members in the key', 'malformed', () => reheaded((json) => json.replace('"kty"', `"x":"AA","kty"`))],
  ['two htm claims', 'malformed', () => rewritten((json) => json.replace('{', '{"htm":"GET",'))],
  ['two htu claims', 'malformed', () => rewritten((json) => json.replace('{', '{"htu":"https://evil.example/",'))],
  ['two nonce claims that agree', 'malformed', () => rewritten((json) => json.replace(/("nonce":"[^"]+")/, '$1,$1'))],
  ['two jti claims', 'malformed', () => rewritten((json) => json.replace('{', '{"jti":"other",'))],
  [
    'two claims, one spelt with an escape',
    'malformed',
    () => rewritten((json) => json.replace('{', '{"h\\u0074m":"GET",')),
  ],
  ['a member named __proto__', 'malformed', () => rewritten((json) => json.replace('{', '{"__proto__":{"a":1},'))],
  ['nine levels', 'malformed', () => proof({ payload: { deep: JSON.parse(`${'['.repeat(9)}${']'.repeat(9)}`) } })],
  [
    'two hundred claims',
    'malformed',
    () => proof({ payload: Object.fromEntries(numbers(200).map((i) => [`c${i}`, i])) }),
  ],
];
function rewritten(change: (json: string) => string) {
  return proof({ rawPayload: change(JSON.stringify(honestPayload())) });
}
function reheaded(change: (json: string) => string) {
  return proof({ rawHeader: change(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk })) });
}
function badUtf8(json: string): Uint8Array {
  return Buffer.from(json.replace('{', '{"note":"\u00ff",'), 'latin1');
}
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const otherValues: readonly (readonly [string, unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ['a number', 1.5],
  ['an array', ['ES256']],
  ['an object', { a: 1 }],
  ['true', true],
  ['empty', ''],
];
const headerTypes = (['typ', 'alg', 'jwk'] as const).flatMap((name) =>
  otherValues.map(([kind, value]): Vector => [`${name} ${kind}`, name, () => proof({ header: { [name]: value } })]),
);

const typs: Vector[] = ['JWT', 'jwt', 'at+jwt', 'DPOP+JWT', 'dpop+JWT', 'dpop', 'application/dpop+jwt', 'dpop+jwt ']
  .concat(['voicegrant-receipt+jwt', 'voicegrant-checkpoint+jwt', 'dpop+jwt\u0000', 'dpop jwt', 'openid4vci-proof+jwt'])
  .map((typ): Vector => [`typ ${JSON.stringify(typ)}`, 'typ', () => proof({ header: { typ } })]);

const publicKey = createPublicKey(key);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;
const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
const publicOf = (other: KeyObject) => createPublicKey(other).export({ format: 'jwk' });
const hmacWith = (secret: string | Buffer) => (input: Buffer) => createHmac('sha256', secret).update(input).digest();

const algs: Vector[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'es256', 'ES256 ', 'ES256K', 'ES384', 'ES512', 'HS256', 'ECDSA', 'A128KW'].map(
    (alg): Vector => [`alg ${JSON.stringify(alg)}`, 'alg', () => proof({ header: { alg } })],
  ),
  ['alg none and no signature', 'alg', () => proof({ header: { alg: 'none' }, signature: () => new Uint8Array() })],
  [
    'HS256 with the public key as PEM for secret',
    'alg',
    () =>
      proof({
        header: { alg: 'HS256' },
        signature: hmacWith(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
      }),
  ],
  [
    'HS256 with the public key as JWK for secret',
    'alg',
    () => proof({ header: { alg: 'HS256' }, signature: hmacWith(JSON.stringify(jwk)) }),
  ],
  [
    'HS256 with a key of its own',
    'alg',
    () => proof({ header: { alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }, signature: hmacWith(Buffer.alloc(3)) }),
  ],
  [
    'RS256, honestly signed',
    'alg',
    () => proof({ header: { alg: 'RS256', jwk: publicOf(rsa) }, signature: (input) => sign('sha256', input, rsa) }),
  ],
  ['PS256', 'alg', () => proof({ header: { alg: 'PS256', jwk: publicOf(rsa) } })],
  [
    'EdDSA, honestly signed',
    'alg',
    () => proof({ header: { alg: 'EdDSA', jwk: publicOf(ed25519) }, signature: (input) => sign(null, input, ed25519) }),
  ],
  [
    'ES384, honestly signed',
    'alg',
    () =>
      proof({
        header: { alg: 'ES384', jwk: publicOf(p384) },
        signature: (input) => sign('sha384', input, { key: p384, dsaEncoding: 'ieee-p1363' }),
      }),
  ],
];

const crits: Vector[] = [['b64'], [], ['exp'], 'b64', null, false].map(
  (crit): Vector => [`crit ${JSON.stringify(crit)}`, 'crit', () => proof({ header: { crit } })],
);

const jwkMember = (member: string, value: unknown = 'AQAB') => withJwk({ ...jwk, [member]: value });
const keys: Vector[] = [
  ['a private key in the proof', 'jwk', () => withJwk(key.export({ format: 'jwk' }))],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].map(
    (member): Vector => [`private member ${member} in the key`, 'jwk', () => jwkMember(member)],
  ),
  ['private member d that is null', 'jwk', () => jwkMember('d', null)],
  ['a symmetric key', 'jwk', () => withJwk({ kty: 'oct', k: 'AAAA' })],
  [
    'an RSA key of 1024 bits',
    'jwk',
    () => withJwk(publicOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)),
  ],
  ['an RSA key of 2048 bits', 'jwk', () => withJwk(publicOf(rsa))],
  ['an Ed25519 key', 'jwk', () => withJwk(publicOf(ed25519))],
  ['a P-384 key', 'jwk', () => withJwk(publicOf(p384))],
  ['a P-521 key', 'jwk', () => withJwk(publicOf(p521))],
  ['a secp256k1 key', 'jwk', () => withJwk(publicOf(k256))],
  ['a P-384 key that says it is P-256', 'jwk', () => withJwk({ ...publicOf(p384), crv: 'P-256' })],
  ['a secp256k1 key that says it is P-256', 'jwk', () => withJwk({ ...publicOf(k256), crv: 'P-256' })],
  ['crv P-384 on a P-256 key', 'jwk', () => jwkMember('crv', 'P-384')],
  ['crv in lower case', 'jwk', () => jwkMember('crv', 'p-256')],
  ['crv by its other name', 'jwk', () => jwkMember('crv', 'prime256v1')],
  ['crv absent', 'jwk', () => jwkMember('crv', undefined)],
  ['kty in lower case', 'jwk', () => jwkMember('kty', 'ec')],
  ['kty absent', 'jwk', () => jwkMember('kty', undefined)],
  ['kty RSA on a P-256 key', 'jwk', () => jwkMember('kty', 'RSA')],
  ['a key marked for encryption', 'jwk', () => jwkMember('use', 'enc')],
  ['a key marked for signing only', 'jwk', () => jwkMember('key_ops', ['sign'])],
  ['key_ops that is a string', 'jwk', () => jwkMember('key_ops', 'verify')],
  ['a key marked for another alg', 'jwk', () => jwkMember('alg', 'ES384')],
  ['a key in JSON text', 'jwk', () => withJwk(JSON.stringify(jwk))],
  ['a key in a JWKS', 'jwk', () => withJwk({ keys: [jwk] })],
  ['x absent', 'jwk', () => jwkMember('x', undefined)],
  ['y absent', 'jwk', () => jwkMember('y', undefined)],
  ['x a number', 'jwk', () => jwkMember('x', 1)],
  ['x empty', 'jwk', () => jwkMember('x', '')],
  ['x of 31 bytes', 'jwk', () => jwkMember('x', Buffer.from(jwk.x, 'base64url').subarray(1).toString('base64url'))],
  [
    'x of 33 bytes, the first zero',
    'jwk',
    () => jwkMember('x', Buffer.concat([Buffer.alloc(1), Buffer.from(jwk.x, 'base64url')]).toString('base64url')),
  ],
  ['x with padding', 'jwk', () => jwkMember('x', `${jwk.x}=`)],
  ['x with stray trailing bits', 'jwk', () => jwkMember('x', strayBits(jwk.x))],
  [
    'y in the other base64 alphabet',
    'jwk',
    () => jwkMember('y', Buffer.from(jwk.y, 'base64url').toString('base64').slice(0, 43)),
  ],
  ['a point off the curve', 'jwk', () => jwkMember('y', coordinate(numberOf(Buffer.from(jwk.y, 'base64url')) ^ 1n))],
  ['x and y exchanged', 'jwk', () => withJwk({ ...jwk, x: jwk.y, y: jwk.x })],
  ['the point at infinity as zeros', 'jwk', () => withJwk({ ...jwk, x: coordinate(0n), y: coordinate(0n) })],
  ['a coordinate that is the field prime', 'jwk', () => jwkMember('x', coordinate(p))],
  [
    'a point on the curve with p added to its x',
    'jwk',
    () => {
      const point = { kty: 'EC', crv: 'P-256', x: coordinate(smallPoint.x), y: coordinate(smallPoint.y) };
      assert.ok(createPublicKey({ key: point, format: 'jwk' }), 'without p it is a key');
      return withJwk({ ...point, x: coordinate(smallPoint.x + p) });
    },
  ],
];

const flip = (at: number) => (_: Buffer, honest: Buffer) => {
  const changed = Buffer.from(honest);
  changed[at]! ^= 1;
  return changed;
};
const signatures: Vector[] = [
  ['one bit of r changed', 'signature', () => withSignature(flip(5))],
  ['one bit of s changed', 'signature', () => withSignature(flip(60))],
  ['the psychic signature, r and s zero', 'signature', () => withSignature(() => rs(0n, 0n))],
  ['r zero', 'signature', () => withSignature((_, honest) => rs(0n, numberOf(honest.subarray(32))))],
  ['s zero', 'signature', () => withSignature((_, honest) => rs(numberOf(honest.subarray(0, 32)), 0n))],
  ['r and s both the group order', 'signature', () => withSignature(() => rs(n, n))],
  ['r and s both one', 'signature', () => withSignature(() => rs(1n, 1n))],
  ['all bits set', 'signature', () => withSignature(() => Buffer.alloc(64, 0xff))],
  [
    'r and s exchanged',
    'signature',
    () => withSignature((_, honest) => Buffer.concat([honest.subarray(32), honest.subarray(0, 32)])),
  ],
  ['a signature in DER', 'signature', () => withSignature((input) => sign('sha256', input, key))],
  ['a signature cut to 63 bytes', 'signature', () => withSignature((_, honest) => honest.subarray(0, 63))],
  [
    'a signature of 65 bytes',
    'signature',
    () => withSignature((_, honest) => Buffer.concat([honest, Buffer.alloc(1)])),
  ],
  [
    'a signature of 96 bytes',
    'signature',
    () => withSignature((_, honest) => Buffer.concat([honest, Buffer.alloc(32)])),
  ],
  ['r alone', 'signature', () => withSignature((_, honest) => honest.subarray(0, 32))],
  ['an empty signature', 'signature', () => withSignature(() => Buffer.alloc(0))],
  ['signed by another key', 'signature', () => withSignature((input) => es256(newKey(), input))],
  ["another key's public half in the header", 'signature', () => withJwk(publicMembers(newKey()))],
  [
    'signed over SHA-384',
    'signature',
    () => withSignature((input) => sign('sha384', input, { key, dsaEncoding: 'ieee-p1363' })),
  ],
  [
    'signed over the hash of the hash',
    'signature',
    () => withSignature((input) => es256(key, createHash('sha256').update(input).digest())),
  ],
  [
    'signed over the payload alone',
    'signature',
    () => withSignature((input) => es256(key, Buffer.from(input.toString().split('.')[1]!))),
  ],
  [
    'signed over the decoded payload',
    'signature',
    () => withSignature((input) => es256(key, Buffer.from(input.toString().split('.')[1]!, 'base64url'))),
  ],
  [
    'a changed payload under an honest signature',
    'signature',
    () => cut(1, () => segment({ ...honestPayload(), jti: 'changed' })),
  ],
  [
    'a changed header under an honest signature',
    'signature',
    () => cut(0, () => segment({ typ: 'dpop+jwt', alg: 'ES256', jwk, more: 1 })),
  ],
];

refuses([...fields, ...form, ...headerTypes, ...typs, ...algs, ...crits, ...keys, ...signatures]);

const highOrLow = (wanted: boolean) => (_: Buffer, honest: Buffer) => {
  const s = numberOf(honest.subarray(32));
  return rs(numberOf(honest.subarray(0, 32)), s > n / 2n === wanted ? s : n - s);
};
accepts([
  ['an honest proof', () => request(forge())],
  ['a signature with the higher s', () => withSignature(highOrLow(true))],
  ['a signature with the lower s', () => withSignature(highOrLow(false))],
  ['members of the key in another order', () => withJwk({ y: jwk.y, x: jwk.x, kty: jwk.kty, crv: jwk.crv })],
  [
    'a key that says what it is for',
    () => withJwk({ ...jwk, alg: 'ES256', use: 'sig', key_ops: ['verify'], ext: true, kid: 'k' }),
  ],
  ['header members in another order', () => proof({ rawHeader: { jwk, alg: 'ES256', typ: 'dpop+jwt' } })],
  [
    'header members nobody knows',
    () => proof({ header: { kid: 'x', foo: { bar: 1 }, jku: 'https://evil.example/jwks' } }),
  ],
  ['claims nobody knows', () => proof({ payload: { foo: 'bar', list: [1, 2], htm2: null } })],
  ['white space in the JSON', () => proof({ rawPayload: JSON.stringify(honestPayload(), null, 2) })],
  ['a proof of nearly 4 KB', () => proof({ payload: { more: 'x'.repeat(2600) } })],
]);

test('the thumbprint does not depend on how the key is written', () => {
  const plain = verifier.verifyProof(request(forge()));
  const dressed = verifier.verifyProof(
    withJwk({ use: 'sig', y: jwk.y, kid: 'k', x: jwk.x, crv: jwk.crv, kty: jwk.kty }),
  );
  assert.ok(plain.ok && dressed.ok);
  assert.equal(plain.proof.jkt, dressed.proof.jkt);
});

test('a refused signature costs nothing when something cheaper is wrong as well', () => {
  const verdict = verifier.verifyProof(proof({ payload: { htm: 'GET' }, signature: () => Buffer.alloc(64) }));
  assert.deepEqual(verdict, { ok: false, error: 'invalid_dpop_proof', reason: 'htm' });
});

test('a proof says whether it covered the body', () => {
  const bound = verifier.verifyProof(request(forge({ payload: { content_digest: contentDigest(body) } }), { body }));
  const free = verifier.verifyProof(request(forge(), { body }));
  assert.ok(bound.ok && free.ok);
  assert.deepEqual([bound.proof.bodyBound, free.proof.bodyBound], [true, false]);
});
