import type { Clock, Random } from '#core';
import type { Store } from '#store';
import type { BreakerPolicy } from './policy.ts';

/**
 * Answers counted in one shard: the minutes of the window, and what came before them, fading. Sharded so that counting
 * never makes one call wait for another.
 */
type Shard = {
  readonly minutes: readonly { readonly minute: number; readonly answers: number; readonly failures: number }[];
  readonly before: { readonly answers: number; readonly failures: number; readonly at: number };
};

/** Watches the share of failures over all accounts. */
export type Traffic = {
  /** Are callers without attestation turned away now? */
  isTripped(): Promise<boolean>;
  /** Counts one answer of the provider. Answers true when this one trips the breaker. Best effort: a count can be lost. */
  record(failed: boolean): Promise<boolean>;
};

const shards = 8;
const halfLifeSeconds = 86_400;
const emptyShard: Shard = { minutes: [], before: { answers: 0, failures: 0, at: 0 } };
const shardKey = (shard: number) => ['identity', 'traffic', String(shard)] as const;
const breakerKey = ['identity', 'breaker'] as const;

/** What is usual before anything is known: one answer in twenty fails, with the weight of a hundred answers. */
const prior = { answers: 100, failures: 5 };
/** The usual share is taken to lie between these, so that a patient attacker cannot teach it to expect him. */
const usualShare = { least: 0.05, most: 0.2 };

/** The shard after one more answer at `now`: minutes that have left the window join what came before, which halves in a day. */
export const counted = (shard: Shard, failed: boolean, now: number, windowSeconds: number): Shard => {
  const minute = Math.floor(now / 60);
  const oldest = minute - windowSeconds / 60;
  const fading = 0.5 ** ((now - shard.before.at) / halfLifeSeconds);
  const gone = shard.minutes.filter((past) => past.minute <= oldest);
  const current = shard.minutes.find((past) => past.minute === minute) ?? { minute, answers: 0, failures: 0 };
  return {
    minutes: [
      ...shard.minutes.filter((past) => past.minute > oldest && past.minute !== minute),
      { minute, answers: current.answers + 1, failures: current.failures + (failed ? 1 : 0) },
    ],
    before: {
      answers: shard.before.answers * fading + gone.reduce((sum, past) => sum + past.answers, 0),
      failures: shard.before.failures * fading + gone.reduce((sum, past) => sum + past.failures, 0),
      at: now,
    },
  };
};

/** Do these shards together show more failures than `policy` bears? */
export const tooManyFail = (all: readonly Shard[], now: number, policy: BreakerPolicy): boolean => {
  const oldest = Math.floor(now / 60) - policy.windowSeconds / 60;
  const recent = all.flatMap((shard) => shard.minutes.filter((past) => past.minute > oldest));
  const answers = recent.reduce((sum, past) => sum + past.answers, 0);
  const failures = recent.reduce((sum, past) => sum + past.failures, 0);
  const before = all.reduce(
    (sum, shard) => ({
      answers: sum.answers + shard.before.answers,
      failures: sum.failures + shard.before.failures,
    }),
    prior,
  );
  const usual = Math.min(Math.max(before.failures / before.answers, usualShare.least), usualShare.most);
  return failures >= policy.failures && failures / answers > Math.min(policy.factor * usual, 0.8);
};

/** A breaker over a store, shared by all processes. */
export const createTraffic = (ports: {
  store: Store;
  clock: Clock;
  random: Random;
  policy: BreakerPolicy;
}): Traffic => {
  const { store, clock, random, policy } = ports;
  return {
    async isTripped() {
      const breaker = await store.get<number>(breakerKey);
      return breaker !== null && clock.now() < breaker.value;
    },
    async record(failed) {
      for (let attempt = 0; attempt < 5; attempt++) {
        const key = shardKey((random.bytes(1)[0] ?? 0) % shards);
        const shard = await store.get<Shard>(key);
        const value = counted(shard?.value ?? emptyShard, failed, clock.now(), policy.windowSeconds);
        const done = await store.commit({
          checks: [{ key, version: shard?.version ?? null }],
          writes: [{ put: key, value, expiresAt: clock.now() + 14 * halfLifeSeconds }],
        });
        if (done.ok) break;
      }
      if (!failed) return false;
      const all = await store.list<Shard>(['identity', 'traffic']);
      if (
        !tooManyFail(
          all.map((entry) => entry.value),
          clock.now(),
          policy,
        )
      )
        return false;
      const until = clock.now() + policy.holdSeconds;
      await store.commit({ checks: [], writes: [{ put: breakerKey, value: until, expiresAt: until }] });
      return true;
    },
  };
};
