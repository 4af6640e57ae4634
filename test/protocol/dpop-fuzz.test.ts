// Shows threats T-19 (test/threat/threats.ts).
// RFC 9449 §4.3, §11.1: of ten thousand bent proofs, none is taken that oauth4webapi refuses, and none twice.
import { test } from 'node:test';
import { assertWide, fuzzProofs } from './dpop-fuzz.ts';

test('ten thousand bent proofs: oauth4webapi takes whatever we take, and nothing is taken twice', async () => {
  assertWide(await fuzzProofs(10_000, 20_260_101), 10_000);
});
