// RFC 9449 §4.3, §11.1: the same as dpop-fuzz.test.ts, ten times as long and from another seed.
import { test } from 'node:test';
import { assertWide, fuzzProofs } from './dpop-fuzz.ts';

test('a hundred thousand bent proofs: oauth4webapi takes whatever we take, and nothing is taken twice', async () => {
  assertWide(await fuzzProofs(100_000, 9_449), 100_000);
});
