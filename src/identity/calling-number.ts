import type { Clock, E164, Secret } from '#core';
import type { Batch, Store } from '#store';
import { numberKeyOf } from './account-key.ts';

type Tried = readonly { readonly account: string; readonly at: number }[];

const daySeconds = 86_400;

/**
 * The part of a commit that notes that `number` tries `account`, or null when it has tried `limit` other accounts within
 * a day. Attested and spoofable numbers are counted apart, so that nobody can use up the budget of a number by spoofing it.
 */
export const noteAccountTried = async (
  ports: { readonly store: Store; readonly clock: Clock; readonly key: Secret },
  tried: { readonly number: E164; readonly attested: boolean; readonly account: string; readonly limit: number },
): Promise<Partial<Batch> | null> => {
  const now = ports.clock.now();
  const key = [
    'identity',
    'calling_number',
    tried.attested ? 'attested' : 'claimed',
    numberKeyOf(ports.key, tried.number),
  ];
  const entry = await ports.store.get<Tried>(key);
  const recent = (entry?.value ?? []).filter((past) => now < past.at + daySeconds);
  if (recent.some((past) => past.account === tried.account)) return {};
  if (recent.length >= tried.limit) return null;
  return {
    checks: [{ key, version: entry?.version ?? null }],
    writes: [{ put: key, value: [...recent, { account: tried.account, at: now }], expiresAt: now + daySeconds }],
  };
};
