import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const rowsOf = (path: string) =>
  read(path)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:mitigation|requirement|-)/.test(line));

for (const page of ['docs/risk-assessment.md', 'docs/asvs.md']) {
  test(`every test and file that ${page} points to is there`, () => {
    const named = [...read(page).matchAll(/`((?:src|test|docs|deploy|tools)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    assert.ok(named.length > 10);
    for (const path of named) assert.ok(existsSync(new URL(path, root)), path);
  });
}

test('every mitigation that was chosen has a test', () => {
  const rows = rowsOf('docs/risk-assessment.md');
  assert.ok(rows.length > 10);
  for (const row of rows) assert.match(row, /`test\/|not chosen|not yet/, row);
});

test('every requirement met names its evidence, and every other says why not', () => {
  const rows = rowsOf('docs/asvs.md');
  assert.ok(rows.length > 60);
  for (const row of rows) assert.match(row, /\| (?:met|partly|operator|not applicable) \| .*(?:`|[a-z]{4,})/, row);
});
