// Contest (h): the same redeem and the same turn with 100, 10,000 and 1,000,000 grants and as many calls in the store, and
// with 1 to 5,000 callers at once.
import { count, type Found, interleave, round, tableOf } from '../contest.ts';
import { type Contestant, startContestant } from '../contestant.ts';
import { atLeast, paired } from '../ratios.ts';
import { redeemBurst, type Sample } from '../redeem.ts';
import { lexBurst } from './turn.ts';

const sizes = [100, 10_000, 1_000_000] as const;
const crowds = [1, 16, 256, 1000, 5000] as const;

export const growth = async (): Promise<Found> => {
  const servers: Contestant[] = [];
  for (const size of sizes) {
    const server = await startContestant(`${size.toLocaleString('en')} grants and calls`, './ours.ts');
    await server.ask('fill', size);
    await redeemBurst(server, count, 16);
    servers.push(server);
  }
  const [few, , many] = servers;
  const redeems = await interleave(servers, (server, width) => redeemBurst(server, count, width), [16]);
  const turns = await interleave(servers, lexBurst, [16]);
  const ratio = (figures: typeof redeems) =>
    paired(figures(many?.name ?? '', 16, 'perSecond'), figures(few?.name ?? '', 16, 'perSecond'));
  const tables = {
    'Redeem, the store growing': tableOf(servers, redeems, [16]),
    'Turn, the store growing': tableOf(servers, turns, [16]),
  };
  const crowd: (Sample & { readonly width: number })[] = [];
  for (const width of crowds) {
    // A crowd that this machine cannot serve ends the row of crowds, not the contest.
    const found = await redeemBurst(few as Contestant, Math.max(count, width), width).catch(() => null);
    if (found === null) break;
    crowd.push({ width, ...found });
  }
  for (const server of servers) await server.stop();
  return {
    goals: [
      atLeast('redeem at 1,000,000 rows / at 100, req/s', 0.9, ratio(redeems)),
      atLeast('Lex turn at 1,000,000 rows / at 100, req/s', 0.9, ratio(turns)),
    ],
    tables: {
      ...tables,
      'Redeem, callers at once': crowd.map(({ width, perSecond, p50, p99, cpu }) => ({
        connections: width,
        'req/s': round(perSecond, 0),
        'p50 ms': round(p50, 1),
        'p99 ms': round(p99, 1),
        'CPU µs a request': round(cpu, 0),
      })),
    },
  };
};
