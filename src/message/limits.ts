import type { AccountId, Clock, E164, Secret } from '#core';
import { hmac } from '#core';
import type { Store, Write } from '#store';

/** How many texts may be sent (T-48). `countries`: dialling prefixes such as `+1`; empty allows none. */
export type TextPolicy = {
  readonly perAccountHour: number;
  readonly perAccountDay: number;
  readonly perNumberDay: number;
  readonly perMinute: number;
  readonly countries: readonly string[];
};

const day = 86_400;

/** Instants within the last `seconds`. */
const recent = (instants: readonly number[], now: number, seconds: number) =>
  instants.filter((at) => at > now - seconds);

/**
 * Takes one text from the budgets of an account, a number and the whole installation, all in one commit: either the text
 * may be sent and is counted, or nothing is counted. Numbers are kept only under a keyed hash.
 */
export const createLimits =
  (ports: { store: Store; clock: Clock; key: Secret; policy: TextPolicy }) =>
  async (account: AccountId, to: E164): Promise<'ok' | 'too_many' | 'country' | 'breaker'> => {
    const { policy } = ports;
    if (!policy.countries.some((prefix) => to.startsWith(prefix))) return 'country';
    const keys = [
      ['text', 'account', account],
      ['text', 'number', hmac(ports.key, 'text number', to)],
      ['text', 'minute'],
    ] as const;
    for (;;) {
      const now = ports.clock.now();
      const entries = await Promise.all(keys.map((key) => ports.store.get<number[]>(key)));
      const [ofAccount = [], ofNumber = [], ofAll = []] = entries.map((entry) => entry?.value ?? []);
      if (recent(ofAccount, now, 3600).length >= policy.perAccountHour) return 'too_many';
      if (recent(ofAccount, now, day).length >= policy.perAccountDay) return 'too_many';
      if (recent(ofNumber, now, day).length >= policy.perNumberDay) return 'too_many';
      if (recent(ofAll, now, 60).length >= policy.perMinute) return 'breaker';
      const kept = [recent(ofAccount, now, day), recent(ofNumber, now, day), recent(ofAll, now, 60)];
      const writes: Write[] = keys.map((key, index) => ({
        put: key,
        value: [...(kept[index] ?? []), now],
        expiresAt: now + day,
      }));
      const done = await ports.store.commit({
        checks: keys.map((key, index) => ({ key, version: entries[index]?.version ?? null })),
        writes,
      });
      if (done.ok) return 'ok';
    }
  };
