import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explained } from '../../tools/mutate/explained.ts';
import { mutantsOf } from '../../tools/mutate/mutants.ts';

test('every change that is explained away is one that is made', () => {
  for (const [file, from, to, why] of explained) {
    const mutants = mutantsOf(readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8'));
    assert.ok(
      mutants.some((mutant) => mutant.from === from && mutant.to === to),
      `${file}: ${to}`,
    );
    assert.ok(why.length > 20, why);
  }
});
