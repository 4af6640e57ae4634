// The same redeem with the store in PostgreSQL (its server on the load's core) and in SQLite.
import { startPostgres } from '../../test/contract/store-postgres-server.ts';
import { count, type Found, interleave, tableOf } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { atLeast, paired } from '../ratios.ts';
import { redeemBurst, redeemFaults } from '../redeem.ts';

export const postgres = async (): Promise<Found> => {
  const database = await startPostgres();
  try {
    const servers = [
      await startContestant('on SQLite', './ours.ts'),
      await startContestant('on PostgreSQL', './ours.ts', ['postgres', database.url()]),
    ];
    for (const server of servers) {
      const faults = await redeemFaults(server);
      if (faults.length > 0) throw new Error(`${server.name} ${faults.join(', ')}`);
      await redeemBurst(server, count, 64);
    }
    const figures = await interleave(servers, (server, width) => redeemBurst(server, count, width), [64]);
    const ratio = paired(figures('on PostgreSQL', 64, 'perSecond'), figures('on SQLite', 64, 'perSecond'));
    const tables = { 'Redeem by store': tableOf(servers, figures, [64]) };
    for (const server of servers) await server.stop();
    return { goals: [atLeast('redeem on PostgreSQL / on SQLite, req/s, c=64', 0.7, ratio)], tables };
  } finally {
    await database.stop();
  }
};
