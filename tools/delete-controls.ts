// Why this exists: a test that passes with and without its control shows nothing. This takes every control of
// test/threat/controls.ts away once, in a copy of the tree, and sees its attack's test fail.
//   node tools/delete-controls.ts            all, one after another        node tools/delete-controls.ts T-15 T-27   some
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Control, controls } from '../test/threat/controls.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const left = new Set(['node_modules', 'data', 'reports', '.git', 'coverage']);

const runTests = (folder: string, files: readonly string[]): boolean => {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  return spawnSync(process.execPath, ['--test', ...files], { cwd: folder, env, timeout: 180_000 }).status === 0;
};

/** The files that show an attack: the named one, or those that carry its id. */
const testsOf = ({ id, test }: Control): readonly string[] =>
  test === undefined
    ? globSync(`test/threat/**/${id}-*.test.ts`, { cwd: root }).filter((file) => !file.endsWith('.wide.test.ts'))
    : [test];

const main = (): void => {
  const wanted = process.argv.slice(2).filter((word) => word.startsWith('T-'));
  const chosen = controls.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-controls-'));
  const rows: { readonly id: string; readonly file: string; readonly result: string }[] = [];
  try {
    cpSync(root, folder, { recursive: true, filter: (path) => !left.has(path.slice(root.length).split('/')[0] ?? '') });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const control of chosen) {
      const path = join(folder, control.file);
      const source = readFileSync(path, 'utf8');
      const edits = [control, ...(control.also === undefined ? [] : [control.also])];
      const found = edits.every(({ find }) => source.split(find).length - 1 === 1);
      const without = edits.reduce((text, { find, replace }) => text.replace(find, () => replace), source);
      if (found) writeFileSync(path, without);
      const passes = found && runTests(folder, testsOf(control));
      writeFileSync(path, source);
      const result = !found ? 'not found' : passes ? 'NOT NOTICED' : 'noticed';
      rows.push({ id: control.id, file: control.file, result });
      console.log(`${control.id}  ${result.padEnd(12)} ${control.file}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports/controls.json'), `${JSON.stringify(rows, null, 2)}\n`);
  const unnoticed = rows.filter(({ result }) => result !== 'noticed');
  console.log(`\n${rows.length - unnoticed.length} of ${rows.length} controls are missed when they are gone`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
