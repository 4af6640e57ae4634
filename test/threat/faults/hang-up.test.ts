// Shows threats T-23, T-24 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '#store';
import { interleave } from './interleave.ts';
import { chanceFrom } from './kill.ts';

test('in 300 orders of the steps nothing is committed after the call has ended or its lease has lapsed', async (t) => {
  const seen = await interleave(300, chanceFrom(23));
  t.diagnostic(JSON.stringify(seen));
  assert.equal(Object.keys(seen).length, 9, 'every end was reached in every way');
});

test('a commit that is not checked on the row, or not on the time, is found', async () => {
  const unchecked = ({ checks, ...rest }: Batch): Batch => ({
    ...rest,
    checks: checks.filter(({ key }) => key[0] !== 'grant' && key[0] !== 'journal'),
  });
  const timeless = ({ checks, writes }: Batch): Batch => ({ checks, writes });
  await assert.rejects(interleave(500, chanceFrom(1), unchecked), assert.AssertionError);
  await assert.rejects(interleave(500, chanceFrom(1), timeless), assert.AssertionError);
});
