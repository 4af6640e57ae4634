import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodeKey, encodeKey, rangeOf } from './key.ts';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('\0', '\x01', '\x02', 'a', 'b', '/', '\x7f', '\u00ff', '\uffff', '😀'),
    maxLength: 4,
  }),
);
const key = fc.array(part, { minLength: 1, maxLength: 4 });

const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  for (const [place, one] of a.entries()) {
    const other = b[place];
    if (other === undefined) return 1;
    const order = Buffer.compare(Buffer.from(one), Buffer.from(other));
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

test('the bytes of keys sort as the keys do, part by part, by UTF-8 bytes', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      assert.equal(Math.sign(Buffer.compare(encodeKey(a), encodeKey(b))), Math.sign(compareKeys(a, b)));
    }),
    { numRuns: 2000 },
  );
});

test('the bytes of a key give back the key, whatever characters its parts have', () => {
  fc.assert(
    fc.property(key, (a) => assert.deepEqual(decodeKey(encodeKey(a)), a)),
    { numRuns: 1000 },
  );
});

test('the range of a prefix holds exactly the keys that start with it and are longer', () => {
  fc.assert(
    fc.property(key, fc.array(part, { maxLength: 2 }), fc.array(part, { maxLength: 2 }), (other, prefix, rest) => {
      const { above, below } = rangeOf(prefix);
      for (const candidate of [other, [...prefix, ...rest], [...prefix, 'x']].filter((one) => one.length > 0)) {
        const bytes = encodeKey(candidate);
        const starts = prefix.every((one, place) => candidate[place] === one) && candidate.length > prefix.length;
        assert.equal(bytes.compare(above) > 0 && bytes.compare(below) < 0, starts);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a key that could be mistaken for another is refused', () => {
  assert.throws(() => encodeKey([]), TypeError);
  assert.throws(() => encodeKey(['call', '\ud800']), TypeError);
  assert.throws(() => encodeKey(['x'.repeat(1024)]), TypeError);
  assert.equal(encodeKey(['x'.repeat(1023)]).length, 1024);
});
