// Contest (a): a redeem of ours, the hand-written ceiling's, and oidc-provider's in memory and on SQLite.
import { count, type Found, interleave, tableOf, widths } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { atLeast, atMost, exactly, paired, spread } from '../ratios.ts';
import { redeemBurst, redeemFaults } from '../redeem.ts';

export const redeem = async (): Promise<Found> => {
  const servers = await Promise.all([
    startContestant('ours', './ours.ts'),
    startContestant('ceiling', './ceiling.ts'),
    startContestant('oidc-provider memory', './peer.ts'),
    startContestant('oidc-provider SQLite', './peer.ts', ['sqlite']),
  ]);
  for (const server of servers) {
    const faults = await redeemFaults(server);
    if (faults.length > 0) throw new Error(`${server.name} ${faults.join(', ')}`);
  }
  for (const server of servers) await redeemBurst(server, count * 2, 16);
  const figures = await interleave(servers, (server, width) => redeemBurst(server, count, width));
  const goals = widths.flatMap((width) => {
    const against = (name: string, of: 'perSecond' | 'cpu' | 'p99') =>
      paired(figures('ours', width, of), figures(name, width, of));
    return [
      atLeast(`redeem / ceiling, req/s, c=${width}`, 0.8, against('ceiling', 'perSecond')),
      atMost(`redeem / ceiling, CPU a request, c=${width}`, 1.25, against('ceiling', 'cpu')),
      ...(width === 16 ? [atMost('redeem / ceiling, p99, c=16', 1.5, against('ceiling', 'p99'))] : []),
      atLeast(
        `redeem / oidc-provider in memory, req/s, c=${width}`,
        1.25,
        against('oidc-provider memory', 'perSecond'),
      ),
      atLeast(`redeem / oidc-provider on SQLite, req/s, c=${width}`, 2.5, against('oidc-provider SQLite', 'perSecond')),
    ];
  });
  // The faults above would have ended the contest otherwise.
  goals.push(exactly('tokens for one code redeemed 32 times at once', 1, spread([1])));
  const tables = { Redeem: tableOf(servers, figures) };
  for (const server of servers) await server.stop();
  return { goals, tables };
};
