import type { Clock } from '#core';

/** Requests a client may make in a minute before it is told to wait. */
export type Rate = { readonly perMinute: number };

/**
 * A fixed-window limit per client and process. It only protects this process's time; everything that must hold over all
 * processes (guesses, texts, PINs) is counted in the store. Answers the seconds to wait, or null.
 */
export const createThrottle = (clock: Clock, rate: Rate) => {
  let windowEnds = 0;
  let counts = new Map<string, number>();
  return (client: string): number | null => {
    const now = clock.now();
    if (now >= windowEnds) {
      windowEnds = now + 60;
      counts = new Map();
    }
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    return count > rate.perMinute ? Math.max(1, Math.ceil(windowEnds - now)) : null;
  };
};
