import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { controls } from './controls.ts';
import { threats } from './threats.ts';

const root = new URL('../../', import.meta.url);
const at = (path: string) => new URL(path, root);
const named = globSync('test/threat/**/T-*.test.ts', { cwd: root });

test('all sixty-eight attacks are there, each once', () => {
  const ids = threats.map(({ id }) => id);
  const wanted = Array.from({ length: 68 }, (_, index) => `T-${String(index + 1).padStart(2, '0')}`);
  assert.deepEqual(ids, wanted);
});

test('every attack has a control that exists, and a test that names it', () => {
  for (const { id, files, tests } of threats) {
    for (const file of files) assert.ok(existsSync(at(file)), `${id}: ${file}`);
    const own = named.filter((file) => file.includes(`/${id}-`));
    const all = [...own, ...tests];
    assert.ok(all.length > 0, `${id} has no test`);
    for (const file of tests) assert.ok(readFileSync(at(file), 'utf8').includes(id), `${file} does not name ${id}`);
  }
});

test('every test of a threat is of one in the list', () => {
  const ids = threats.map(({ id }) => id);
  for (const file of named) assert.ok(ids.includes(/T-\d\d/.exec(file)?.[0] ?? ''), file);
});

test('every control can be taken away: what is to be changed is there, exactly once', () => {
  const ids = threats.map(({ id }) => id);
  for (const { id, file, find } of controls) {
    assert.ok(ids.includes(id), id);
    assert.equal(readFileSync(at(file), 'utf8').split(find).length - 1, 1, `${id}: ${find} in ${file}`);
  }
  const without = ids.filter((id) => !controls.some((control) => control.id === id));
  // What is not one line of ours to delete: nothing is there that redirects (T-11), rings (T-45), joins SQL (T-54),
  // fetches (T-60) or matches slowly (T-58).
  assert.deepEqual(without, ['T-11', 'T-45', 'T-54', 'T-58', 'T-60']);
});
