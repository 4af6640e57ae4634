import type { CallId, E164 } from '#core';
import { newId, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createIdentity, createLocks, type PinVerifier } from '#identity';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';

const key = new Secret('a key');
const classes = ['unknown', 'wrong', 'empty', 'disabled', 'held', 'spent'] as const;

/**
 * How long `samples` calls of each of six classes of failure take at the port, in milliseconds, one call after another in
 * an order that mixes the classes. The floor is short here, so that whatever it hides badly shows.
 */
export const timeFailures = async (
  verifier: PinVerifier,
  people: { readonly known: string; readonly disabled: string; readonly held: string; readonly spent: string },
  samples: number,
  floorMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const clock = systemClock();
  const store = openMemoryStore({ clock });
  const policy = { floorMs, breaker: { failures: 1e9, windowSeconds: 300, factor: 4, holdSeconds: 1 } };
  const identity = createIdentity({
    ...{ verifier, store, clock, random: systemRandom, journal: createJournal({ store, clock }), log: silentLog, key },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    policy: { ...policy, waitSeconds: [] },
  });
  const locks = createLocks({ store, clock, key, policy: { ...policy, waitSeconds: [] } });
  let caller = 2_000_000_000;
  const check = (userId: string, pin: string) => {
    caller += 1;
    return identity.check({
      call: newId<CallId>(systemRandom, 'call'),
      userId: new Secret(userId),
      pin: new Secret(pin),
      callingNumber: `+1${caller}` as E164,
      numberAttested: false,
    });
  };
  await locks.lock({ userId: new Secret(people.held) });
  await check(people.spent, '00000000');
  const ask: Readonly<Record<(typeof classes)[number], readonly [string, string]>> = {
    unknown: ['77777777', '00000000'],
    wrong: [people.known, '00000000'],
    empty: [people.known, ' '],
    disabled: [people.disabled, '00000000'],
    held: [people.held, '00000000'],
    spent: [people.spent, '00000000'],
  };
  const times = new Map<string, number[]>(classes.map((name) => [name, []]));
  for (let sample = 0; sample < samples; sample += 1) {
    for (const name of [...classes].sort(() => Math.random() - 0.5)) {
      const [userId, pin] = ask[name];
      const from = performance.now();
      await check(userId, pin);
      times.get(name)?.push(performance.now() - from);
      if (name !== 'held' && name !== 'spent') await locks.unlock({ userId: new Secret(userId) });
    }
  }
  return times;
};

/** Area under the ROC curve of telling `a` from `b` by time alone: 0.5 is not at all. */
const area = (a: readonly number[], b: readonly number[]): number => {
  const all = [...a.map((ms) => ({ ms, isA: true })), ...b.map((ms) => ({ ms, isA: false }))];
  all.sort((x, y) => x.ms - y.ms);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.ms === all[from]?.ms) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) if (all[at]?.isA) ranks += rank;
    from = to;
  }
  return (ranks - (a.length * (a.length + 1)) / 2) / (a.length * b.length);
};

/** Every pair of classes with its area. */
export const areas = (
  times: ReadonlyMap<string, readonly number[]>,
): { readonly pair: string; readonly is: number }[] =>
  [...times].flatMap(([one, a], at) =>
    [...times].slice(at + 1).map(([other, b]) => ({ pair: `${one} and ${other}`, is: area(a, b) })),
  );
