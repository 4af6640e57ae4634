// What logs, metrics and traces cost: whole calls (telephone, page, account) in one process, with and without each, in turn
// within each round, so that only the ratio of a round is kept. CPU time, because a quiet machine is not asked for.
//   node bench/telemetry.ts [rounds]
import { createLog, systemRandom } from '#core';
import { createMetrics } from '#telemetry';
import { createOtlpTracing, otlpSettings } from '#telemetry/otlp';
import { type Installation, install, maria } from '../test/journey/installation.ts';
import { createPlainClient } from '../test/journey/plain-client.ts';
import { paired } from './ratios.ts';

const rounds = Number(process.argv[2] ?? 15);
const callsARound = 12;
const env = { VOICEGRANT_TEXTS_PER_MINUTE: '10000' };
const settings = otlpSettings({ OTEL_TRACES_EXPORTER: 'otlp' })!;
let written = 0;
const log = createLog((line) => {
  written += line.length;
}, Date.now);
const tracing = createOtlpTracing(settings, {
  clock: { now: () => Date.now() / 1000 },
  random: systemRandom,
  post: async (_url, _headers, body) => {
    written += body.length;
  },
});

const contestants: Readonly<Record<string, () => Promise<Installation>>> = {
  silent: () => install({ env }),
  logs: () => install({ env, log }),
  traces: () => install({ env, ports: () => ({ tracing }) }),
  both: () => install({ env, log, ports: () => ({ tracing }) }),
};

const details = { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1988-04-12', relationship: 'spouse' };
const cpuOf = async (house: Installation): Promise<number> => {
  const before = process.cpuUsage();
  for (let call = 0; call < callsARound; call += 1) {
    house.clock.advance(86_400);
    const client = createPlainClient(house.fetch, house.issuer);
    const offer = await house.offered(maria);
    const { body } = await client.redeem(offer.code, offer.digits);
    await client.transact(String(body.access_token), 'add_user', details);
    await house.quiet(offer.call);
    await house.hangUp(offer.call);
  }
  await tracing.flush();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callsARound;
};

const houses = await Promise.all(
  Object.entries(contestants).map(async ([name, open]) => [name, await open()] as const),
);
const spent = new Map<string, number[]>(houses.map(([name]) => [name, []]));
for (const [, house] of houses) await cpuOf(house);
for (let round = 0; round < rounds; round += 1) {
  const turned = round % 2 === 0 ? houses : [...houses].reverse();
  for (const [name, house] of turned) spent.get(name)?.push(await cpuOf(house));
}
const base = spent.get('silent') ?? [];
const micro = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
for (const [name] of houses) {
  const { median, least, most } = paired(spent.get(name) ?? [], base);
  const cpu = micro(spent.get(name) ?? []).toFixed(0);
  process.stdout.write(
    `${name} ${cpu} us CPU a call, ${median.toFixed(3)} of silent (${least.toFixed(3)} to ${most.toFixed(3)})\n`,
  );
}
// Metrics cannot be switched off; what one costs, and how many a call makes, is told instead.
const metrics = createMetrics();
const many = 500_000;
const began = process.hrtime.bigint();
for (let at = 0; at < many; at += 1) {
  metrics.count('http_requests_total', '/oauth/token', '200');
  metrics.observe('http_request_seconds', 0.004, '/oauth/token');
}
const each = Number(process.hrtime.bigint() - began) / many / 2;
process.stdout.write(`metrics ${each.toFixed(0)} ns each\n`);
if (written === 0) throw new Error('nothing was written, so nothing was measured');
