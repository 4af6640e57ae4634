// What every contest shares: bursts side by side in time, a table of medians, and a place in reports/bench.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Contestant } from './contestant.ts';
import { type Goal, median } from './ratios.ts';
import type { Sample } from './redeem.ts';

export const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
export const count = Number(process.env.BENCH_COUNT ?? 600);
export const widths = [16, 64] as const;

export type Row = Readonly<Record<string, string | number>>;
/** What a contest found. `tables` by the heading each is shown under. */
export type Found = { readonly goals: readonly Goal[]; readonly tables: Readonly<Record<string, readonly Row[]>> };

export const round = (value: number, digits = 2) => Number(value.toFixed(digits));

/** Runs `burst` on every server in every round and width, neighbours in time side by side. */
export const interleave = async <Server extends Contestant>(
  servers: readonly Server[],
  burst: (server: Server, width: number) => Promise<Sample>,
  over: readonly number[] = widths,
): Promise<(name: string, width: number, of: keyof Sample) => number[]> => {
  const samples = new Map<string, Sample[]>();
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const width of over) {
      for (const server of servers) {
        const key = `${server.name} ${width}`;
        samples.set(key, [...(samples.get(key) ?? []), await burst(server, width)]);
      }
    }
  }
  return (name, width, of) => (samples.get(`${name} ${width}`) ?? []).map((sample) => sample[of]);
};

export const tableOf = (
  servers: readonly Contestant[],
  figures: Awaited<ReturnType<typeof interleave>>,
  over: readonly number[] = widths,
): Row[] =>
  servers.flatMap(({ name, rss }) =>
    over.map((width) => ({
      server: name,
      connections: width,
      'req/s': round(median(figures(name, width, 'perSecond')), 0),
      'p50 ms': round(median(figures(name, width, 'p50')), 1),
      'p99 ms': round(median(figures(name, width, 'p99')), 1),
      'CPU µs a request': round(median(figures(name, width, 'cpu')), 0),
      'RSS MiB': round(rss(), 0),
    })),
  );

export type Report = { readonly [contest: string]: Found & { readonly at: string; readonly under: string } };
const file = 'reports/bench.json';

export const readReport = (): Report => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return {};
  }
};

/** Puts what one contest found in its place in the report, and leaves the others'. */
export const keep = (contest: string, found: Found): void => {
  mkdirSync('reports', { recursive: true });
  const under = `${rounds} rounds of ${count}, Node ${process.version}, ${cpus()[0]?.model ?? 'unknown'}`;
  const report: Report = { ...readReport(), [contest]: { at: new Date().toISOString(), under, ...found } };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
};
