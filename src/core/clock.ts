/** Time as a port. `now()` is NumericDate seconds (RFC 7519 §2), with a fraction to the millisecond. */
export type Clock = { now(): number };

/**
 * How far the clocks of two processes, or of a process and its database, may differ (seconds). Beyond that a process refuses
 * to work with what the other has dated, because a lease from the future would outlive its call.
 */
export const clockSkewSeconds = 5;

/**
 * The clock of a running process. Follows the wall clock forwards at once, so that nothing outlives a correction, and
 * never backwards: after a backward step it goes on at the monotonic rate, so that no lifetime grows and nothing that
 * had expired revives (threat T-26).
 */
export const systemClock = (wallMs = () => Date.now(), monotonicMs = () => performance.now()): Clock => {
  let lastNow = wallMs();
  let lastMonotonic = monotonicMs();
  return {
    now() {
      const monotonic = monotonicMs();
      const carried = lastNow + (monotonic - lastMonotonic);
      lastNow = Math.max(wallMs(), carried);
      lastMonotonic = monotonic;
      return Math.round(lastNow) / 1000;
    },
  };
};

/** A clock that can be moved forwards, for call files, the development handset and tests. Seconds. */
export type MovableClock = Clock & { advance(seconds: number): void };

/** Wraps a clock so that it can be moved forwards. @throws RangeError when asked to go back. */
export const movableClock = (base: Clock): MovableClock => {
  let offset = 0;
  return {
    now: () => base.now() + offset,
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError('a clock only moves forwards');
      offset += seconds;
    },
  };
};

/** A clock that stands still until it is moved, for tests. `start` is NumericDate seconds. */
export const stoppedClock = (start = 1_790_000_000): MovableClock => movableClock({ now: () => start });
