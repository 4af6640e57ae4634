import type { Clock } from '#core';
import type { ProviderVerdict } from './verify.ts';

const failuresInARow = 5;
const openSeconds = 5;

/** Reasons that say that the provider itself is not well. */
const sick: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'malformed']);

/** Between an adapter and its provider, in one process. */
export type Breaker = {
  /**
   * Asks, unless the provider has failed five times in a row within the last five seconds; then the answer is `cannot_say`
   * at once. After that pause one caller goes to see and the others wait for what it finds. Never turns anything into a yes.
   */
  ask(work: () => Promise<ProviderVerdict>): Promise<ProviderVerdict>;
  /** Was the last answer one of a healthy provider? True before the first. */
  isWell(): boolean;
};

/** A breaker that is closed. Spares a provider that is down, and the callers who would wait for it. */
export const createBreaker = (clock: Clock): Breaker => {
  let failures = 0;
  let openUntil = 0;
  const failed = () => {
    failures += 1;
    openUntil = clock.now() + openSeconds;
  };
  return {
    async ask(work) {
      if (failures >= failuresInARow) {
        if (clock.now() < openUntil) return { verdict: 'cannot_say', reason: 'unavailable' };
        openUntil = clock.now() + openSeconds;
      }
      try {
        const verdict = await work();
        if (verdict.verdict === 'cannot_say' && sick.has(verdict.reason)) failed();
        else failures = 0;
        return verdict;
      } catch (error) {
        failed();
        throw error;
      }
    },
    isWell: () => failures === 0,
  };
};
