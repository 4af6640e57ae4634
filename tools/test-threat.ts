// Why this exists: a security officer picks an attack and wants to see what was tried. Runs every test of every threat and
// prints a row for each: id, how often the attacker tried, how often it worked, how long it took.
//   node tools/test-threat.ts            all        node tools/test-threat.ts T-15 T-27   some
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Threat, threats } from '../test/threat/threats.ts';

type Seen = { tests: number; failed: number; ms: number; told: { id: string; tries: number; successes: number }[] };

const root = fileURLToPath(new URL('..', import.meta.url));

const filesOf = (id: string, tests: readonly string[]): string[] => [
  ...globSync(`test/threat/**/${id}-*.test.ts`, { cwd: root }).filter((file) => !file.endsWith('.wide.test.ts')),
  ...tests,
];

/** Runs these files, each in a process of its own, and says of each when it is done and what it told. */
const runAll = async (files: readonly string[], done: (file: string, seen: Seen) => void): Promise<void> => {
  const seen = new Map(files.map((file) => [join(root, file), { tests: 0, failed: 0, ms: 0, told: [] } as Seen]));
  const of = (file: string | undefined) => (file === undefined ? undefined : seen.get(file));
  const stream = run({ files: [...seen.keys()], concurrency: availableParallelism(), cwd: root });
  for await (const event of stream) {
    if (event.type === 'test:diagnostic') {
      const [, id = '', tries, successes] = /^(T-\d\d) tries=(\d+) successes=(\d+)$/.exec(event.data.message) ?? [];
      if (id !== '') of(event.data.file)?.told.push({ id, tries: Number(tries), successes: Number(successes) });
    } else if (event.type === 'test:pass' || event.type === 'test:fail') {
      const entry = of(event.data.file);
      if (entry === undefined || event.data.details.type === 'suite') continue;
      entry.tests += 1;
      entry.failed += event.type === 'test:fail' ? 1 : 0;
      entry.ms += event.data.details.duration_ms;
      if (event.type === 'test:fail') console.error(`failed: ${event.data.name} (${event.data.file})`);
    } else if (event.type === 'test:summary' && event.data.file !== undefined) {
      done(event.data.file, of(event.data.file) ?? { tests: 0, failed: 1, ms: 0, told: [] });
    }
  }
};

type Row = {
  readonly id: string;
  readonly attack: string;
  readonly tries: number;
  readonly successes: number;
  readonly ms: number;
  readonly files: readonly string[];
};

/** The row of an attack, once all its files are done. */
const rowOf = ({ id, attack, tests }: Threat, seen: ReadonlyMap<string, Seen>): Row | null => {
  const files = filesOf(id, tests);
  const of = files.map((file) => seen.get(join(root, file)));
  if (of.some((entry) => entry === undefined)) return null;
  const entries = of.filter((entry) => entry !== undefined);
  const told = entries.flatMap((entry) => entry.told.filter((one) => one.id === id));
  // A test that counts no tries is one.
  const quiet = entries
    .filter((entry) => !entry.told.some((one) => one.id === id))
    .reduce((sum, entry) => sum + entry.tests, 0);
  const tries = told.reduce((sum, one) => sum + one.tries, 0) + quiet;
  const failed = entries.reduce((sum, entry) => sum + entry.failed, 0);
  const successes = told.reduce((sum, one) => sum + one.successes, 0) + failed;
  return { id, attack, tries, successes, ms: Math.round(entries.reduce((sum, entry) => sum + entry.ms, 0)), files };
};

const show = ({ id, tries, successes, ms, attack }: Row): void => {
  const time = `${(ms / 1000).toFixed(1)} s`.padEnd(8);
  console.log(`${id}  ${String(tries).padEnd(8)}  ${String(successes).padEnd(9)}  ${time}  ${attack}`);
};

const main = async (): Promise<void> => {
  const wanted = process.argv.slice(2);
  const chosen = threats.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const began = performance.now();
  const seen = new Map<string, Seen>();
  const rows: Row[] = [];
  console.log('id    tries     successes  time      attack');
  await runAll([...new Set(chosen.flatMap(({ id, tests }) => filesOf(id, tests)))], (file, told) => {
    seen.set(file, told);
    // In the order of the list, each as soon as it and those before it are known.
    for (let next = chosen[rows.length]; next !== undefined; next = chosen[rows.length]) {
      const row = rowOf(next, seen);
      if (row === null) break;
      rows.push(row);
      show(row);
    }
  });
  const withstood = rows.filter(({ successes, tries }) => successes === 0 && tries > 0).length;
  const seconds = Math.round((performance.now() - began) / 1000);
  mkdirSync(join(root, 'reports'), { recursive: true });
  if (wanted.length === 0) {
    const tries = rows.reduce((sum, row) => sum + row.tries, 0);
    const figures = { attacks: chosen.length, withstood, tries, seconds, rows };
    writeFileSync(join(root, 'reports/threats.json'), `${JSON.stringify(figures, null, 2)}\n`);
  }
  console.log(`\n${withstood} of ${chosen.length} attacks withstood in ${seconds} s`);
  process.exitCode = withstood === chosen.length ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
