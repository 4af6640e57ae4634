// Not a contest: where our redeem spends its time.
import { count, type Found, round } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { burst } from '../load.ts';
import { prepareRedeems, redeemBurst } from '../redeem.ts';

export const profile = async (): Promise<Found> => {
  const ours = await startContestant('ours', './ours.ts');
  await redeemBurst(ours, count * 4, 16);
  const requests = await prepareRedeems(ours, count * 4);
  await ours.ask('profileStart', null);
  await burst(ours.port, requests, 32, 200);
  const places = await ours.ask<[string, number][]>('profileStop', null);
  await ours.stop();
  const rows = places.slice(0, 25).map(([place, part]) => ({ place, '% of busy time': round(part * 100, 1) }));
  return { goals: [], tables: { 'Where a redeem spends its time': rows } };
};
