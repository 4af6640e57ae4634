// RFC 9396 §7, §9.1
// Shows threats T-21 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipped } from '#transaction';
import { judgeMatrix } from './access-matrix.ts';

test('twenty accounts, each token at every route by every method: only the diagonal passes', async (t) => {
  const { tried, passed } = await judgeMatrix(20, 20);
  t.diagnostic(`${tried} tried beside ${passed} that pass`);
  assert.equal(passed, 20 * shipped.length);
});
