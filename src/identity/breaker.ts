import type { Clock } from '#core';
import type { ProviderVerdict } from './verify.ts';

const failuresInARow = 5;
const openSeconds = 5;

/** Reasons that say that the provider itself is not well. */
const sick = new Set(['unavailable', 'timeout', 'malformed']);

/**
 * Spares a provider that is down, and the callers who would wait for it: after five failures in a row it is not asked for
 * five seconds, then one call in that time is let through to see. Never turns anything into a yes.
 */
export const withBreaker = (
  clock: Clock,
  ask: () => Promise<ProviderVerdict>,
  state: BreakerState,
): Promise<ProviderVerdict> => {
  if (state.failures >= failuresInARow && clock.now() < state.openUntil) {
    return Promise.resolve({ verdict: 'cannot_say', reason: 'unavailable' });
  }
  // Whoever comes first after the pause goes to see; the others wait for what it finds.
  if (state.failures >= failuresInARow) state.openUntil = clock.now() + openSeconds;
  return ask().then((verdict) => {
    if (verdict.verdict === 'cannot_say' && sick.has(verdict.reason)) {
      state.failures += 1;
      state.openUntil = clock.now() + openSeconds;
    } else {
      state.failures = 0;
    }
    return verdict;
  });
};

export type BreakerState = { failures: number; openUntil: number };

/** A breaker that is closed. */
export const closedBreaker = (): BreakerState => ({ failures: 0, openUntil: 0 });
