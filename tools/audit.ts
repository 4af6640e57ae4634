// Why this exists: `npm audit` says nothing and looks well when it could not ask. This asks, writes down what was answered
// for what runs in production and for everything, and fails when there was no answer, or one that must be acted on.
//   node tools/audit.ts
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Counts = Readonly<Record<'info' | 'low' | 'moderate' | 'high' | 'critical' | 'total', number>>;

const root = fileURLToPath(new URL('..', import.meta.url));

/** What an answer of `npm audit --json` counts, or null when it is none. */
export const countsOf = (answer: string): Counts | null => {
  try {
    const counts = JSON.parse(answer)?.metadata?.vulnerabilities;
    return typeof counts?.total === 'number' ? counts : null;
  } catch {
    return null;
  }
};

const ask = (...args: readonly string[]): Counts | null => {
  const run = spawnSync('npm', ['audit', '--json', ...args], { cwd: root, encoding: 'utf8', timeout: 120_000 });
  return countsOf(run.stdout ?? '');
};

const main = (): void => {
  const asked = { production: ask('--omit=dev'), everything: ask() };
  mkdirSync(new URL('../reports/', import.meta.url), { recursive: true });
  writeFileSync(new URL('../reports/audit.json', import.meta.url), `${JSON.stringify(asked, null, 2)}\n`);
  for (const [what, counts] of Object.entries(asked)) {
    console.log(
      `${what}: ${counts === null ? 'the registry gave no answer; nothing is known' : JSON.stringify(counts)}`,
    );
  }
  const { production, everything } = asked;
  const isKnown = production !== null && everything !== null;
  process.exitCode = isKnown && production.total === 0 && everything.high + everything.critical === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
