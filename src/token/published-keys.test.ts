// RFC 7517 §5; RFC 7638 §3
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKey, localSigner } from './keys.ts';
import { signJws, typOf, verifyOwnJws } from './own-jws.ts';
import { readPublishedKeys } from './published-keys.ts';

const [one, other] = [localSigner(generateKey()), localSigner(generateKey())];
const signed = (by = one) => signJws(by, typOf.receipt, { n: 1 });
const read = (...keys: unknown[]) => readPublishedKeys(JSON.stringify({ keys }));
const opens = async (keys: ReturnType<typeof readPublishedKeys>, jws: string) =>
  keys !== null && verifyOwnJws(keys, typOf.receipt, jws)?.n === 1;

test('what a published key signed is known by the key’s thumbprint, whatever kid it came with', async () => {
  assert.equal(await opens(read(one.publicJwk), await signed()), true);
  assert.equal(await opens(read({ ...one.publicJwk, kid: 'our-2026-key' }), await signed()), true);
  assert.equal(await opens(read({ ...one.publicJwk, kid: 7 }), await signed()), true);
  assert.equal(await opens(read(other.publicJwk), await signed()), false);
});

test('a key is found by its published kid as well, but a kid takes nothing from the key whose thumbprint it is', async () => {
  const named = { ...one, kid: 'our-2026-key' };
  assert.equal(await opens(read({ ...one.publicJwk, kid: 'our-2026-key' }), await signed(named)), true);
  assert.equal(await opens(read(one.publicJwk), await signed(named)), false);
  const squatter = { ...other.publicJwk, kid: one.kid };
  assert.equal(await opens(read(one.publicJwk, squatter), await signed()), true);
  assert.equal(await opens(read(squatter, one.publicJwk), await signed()), true);
  const twice = [
    { ...one.publicJwk, kid: 'same' },
    { ...other.publicJwk, kid: 'same' },
  ];
  assert.equal(await opens(read(...twice), await signed({ ...one, kid: 'same' })), true, 'the first of two');
});

test('keys of other kinds and points off the curve are passed over', async () => {
  const off = { ...one.publicJwk, x: other.publicJwk.x };
  const rest = [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }, { kty: 'oct', k: 'AA' }, null, 'key', off];
  assert.equal(await opens(read(...rest, one.publicJwk), await signed()), true);
  assert.equal(read(...rest), null);
});

test('what is no JWK Set, or an empty one, holds no keys', () => {
  for (const text of ['', 'null', '[]', '{}', '7', '{"keys":{}}', '{"keys":[]}', JSON.stringify(one.publicJwk)])
    assert.equal(readPublishedKeys(text), null, text);
});
