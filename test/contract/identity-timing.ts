import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { CallId, E164 } from '#core';
import { newId, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createIdentity, createLocks, type PinVerifier } from '#identity';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';

const key = new Secret('a key');
/** How many are asked at once, of each class: enough that two thousand take a minute or two. */
export const lanes = 5;
const classes = ['unknown', 'wrong', 'empty', 'disabled', 'held', 'spent'] as const;

/** Ids of `lanes` people each. `idle` are like `known`: theirs is the empty PIN. */
export type People = Readonly<Record<'known' | 'idle' | 'disabled' | 'held' | 'spent', readonly string[]>>;
const ids = (first: number) => Array.from({ length: lanes }, (_, lane) => String(first + lane));
export const people: People = {
  known: ids(10_012_300),
  idle: ids(10_012_310),
  disabled: ids(10_012_320),
  held: ids(10_012_330),
  spent: ids(10_012_340),
};

const guarded = (verifier: PinVerifier, floorMs: number) => {
  const clock = systemClock();
  const store = openMemoryStore({ clock });
  const policy = {
    ...{ floorMs, accountsPerNumber: 1e6, waitSeconds: [] },
    breaker: { failures: 1e9, windowSeconds: 300, factor: 4, holdSeconds: 1 },
  };
  const ports = { store, clock, key, policy };
  const identity = createIdentity({
    ...{ ...ports, verifier, random: systemRandom, journal: createJournal({ store, clock }), log: silentLog },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return { identity, locks: createLocks(ports) };
};

/** One question of each class and lane at once, in an order that mixes them, again and again until there are enough. */
const sampled = async <Class extends string>(
  names: readonly Class[],
  samples: number,
  ask: (name: Class, lane: number) => Promise<unknown>,
  afterwards: (name: Class, lane: number) => Promise<unknown>,
): Promise<Map<string, number[]>> => {
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const all = names.flatMap((name) => Array.from({ length: lanes }, (_, lane) => ({ name, lane })));
  for (let taken = 0; taken < samples; taken += lanes) {
    const mixed = all.map((one) => ({ ...one, at: Math.random() })).sort((a, b) => a.at - b.at);
    await Promise.all(
      mixed.map(async ({ name, lane }) => {
        const from = performance.now();
        await ask(name, lane);
        times.get(name)?.push(performance.now() - from);
      }),
    );
    for (const { name, lane } of mixed) await afterwards(name, lane);
  }
  return times;
};

const call = () => ({
  call: newId<CallId>(systemRandom, 'call'),
  callingNumber: '+15555550199' as E164,
  numberAttested: false,
});

/**
 * How long `samples` calls of each of six classes of failure take at the port, in milliseconds. The floor is shorter than
 * in production, but longer than the work: that is what a floor is.
 */
export const timeFailures = async (
  verifier: PinVerifier,
  samples: number,
  floorMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const { identity, locks } = guarded(verifier, floorMs);
  const of = (all: readonly string[], lane: number) => new Secret(all[lane] ?? '');
  const unknown = ids(77_777_770);
  const whom = { unknown, wrong: people.known, empty: people.idle, ...people };
  const check = (name: keyof typeof whom, lane: number) =>
    identity.check({ ...call(), userId: of(whom[name], lane), pin: new Secret(name === 'empty' ? ' ' : '00000000') });
  for (let lane = 0; lane < lanes; lane += 1) {
    await locks.lock({ userId: of(people.held, lane) });
    await check('spent', lane);
  }
  return sampled(classes, samples, check, async (name, lane) => {
    if (name !== 'held' && name !== 'spent') await locks.unlock({ userId: of(whom[name], lane) });
  });
};

/** The same for callers who give an id alone: nobody's, somebody's, and those of people who may not sign in. */
export const timeClaims = async (
  verifier: PinVerifier,
  samples: number,
  floorMs: number,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const { identity, locks } = guarded(verifier, floorMs);
  const whom = { unknown: ids(77_777_770), known: people.known, disabled: people.disabled, held: people.held };
  for (const id of whom.held) await locks.lock({ userId: new Secret(id) });
  const claim = (name: keyof typeof whom, lane: number) =>
    identity.claim({ ...call(), userId: new Secret(whom[name][lane] ?? '') });
  return sampled(['unknown', 'known', 'disabled', 'held'] as const, samples, claim, async () => undefined);
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

type Times = ReadonlyMap<string, readonly number[]>;

/** How many samples of each class there are, and in how many parts they are taken: a busy machine has time for each. */
const enough = { samples: 2000, parts: 5 };

/**
 * Two thousand samples of each class, and nobody can tell one from another by time. `open` gives what measures, and how to
 * end it.
 */
export const sameTimes = (
  name: string,
  open: () => Promise<{ times(samples: number): Promise<Times>; close?(): Promise<void> }>,
): void => {
  const all = new Map<string, number[]>();
  let opened: Awaited<ReturnType<typeof open>> | null = null;
  after(async () => opened?.close?.());
  for (let part = 1; part <= enough.parts; part += 1) {
    test(`${name}: part ${part} of ${enough.parts}`, { timeout: 175_000 }, async () => {
      opened ??= await open();
      const times = await opened.times(enough.samples / enough.parts);
      for (const [which, more] of times) all.set(which, [...(all.get(which) ?? []), ...more]);
    });
  }
  test(`${name}: no class of failure is told from another by time`, (t) => {
    for (const [which, times] of all) assert.ok(times.length >= enough.samples, `${which}: ${times.length} samples`);
    const pairs = areas(all);
    assert.ok(pairs.length > 0);
    for (const { pair, is } of pairs) t.diagnostic(`${pair}: ${is.toFixed(3)}`);
    for (const { pair, is } of pairs)
      assert.ok(Math.abs(is - 0.5) <= 0.05, `${pair} can be told apart: ${is.toFixed(3)}`);
  });
};
