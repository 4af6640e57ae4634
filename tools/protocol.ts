// Why this exists: a claim about a protocol is worth what somebody else's program says of it. This runs the protocol tests
// and prints each judge with its version and its verdict, and how many named vectors were put before us.
//   npm run test:protocol            the quick ones       npm run test:protocol -- --wide      and those that need PyPI
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verdict } from './protocol/verdicts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A judge by its package, and the words in a test's name by which it is known to have judged there. */
const judges = ['oauth4webapi', 'openid-client', '@openid4vc/openid4vci', 'jose'] as const;
/** Judges of another language, whose versions the tests pin. */
const foreign = ['joserfc', 'Authlib', 'schemathesis'] as const;
/** A test whose name begins so is one vector. */
const vector =
  /^(?:refused|accepted|no access token|no receipt|no checkpoint|refused as a proof|token endpoint): |^typ of a |^an? \w+ (?:never )?passes for /;

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

const pinned = (name: string): string => {
  const sources = globSync('test/protocol/*.wide.test.ts', { cwd: root });
  const found = sources.map((file) => new RegExp(`${name}==([\\d.]+)`).exec(readFileSync(join(root, file), 'utf8')));
  return found.find((match) => match !== null)?.[1] ?? '?';
};

const knows = (verdict: Verdict, judge: string): boolean =>
  new RegExp(`(?<![\\w/-])${judge}(?![\\w-])`).test(verdict.name);

const run = (wide: boolean): { readonly verdicts: readonly Verdict[]; readonly ok: boolean } => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-protocol-'));
  try {
    const out = join(folder, 'verdicts.ndjson');
    const all = globSync(['test/protocol/*.test.ts', 'src/token/*.test.ts'], { cwd: root }).sort();
    const files = all.filter((file) => wide || !file.endsWith('.wide.test.ts'));
    const reporter = [
      `--test-reporter=${join(root, 'tools/protocol/verdicts.ts')}`,
      `--test-reporter-destination=${out}`,
    ];
    const args = ['--test', '--test-isolation=none', '--test-timeout=600000', ...reporter, ...files];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const lines = readFileSync(out, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return { verdicts: lines.map((line) => JSON.parse(line) as Verdict), ok: status === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const wide = process.argv.includes('--wide');
const { verdicts, ok } = run(wide);
let isSilent = false;
const rows: [string, string][] = [
  ...judges.map((name): [string, string] => [name, versionOf(name)]),
  ...(wide ? foreign.map((name): [string, string] => [name, pinned(name)]) : []),
];
for (const [name, version] of rows) {
  const given = verdicts.filter((verdict) => knows(verdict, name));
  const told = given.filter(({ outcome }) => outcome !== 'skipped');
  const bad = told.filter(({ outcome }) => outcome === 'failed');
  // A judge that has judged nothing has not found us good. One that is not to be had says so.
  const verdict =
    given.length > told.length ? 'not to be had' : told.length === 0 ? 'silent' : bad.length === 0 ? 'good' : 'BAD';
  isSilent ||= verdict === 'silent';
  console.log(`${name.padEnd(24)} ${version.padEnd(10)} ${verdict.padEnd(14)} ${told.length} tests`);
  for (const { name: which } of bad) console.log(`  ${which}`);
}
const failed = verdicts.filter(({ outcome }) => outcome === 'failed');
for (const { name } of failed) console.log(`failed: ${name}`);
const vectors = verdicts.filter(({ name }) => vector.test(name)).length;
console.log(`${vectors} named vectors, ${verdicts.length} tests, ${failed.length} failed`);
process.exitCode = ok && failed.length === 0 && !isSilent && vectors >= 200 ? 0 : 1;
