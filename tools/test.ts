// Why this exists: `npm test` is one word for everything that needs no outside service. Tests beside the code share one
// process, because starting a process for each file costs ten times the tests themselves; suites that start servers, kill
// processes or drive a browser get a process for each file.
//   node tools/test.ts            all but the wide suites        node tools/test.ts --wide     only those
//   node tools/test.ts <file> …   only these files
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leaksIn, noteName } from './test/leaks.ts';
import type { Tally } from './test/tally.ts';

type Group = { readonly name: string; readonly files: readonly string[]; readonly shared: boolean };

const root = fileURLToPath(new URL('..', import.meta.url));
const isWide = (file: string) => file.endsWith('.wide.test.ts');
/** Folders of `test/` whose files leave nothing behind in their process. */
const tidy = ['protocol', 'events'];
/** A run that takes longer has hung. */
const longestMs = 15 * 60_000;

/** What to run: named files alone, else the groups in order, the quickest verdict first. */
export const groups = (wanted: readonly string[], all: readonly string[]): Group[] => {
  if (wanted.includes('--wide')) return [{ name: 'wide', files: all.filter(isWide), shared: false }];
  if (wanted.length > 0) return [{ name: 'chosen', files: wanted, shared: false }];
  const narrow = all.filter((file) => !isWide(file));
  const shared = narrow.filter(
    (file) => file.startsWith('src/') || tidy.some((name) => file.startsWith(`test/${name}/`)),
  );
  const browser = narrow.filter((file) => file.startsWith('test/browser/'));
  const rest = narrow.filter((file) => !shared.includes(file) && !browser.includes(file));
  return [
    { name: 'rooms', files: shared, shared: true },
    { name: 'suites', files: rest, shared: false },
    { name: 'browser', files: browser, shared: false },
  ];
};

/** The environment without what a developer may have set for a server of their own. */
const cleanEnvironment = (notes: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'PORT' && !name.startsWith('VOICEGRANT_')),
  ),
  [noteName]: notes,
});

/** Runs node and shows what it prints as it comes; answers all of it, and the status. */
const show = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise<{ readonly status: number | null; readonly output: Buffer }>((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['inherit', 'pipe', 'pipe'],
      env,
      timeout: longestMs,
    });
    const parts: Buffer[] = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.on('data', (data: Buffer) => {
        parts.push(data);
        to.write(data);
      });
    }
    child.on('close', (status) => resolve({ status, output: Buffer.concat(parts) }));
  });

const runGroup = async (group: Group, folder: string): Promise<{ readonly tally: Tally; readonly output: Buffer }> => {
  const out = join(folder, `${group.name}.json`);
  const isolation = group.shared ? ['--test-isolation=none'] : [`--test-concurrency=${availableParallelism()}`];
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const tally = [`--test-reporter=${join(root, 'tools/test/tally.ts')}`, `--test-reporter-destination=${out}`];
  const args = ['--test', '--test-timeout=180000', ...isolation, ...reporters, ...tally, ...group.files];
  const { status, output } = await show(args, cleanEnvironment(join(folder, 'secrets')));
  const told = readTally(out);
  // A run that dies says nothing, or says too little: that is a failure even if no test failed.
  return { tally: status !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told, output };
};

const readTally = (file: string): Tally => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, todo: 0 };
  }
};

const main = async (): Promise<void> => {
  const all = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-test-'));
  const total = { passed: 0, failed: 0, skipped: 0 };
  const printed: Buffer[] = [];
  try {
    for (const group of groups(process.argv.slice(2), all)) {
      if (group.files.length === 0) continue;
      console.log(`\n${group.name}: ${group.files.length} files`);
      const { tally, output } = await runGroup(group, folder);
      printed.push(output);
      total.passed += tally.passed;
      total.failed += tally.failed;
      total.skipped += tally.skipped + tally.todo;
    }
    const { hits, planted } = leaksIn(Buffer.concat(printed), join(folder, 'secrets'));
    for (const { canary, guise } of hits) console.log(`\nwhat was printed holds ${canary} as ${guise}`);
    console.log(`\n${hits.length} of ${planted} secrets of these suites are in what they printed`);
    total.failed += hits.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const isEmpty = total.passed + total.failed === 0 && !process.argv.includes('--wide');
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || isEmpty ? 1 : 0;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
