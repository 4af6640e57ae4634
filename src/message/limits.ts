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

/** Texts of everybody by second, oldest first: at most sixty-one pairs, however many texts there are. */
type PerSecond = [second: number, count: number][];

const oneMore = (texts: PerSecond, second: number): PerSecond => [
  ...texts.filter(([at]) => at !== second),
  [second, (texts.find(([at]) => at === second)?.[1] ?? 0) + 1],
];

/** `country`: not on the allow-list. `number`: found to be no mobile today. `breaker`: everybody together sends too many. */
type Taken = 'ok' | 'too_many' | 'country' | 'number' | 'breaker';

/** The budgets of texts. Numbers are kept only under a keyed hash. */
export const createLimits = (ports: { store: Store; clock: Clock; key: Secret; policy: TextPolicy }) => {
  const { policy } = ports;
  const blockedKey = (to: E164) => ['text', 'blocked', hmac(ports.key, 'text number', to)] as const;

  /**
   * Takes one text from the budgets of an account, a number and the whole installation, all in one commit: either the text
   * may be sent and is counted, or nothing is counted. `leave` of the account's and the number's are not to be used up.
   */
  const take = async (account: AccountId, to: E164, leave = 0): Promise<Taken> => {
    if (!policy.countries.some((prefix) => to.startsWith(prefix))) return 'country';
    if ((await ports.store.get(blockedKey(to))) !== null) return 'number';
    const keys = [
      ['text', 'account', account],
      ['text', 'number', hmac(ports.key, 'text number', to)],
      ['text', 'minute'],
    ] as const;
    for (;;) {
      const now = ports.clock.now();
      const entries = await Promise.all([
        ports.store.get<number[]>(keys[0]),
        ports.store.get<number[]>(keys[1]),
        ports.store.get<PerSecond>(keys[2]),
      ]);
      const [ofAccount, ofNumber] = [entries[0]?.value ?? [], entries[1]?.value ?? []];
      const ofAll = (entries[2]?.value ?? []).filter(([second]) => second > now - 60);
      if (recent(ofAccount, now, 3600).length >= Math.max(1, policy.perAccountHour - leave)) return 'too_many';
      if (recent(ofAccount, now, day).length >= Math.max(1, policy.perAccountDay - leave)) return 'too_many';
      if (recent(ofNumber, now, day).length >= Math.max(1, policy.perNumberDay - leave)) return 'too_many';
      if (ofAll.reduce((sum, [, count]) => sum + count, 0) >= policy.perMinute) return 'breaker';
      const writes: Write[] = [
        { put: keys[0], value: [...recent(ofAccount, now, day), now], expiresAt: now + day },
        { put: keys[1], value: [...recent(ofNumber, now, day), now], expiresAt: now + day },
        { put: keys[2], value: oneMore(ofAll, Math.ceil(now)), expiresAt: now + 61 },
      ];
      const done = await ports.store.commit({
        checks: keys.map((key, index) => ({ key, version: entries[index]?.version ?? null })),
        writes,
      });
      if (done.ok) return 'ok';
    }
  };

  return {
    take,
    /** This number cannot take texts: none is sent to it for a day. */
    async block(to: E164): Promise<void> {
      await ports.store.commit({
        checks: [],
        writes: [{ put: blockedKey(to), value: true, expiresAt: ports.clock.now() + day }],
      });
    },
  };
};
