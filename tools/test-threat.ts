// Why this exists: a security officer picks an attack and wants to see what was tried. Runs every test of every threat and
// prints a row for each: id, how often the attacker tried, how often it worked, how long it took.
//   node tools/test-threat.ts            all        node tools/test-threat.ts T-15 T-27   some
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { threats } from '../test/threat/threats.ts';

type Seen = { tests: number; failed: number; ms: number; told: { id: string; tries: number; successes: number }[] };

const root = fileURLToPath(new URL('..', import.meta.url));

const filesOf = (id: string, tests: readonly string[]): string[] => [
  ...globSync(`test/threat/**/${id}-*.test.ts`, { cwd: root }).filter((file) => !file.endsWith('.wide.test.ts')),
  ...tests,
];

/** Runs these files, each in a process of its own, and answers what each told. */
const runAll = async (files: readonly string[]): Promise<Map<string, Seen>> => {
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
    }
  }
  return seen;
};

const main = async (): Promise<void> => {
  const wanted = process.argv.slice(2);
  const chosen = threats.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const began = performance.now();
  const seen = await runAll([...new Set(chosen.flatMap(({ id, tests }) => filesOf(id, tests)))]);
  const rows = chosen.map(({ id, attack, tests }) => {
    const files = filesOf(id, tests);
    const of = files.map((file) => seen.get(join(root, file))).filter((entry) => entry !== undefined);
    const told = of.flatMap((entry) => entry.told.filter((one) => one.id === id));
    // A test that counts no tries is one.
    const quiet = of
      .filter((entry) => !entry.told.some((one) => one.id === id))
      .reduce((sum, entry) => sum + entry.tests, 0);
    const tries = told.reduce((sum, one) => sum + one.tries, 0) + quiet;
    const failed = of.reduce((sum, entry) => sum + entry.failed, 0);
    const successes = told.reduce((sum, one) => sum + one.successes, 0) + failed;
    return { id, attack, tries, successes, ms: Math.round(of.reduce((sum, entry) => sum + entry.ms, 0)), files };
  });
  console.log('id    tries     successes  time      attack');
  for (const { id, tries, successes, ms, attack } of rows) {
    console.log(
      `${id}  ${String(tries).padEnd(8)}  ${String(successes).padEnd(9)}  ${`${(ms / 1000).toFixed(1)} s`.padEnd(8)}  ${attack}`,
    );
  }
  const lost = rows.filter(({ successes, tries }) => successes > 0 || tries === 0);
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports/threats.json'), `${JSON.stringify(rows, null, 2)}\n`);
  console.log(
    `\n${rows.length - lost.length} of ${rows.length} attacks withstood in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  process.exitCode = lost.length === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
