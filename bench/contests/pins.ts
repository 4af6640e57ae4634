// A queue of PIN checks and a redeem at once, on both cores, as in production: how long a redeem waits, and how many PINs a
// second are checked beside the hash alone on the same cores.
import { type Found, round, rounds } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { burst } from '../load.ts';
import { atLeast, atMost, median, paired, spread } from '../ratios.ts';
import { prepareRedeems } from '../redeem.ts';

const queued = 16;
const redeems = 300;

export const pins = async (): Promise<Found> => {
  const server = await startContestant('ours', './ours.ts', [], [], '0,1');
  const one = async () => (await burst(server.port, await prepareRedeems(server, redeems), 1, 200)).p99;
  await one();
  const idle: number[] = [];
  const busy: number[] = [];
  const checked: number[] = [];
  const raw: number[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    idle.push(await one());
    const requests = await prepareRedeems(server, redeems);
    await server.ask('pinsStart', queued);
    busy.push((await burst(server.port, requests, 1, 200)).p99);
    await server.ask('pinsStop', null);
    checked.push(await server.ask<number>('pinRate', queued));
    raw.push(await server.ask<number>('rawRate', queued));
  }
  await server.stop();
  const worse = paired(busy, idle);
  return {
    goals: [
      atMost('redeem p99 with 16 PIN checks queued / idle', 3, worse),
      atMost('redeem p99 with 16 PIN checks queued, ms', 25, spread(busy)),
      atLeast('PIN checks a second / the hash alone', 0.9, paired(checked, raw)),
    ],
    tables: {
      'PIN checks': [
        {
          'redeem p99 idle, ms': round(median(idle), 1),
          'redeem p99 with 16 queued, ms': round(median(busy), 1),
          'PIN checks/s': round(median(checked), 1),
          'hashes/s alone': round(median(raw), 1),
        },
      ],
    },
  };
};
