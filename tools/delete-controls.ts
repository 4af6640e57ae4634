// Why this exists: a test that passes with and without its control shows nothing. This takes every control of
// test/threat/controls.ts away once, in a copy of the tree, sees its attack's test fail, and says which test it was.
//   node tools/delete-controls.ts            all of them        node tools/delete-controls.ts T-15 T-27   some
// The untouched copy must pass first; `--untouched-passes` leaves that out where the tests themselves run anyway.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Control, controls } from '../test/threat/controls.ts';

type Row = { readonly id: string; readonly file: string; readonly result: string; readonly by: readonly string[] };
type Ran = { readonly passed: boolean; readonly failed: readonly string[] };

const root = fileURLToPath(new URL('..', import.meta.url));
const leftOut = new Set(['node_modules', 'data', 'reports', '.git', 'coverage', 'dist']);
/** A test that takes longer has not failed, it has hung: that shows nothing. */
const longestMs = 120_000;

/** A copy of the tree that may be broken. */
const openCopy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-controls-'));
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => !leftOut.has(path.slice(root.length).split('/')[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** The files that show an attack: the named one, or those that carry its id. */
const testsOf = ({ id, test }: Control): readonly string[] =>
  test === undefined
    ? globSync(`test/threat/**/${id}-*.test.ts`, { cwd: root }).filter((file) => !file.endsWith('.wide.test.ts'))
    : [test];

/** `exit`: end when the tests have, whatever is still open; what a file with many tests told last may then be lost. */
const runTests = (folder: string, control: Control, exit = ['--test-force-exit']): Promise<Ran | 'hung'> =>
  new Promise((resolve) => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const only = control.only === undefined ? [] : [`--test-name-pattern=${control.only}`];
    const args = ['--test', ...exit, '--test-reporter=tap', ...only, ...testsOf(control)];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let told = '';
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill();
    }, longestMs);
    child.stdout.on('data', (data) => {
      told += data;
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      const failed = [...told.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map(([, name]) => name ?? '');
      resolve(hung ? 'hung' : { passed: status === 0, failed });
    });
  });

/** The files without the control, by path, or null when something of it is not there exactly once. */
const without = (folder: string, control: Control): ReadonlyMap<string, string> | null => {
  const broken = new Map<string, string>();
  for (const { file = control.file, find, replace } of [
    control,
    ...(control.also === undefined ? [] : [control.also]),
  ]) {
    const source = broken.get(file) ?? readFileSync(join(folder, file), 'utf8');
    if (source.split(find).length - 1 !== 1) return null;
    broken.set(
      file,
      source.replace(find, () => replace),
    );
  }
  return broken;
};

const parses = (file: string, text: string): boolean => {
  try {
    if (file.endsWith('.ts')) stripTypeScriptTypes(text);
    else if (file.endsWith('.json')) JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The scripts of pages run as they were built. */
const build = (folder: string) =>
  spawnSync(process.execPath, ['tools/build-scripts.ts'], { cwd: folder, stdio: 'ignore' }).status === 0;

const tryOne = async (folder: string, control: Control, untouched: Map<string, Ran | 'hung'>): Promise<Row> => {
  const row = (result: string, by: readonly string[] = []): Row => ({ id: control.id, file: control.file, result, by });
  const key = `${testsOf(control).join()} ${control.only ?? ''}`;
  if (process.argv.includes('--untouched-passes')) untouched.set(key, { passed: true, failed: [] });
  const before = untouched.get(key) ?? (await runTests(folder, control));
  untouched.set(key, before);
  if (before === 'hung' || !before.passed) return row('FAILS ANYWAY', before === 'hung' ? [] : before.failed);
  const broken = without(folder, control);
  if (broken === null) return row('NOT FOUND');
  if (![...broken].every(([file, text]) => parses(file, text))) return row('DOES NOT PARSE');
  const isScript = /\/(?:script|screen)\//.test(control.file);
  try {
    for (const [file, text] of broken) writeFileSync(join(folder, file), text);
    if (isScript && !build(folder)) return row('DOES NOT PARSE');
    const ran = await runTests(folder, control);
    if (ran === 'hung') return row('HUNG');
    if (ran.passed) return row('NOT NOTICED');
    // A file that could not even be read fails under its own name.
    const isFile = (name: string) => name.endsWith('.test.ts');
    const again = ran.failed.every(isFile) ? await runTests(folder, control, []) : ran;
    if (again === 'hung') return row('HUNG');
    return again.failed.length > 0 && again.failed.every(isFile)
      ? row('DOES NOT LOAD', again.failed)
      : row('noticed', again.failed);
  } finally {
    for (const file of broken.keys()) writeFileSync(join(folder, file), readFileSync(join(root, file)));
    if (isScript) build(folder);
  }
};

const main = async (): Promise<void> => {
  const wanted = process.argv.slice(2).filter((word) => word.startsWith('T-'));
  const chosen = controls.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const queue = [...chosen];
  const rows: Row[] = [];
  const untouched = new Map<string, Ran | 'hung'>();
  const began = performance.now();
  const work = async (): Promise<void> => {
    const folder = openCopy();
    try {
      for (let control = queue.shift(); control !== undefined; control = queue.shift()) {
        const row = await tryOne(folder, control, untouched);
        rows.push(row);
        console.log(`${row.id}  ${row.result.padEnd(14)} ${row.file}  ${row.by[0] ?? ''}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), chosen.length) }, work));
  rows.sort((a, b) => a.id.localeCompare(b.id));
  mkdirSync(join(root, 'reports'), { recursive: true });
  if (wanted.length === 0) writeFileSync(join(root, 'reports/controls.json'), `${JSON.stringify(rows, null, 2)}\n`);
  const missed = rows.filter(({ result }) => result === 'noticed');
  const attacks = new Set(missed.map(({ id }) => id));
  console.log(
    `\n${missed.length} of ${rows.length} controls of ${attacks.size} attacks are missed when they are gone, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  process.exitCode = missed.length === rows.length ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
