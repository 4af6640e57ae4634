/** Runs `run` after `ms` unless the function it answers is called first. */
export type Timer = (run: () => void, ms: number) => () => void;

/** A timer that keeps no process alive. */
export const systemTimer: Timer = (run, ms) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Places to work in, and a short queue for them. */
export type Slots = {
  /** Runs `work` when a place is free. Null when the queue is full or no place became free in time; `work` never ran then. */
  run<Result>(work: () => Promise<Result>): Promise<Result | null>;
};

/**
 * At most `places` at once, at most `queueLimit` waiting, each at most `waitMs` (threat T-43): PIN hashes share four
 * threads with everything else, so a flood of calls must not become a queue of hashes.
 */
export const createSlots = (limits: { places: number; queueLimit: number; waitMs: number; timer: Timer }): Slots => {
  let free = limits.places;
  const queue: { admit(): void }[] = [];

  const place = (): Promise<boolean> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve(true);
    }
    if (queue.length >= limits.queueLimit) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting = {
        admit() {
          stop();
          resolve(true);
        },
      };
      const stop = limits.timer(() => {
        const index = queue.indexOf(waiting);
        if (index >= 0) queue.splice(index, 1);
        resolve(false);
      }, limits.waitMs);
      queue.push(waiting);
    });
  };

  return {
    async run(work) {
      if (!(await place())) return null;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) free += 1;
        else next.admit();
      }
    },
  };
};
