// Contest (c): a bound token, a proof, one change committed; beside the ceiling's.
import { count, type Found, interleave, tableOf, widths } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { atLeast, paired } from '../ratios.ts';
import { transactionBurst } from '../transaction.ts';

export const transaction = async (): Promise<Found> => {
  const servers = [await startContestant('ours', './ours.ts'), await startContestant('ceiling', './ceiling.ts')];
  for (const server of servers) await transactionBurst(server, count, 16);
  const figures = await interleave(servers, (server, width) => transactionBurst(server, Math.ceil(count / 2), width));
  const goals = widths.map((width) =>
    atLeast(
      `transaction / its ceiling, req/s, c=${width}`,
      0.75,
      paired(figures('ours', width, 'perSecond'), figures('ceiling', width, 'perSecond')),
    ),
  );
  const tables = { Transaction: tableOf(servers, figures) };
  for (const server of servers) await server.stop();
  return { goals, tables };
};
