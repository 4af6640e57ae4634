// Why this exists: `npm run test:scale` prints the figures of docs/scale.md afresh. Runs what is in test/threat/faults, one
// after another, keeps every figure, and ends with their sums.
//   node tools/scale.ts                  about a quarter of an hour on two free cores
//   SCALE=full node tools/scale.ts       the sizes the claims are about: many hours
//   node tools/scale.ts kill hang-up     only those
//   node tools/scale.ts --sum            nothing is run; the sums of all pieces that were kept
// Sizes, engines and seeds: test/threat/faults/sizes.ts. Pieces with different seeds add up.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Figure = Readonly<Record<string, unknown>> & { readonly what: string; readonly engine: string };

const root = fileURLToPath(new URL('..', import.meta.url));
const kept = process.env.SCALE_FIGURES ?? join(root, 'reports/scale.jsonl');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
/** Not a sum: the greatest of all pieces. */
const greatest = /^(slowest|latest|states|steps)/;

const readFigures = (): Figure[] =>
  existsSync(kept)
    ? readFileSync(kept, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Figure)
    : [];

const sumsOf = (figures: readonly Figure[]): Record<string, number> => {
  const sums: Record<string, number> = { pieces: figures.length };
  for (const figure of figures)
    for (const [name, value] of Object.entries(figure)) {
      if (typeof value !== 'number' || name === 'seed') continue;
      const before = sums[name] ?? 0;
      sums[name] = Math.round((greatest.test(name) ? Math.max(before, value) : before + value) * 100) / 100;
    }
  return sums;
};

let status: number | null = 0;
if (!process.argv.includes('--sum')) {
  const files = globSync('test/threat/faults/*.test.ts', { cwd: root })
    .sort()
    .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(`/${word}.`)));
  const run = spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SCALE_FIGURES: kept },
  });
  status = run.status;
}
for (const [name, figures] of Map.groupBy(readFigures(), ({ what, engine }) => `${what}, ${engine}`))
  console.log(`${name}: ${JSON.stringify(sumsOf(figures))}`);
process.exitCode = status ?? 1;
