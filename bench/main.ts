// `npm run bench`: every contest in one run on one machine, medians and paired ratios, `reports/bench.json`.
// BENCH_ROUNDS and BENCH_COUNT ask for more than the quick look; `--profile` prints where our redeem spends its time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { type Contestant, startContestant } from './contestant.ts';
import { burst } from './load.ts';
import { atLeast, atMost, type Goal, median, paired, spread } from './ratios.ts';
import { prepareRedeems, redeemBurst, redeemFaults, type Sample } from './redeem.ts';
import { startUps } from './start-up.ts';
import { transactionBurst } from './transaction.ts';

const { values: wish } = parseArgs({ options: { profile: { type: 'boolean', default: false } } });
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const count = Number(process.env.BENCH_COUNT ?? 600);
const widths = [16, 64] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

/** Runs `contest` on every server in every round and width, neighbours in time side by side. */
const interleave = async (
  servers: readonly Contestant[],
  contest: (server: Contestant, width: number) => Promise<Sample>,
): Promise<(name: string, width: number, of: keyof Sample) => number[]> => {
  const samples = new Map<string, Sample[]>();
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const width of widths) {
      for (const server of servers) {
        const key = `${server.name} ${width}`;
        samples.set(key, [...(samples.get(key) ?? []), await contest(server, width)]);
      }
    }
  }
  return (name, width, of) => (samples.get(`${name} ${width}`) ?? []).map((sample) => sample[of]);
};

const tableOf = (servers: readonly Contestant[], figures: Awaited<ReturnType<typeof interleave>>) =>
  servers.flatMap(({ name, rss }) =>
    widths.map((width) => ({
      server: name,
      connections: width,
      per_second: round(median(figures(name, width, 'perSecond')), 0),
      p50_ms: round(median(figures(name, width, 'p50')), 1),
      p99_ms: round(median(figures(name, width, 'p99')), 1),
      cpu_us: round(median(figures(name, width, 'cpu')), 0),
      rss_mib: round(rss(), 0),
    })),
  );

const goals: Goal[] = [];
const servers = await Promise.all([
  startContestant('ours', './ours.ts'),
  startContestant('ceiling', './ceiling.ts'),
  startContestant('oidc-provider memory', './peer.ts'),
  startContestant('oidc-provider SQLite', './peer.ts', ['sqlite']),
]);
const [ours, ceiling] = servers as readonly Contestant[] as readonly [Contestant, Contestant, ...Contestant[]];

for (const server of servers) {
  const faults = await redeemFaults(server);
  say(`${server.name}: ${faults.length === 0 ? 'refuses what it must' : faults.join(', ')}`);
  if (faults.length > 0) process.exitCode = 1;
}
for (const server of servers) await redeemBurst(server, count, 16);

if (wish.profile) {
  const requests = await prepareRedeems(ours, count * 2);
  await ours.ask('profileStart', null);
  await burst(ours.port, requests, 32, 200);
  const places = await ours.ask<[string, number][]>('profileStop', null);
  say('\nWhere a redeem spends its time (% of busy samples):');
  for (const [place, part] of places.slice(0, 40)) say(`${(part * 100).toFixed(1).padStart(5)}  ${place}`);
}

const redeems = await interleave(servers, (server, width) => redeemBurst(server, count, width));
for (const width of widths) {
  const against = (name: string, of: keyof Sample) => paired(redeems('ours', width, of), redeems(name, width, of));
  goals.push(
    atLeast(`redeem / ceiling, req/s, c=${width}`, 0.8, against('ceiling', 'perSecond')),
    atMost(`redeem / ceiling, CPU a request, c=${width}`, 1.25, against('ceiling', 'cpu')),
    ...(width === 16 ? [atMost(`redeem / ceiling, p99, c=${width}`, 1.5, against('ceiling', 'p99'))] : []),
    atLeast(`redeem / oidc-provider in memory, req/s, c=${width}`, 1.25, against('oidc-provider memory', 'perSecond')),
    atLeast(`redeem / oidc-provider on SQLite, req/s, c=${width}`, 2.5, against('oidc-provider SQLite', 'perSecond')),
  );
}
const redeemTable = tableOf(servers, redeems);

const pair = [ours, ceiling];
for (const server of pair) await transactionBurst(server, 200, 16);
const transactions = await interleave(pair, (server, width) => transactionBurst(server, Math.ceil(count / 2), width));
for (const width of widths) {
  const [mine, theirs] = [transactions('ours', width, 'perSecond'), transactions('ceiling', width, 'perSecond')];
  goals.push(atLeast(`transaction / its ceiling, req/s, c=${width}`, 0.75, paired(mine, theirs)));
}
const transactionTable = tableOf(pair, transactions);

const origin = ours.url.replace('/oauth/token', '');
const answer = await fetch(`${origin}/add_user`, { headers: { 'accept-encoding': 'br' } });
const headers = [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
const html = Buffer.from(await answer.arrayBuffer());
const page = { html: html.length, br_with_headers: brotliCompressSync(html).length + headers };
goals.push(atMost('page, KB on the wire with headers', 10, spread([page.br_with_headers / 1000])));
for (const server of servers) await server.stop();

const starts = await startUps(rounds);
const idle = spread(starts.ours.map(({ idleMiB }) => idleMiB));
const ms = (of: 'ours' | 'peer') => starts[of].map((start) => start.ms);
goals.push(
  atMost('start to first answer / oidc-provider', 0.9, paired(ms('ours'), ms('peer'))),
  atMost('idle memory, MiB', 110, idle),
);

const report = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  rounds,
  count,
  goals,
  redeem: redeemTable,
  transaction: transactionTable,
  page,
  start: { ours_ms: spread(ms('ours')), peer_ms: spread(ms('peer')), idle_mib: idle },
};
mkdirSync('reports', { recursive: true });
writeFileSync('reports/bench.json', `${JSON.stringify(report, null, 2)}\n`);
for (const rows of [redeemTable, transactionTable]) {
  say(`\n${Object.keys(rows[0] ?? {}).join(' | ')}`);
  for (const row of rows) say(Object.values(row).join(' | '));
}
say('\nmeasure | must | reached (least–most)');
for (const { measure, must, reached, isMet } of goals) {
  const { median: middle, least, most } = reached;
  say(`${measure} | ${must} | ${round(middle)} (${round(least)}–${round(most)})${isMet ? '' : ' missed'}`);
}
