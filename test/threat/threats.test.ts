import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { controls } from './controls.ts';
import { figures } from './figures.ts';
import { threats } from './threats.ts';

const root = new URL('../../', import.meta.url);
const at = (path: string) => new URL(path, root);
const named = globSync('test/threat/**/T-*.test.ts', { cwd: root });

test('all seventy attacks are there, each once', () => {
  const ids = threats.map(({ id }) => id);
  const wanted = Array.from({ length: 70 }, (_, index) => `T-${String(index + 1).padStart(2, '0')}`);
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

test('every test of a threat says first who attacks, what stops him, and what failure would look like', () => {
  for (const file of named) {
    const head = readFileSync(at(file), 'utf8').split('\nimport ')[0]?.replaceAll('\n// ', ' ') ?? '';
    assert.match(head, /^\/\/ T-\d\d\b/, file);
    for (const word of [/attacker/i, /control/i, /failure/i]) assert.match(head, word, file);
  }
});

test('every figure names the test that prints it, and that test says so', () => {
  for (const { attack, test: file, report } of figures) {
    const [id = ''] = /T-\d\d/.exec(attack) ?? [];
    const source = readFileSync(at(file), 'utf8');
    assert.ok(source.includes(id), `${file} does not name ${id}`);
    if (report !== undefined) assert.ok(source.includes(report), `${file} does not write ${report}`);
  }
});

test('every test of a threat is of one in the list', () => {
  const ids = threats.map(({ id }) => id);
  for (const file of named) assert.ok(ids.includes(/T-\d\d/.exec(file)?.[0] ?? ''), file);
});

test('every attack has a control that can be taken away: what is to be changed is there once, and what is left is a program', () => {
  const ids = threats.map(({ id }) => id);
  for (const { id, file, find, replace, also, test: named } of controls) {
    assert.ok(ids.includes(id), id);
    const sources = new Map<string, string>();
    for (const edit of [{ find, replace }, ...(also === undefined ? [] : [also])]) {
      const where = ('file' in edit && edit.file) || file;
      const source = sources.get(where) ?? readFileSync(at(where), 'utf8');
      assert.equal(source.split(edit.find).length - 1, 1, `${id}: ${edit.find} in ${where}`);
      assert.notEqual(edit.find, edit.replace, id);
      sources.set(
        where,
        source.replace(edit.find, () => edit.replace),
      );
    }
    for (const [where, source] of sources) {
      if (where.endsWith('.ts')) assert.doesNotThrow(() => stripTypeScriptTypes(source), `${id}: ${where}`);
    }
    if (named !== undefined) assert.ok(existsSync(at(named)), `${id}: ${named}`);
  }
  assert.deepEqual(
    ids.filter((id) => !controls.some((control) => control.id === id)),
    [],
  );
});

test('the test a control names by a part of its name is in that file', () => {
  for (const { id, test: named, only } of controls) {
    if (only === undefined || named === undefined) continue;
    assert.match(readFileSync(at(named), 'utf8'), new RegExp(`test\\([^\\n]*${only}`), `${id}: ${only}`);
  }
});
