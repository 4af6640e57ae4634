import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64url, encodeSegment, parseCompactJws } from './compact-jws.ts';

test('every byte string has one spelling and no other is read', () => {
  for (let length = 0; length < 9; length += 1) {
    const bytes = Buffer.alloc(length, 0xfb);
    const text = bytes.toString('base64url');
    assert.deepEqual(decodeBase64url(text), bytes);
    for (const other of [`${text}=`, ` ${text}`, `${text}\n`, `${text}A`.slice(0, (length % 3) + text.length + 1)]) {
      if (Buffer.from(other, 'base64url').equals(bytes)) assert.equal(decodeBase64url(other), null);
    }
  }
  assert.equal(decodeBase64url('AB'), null, 'four bits too many');
  assert.equal(decodeBase64url('A'), null, 'no whole byte');
  assert.equal(decodeBase64url('+_8'), null, 'two alphabets');
});

test('a JWS of exactly 4096 letters is read and one of 4097 is not', () => {
  const head = encodeSegment({ a: 1 });
  const room = (total: number) => `${head}.${head}.${'A'.repeat(total - 2 * head.length - 2)}`;
  assert.notEqual(parseCompactJws(room(4096)), null);
  assert.equal(parseCompactJws(room(4097)), null);
});
