// Contest (f): Lambda bundles, from the start of a process to the handler. The measuring is `bench/lambda.ts`'s own run.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Found, round } from '../contest.ts';
import { atMost, type Spread, spread } from '../ratios.ts';

type Bundle = { name: string; bytes: number; ms: number; spread: Spread; mib: number; ratio: number };

export const lambda = async (): Promise<Found> => {
  const run = spawnSync(process.execPath, [fileURLToPath(new URL('../lambda.ts', import.meta.url))], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const bundles = JSON.parse(readFileSync('reports/bench-lambda.json', 'utf8')) as Bundle[];
  const web = bundles.find(({ name }) => name === 'web');
  if (web === undefined) throw new Error('no web function');
  const rows = bundles.map(({ name, bytes, ms, mib, ratio }) => ({
    function: name,
    bytes,
    'ready, ms': round(ms, 0),
    'RSS MiB': round(mib, 0),
    'of the one with SDKs': round(ratio),
  }));
  return {
    goals: [
      atMost('Lambda start to ready / the same with both vendor SDKs', 0.25, spread([web.ratio])),
      atMost('web function, KB', 200, spread([web.bytes / 1000])),
    ],
    tables: { 'Lambda functions': rows },
  };
};
