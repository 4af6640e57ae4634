// Contest (e): start to the first answer, and memory at rest, beside oidc-provider.
import { type Found, round, rounds } from '../contest.ts';
import { atMost, median, paired, spread } from '../ratios.ts';
import { startUps } from '../start-up.ts';

export const start = async (): Promise<Found> => {
  const starts = await startUps(rounds);
  const ms = (of: 'ours' | 'peer') => starts[of].map((one) => one.ms);
  const mib = (of: 'ours' | 'peer') => starts[of].map((one) => one.idleMiB);
  const row = (server: string, of: 'ours' | 'peer') => ({
    server,
    'first answer, ms': round(median(ms(of)), 0),
    'CPU until then, ms': round(median(starts[of].map((one) => one.cpuMs)), 0),
    'RSS at rest, MiB': round(median(mib(of)), 0),
  });
  return {
    goals: [
      atMost('start to first answer / oidc-provider', 0.9, paired(ms('ours'), ms('peer'))),
      atMost('memory at rest, MiB', 110, spread(mib('ours'))),
    ],
    tables: { 'Start and rest': [row('ours', 'ours'), row('oidc-provider', 'peer')] },
  };
};
