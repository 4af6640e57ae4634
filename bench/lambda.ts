// `npm run bench:lambda`: from the start of a process to a Lambda's handler being there, for each bundle that is deployed, beside
// an empty handler and beside the web function with the SDKs of Cognito and Twilio in it. Interleaved; medians; no compile cache.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functions } from '../tools/bundle/functions.ts';
import { makeBundle } from '../tools/bundle/make.ts';
import { median, spread } from './ratios.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'voicegrant-bench-'));
const [web] = functions;

/** The yardstick: the same function as somebody would have written it, each neighbour by its vendor's SDK. */
const withSdks = fileURLToPath(new URL('../reports/with-sdks.ts', import.meta.url));
mkdirSync(fileURLToPath(new URL('../reports', import.meta.url)), { recursive: true });
writeFileSync(
  withSdks,
  `import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import twilio from 'twilio';
import { handler as ours } from '../src/host/lambda/web.ts';
const cognito = new CognitoIdentityProviderClient({ region: 'us-east-1' });
export const texts = () => twilio('AC' + '0'.repeat(32), 'token');
export const check = (input) => cognito.send(new InitiateAuthCommand(input));
export const handler = ours;
`,
);

const ready = `const { handler } = await import(process.argv[1]);
if (typeof handler !== 'function') throw new Error('no handler');
process.stdout.write(performance.now() + ' ' + process.memoryUsage.rss());`;

const start = (file: string): { ms: number; mib: number } => {
  const run = spawnSync('taskset', ['-c', '0', process.execPath, '--input-type=module', '-e', ready, file], {
    env: { PATH: process.env.PATH ?? '', AWS_REGION: 'us-east-1', NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const [ms = 0, rss = 0] = run.stdout.split(' ').map(Number);
  return { ms, mib: rss / 2 ** 20 };
};

try {
  const bundles: { name: string; bytes: number; file: string; samples: { ms: number; mib: number }[] }[] = [];
  const add = (name: string, text: string): void => {
    const file = join(folder, `${bundles.length}.mjs`);
    writeFileSync(file, text);
    bundles.push({ name, bytes: text.length, file, samples: [] });
  };
  add('empty handler', 'export const handler = async () => ({});');
  for (const one of functions) add(one.name, (await makeBundle(one)).text);
  add(
    'web with the SDKs of Cognito and Twilio',
    (await makeBundle({ entry: withSdks, absent: web?.absent ?? {} })).text,
  );

  for (let round = -2; round < rounds; round += 1) {
    for (const one of bundles) {
      const sample = start(one.file);
      if (round >= 0) one.samples.push(sample);
    }
  }
  const yardstick = bundles.at(-1)!;
  const rows = bundles.map(({ name, bytes, samples }) => {
    const ms = samples.map((sample) => sample.ms);
    const ratio = median(samples.map((sample, n) => sample.ms / (yardstick.samples[n]?.ms ?? 1)));
    return { name, bytes, ms: median(ms), spread: spread(ms), mib: median(samples.map(({ mib }) => mib)), ratio };
  });
  console.log('| function | bytes | ready ms | RSS MiB | of the one with SDKs |\n| --- | ---: | ---: | ---: | ---: |');
  for (const { name, bytes, ms, mib, ratio } of rows)
    console.log(`| ${name} | ${bytes} | ${ms.toFixed(0)} | ${mib.toFixed(0)} | ${ratio.toFixed(2)} |`);
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/bench-lambda.json', `${JSON.stringify(rows, null, 1)}\n`);
} finally {
  rmSync(withSdks, { force: true });
  rmSync(folder, { recursive: true, force: true });
}
