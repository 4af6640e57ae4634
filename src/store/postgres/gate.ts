import { PortError } from '#core';

/** So much work may wait for a connection; more is refused at once, so that a slow database does not fill the memory. */
const maxWaiting = 20_000;

export type Gate = {
  /** Does `work` when one of the places is free, in the order asked. @throws PortError when too much waits, or closed. */
  enter<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Lets nobody in any more and answers when everybody inside and waiting is done. */
  close(): Promise<void>;
};

/** As many at a time as there are connections, first come, first served. */
export const createGate = (places: number): Gate => {
  let free = places;
  let closed = false;
  const waiting: (() => void)[] = [];
  let emptied: (() => void) | undefined;

  const leave = (): void => {
    const next = waiting.shift();
    if (next !== undefined) next();
    else {
      free += 1;
      if (free === places) emptied?.();
    }
  };

  return {
    async enter(work) {
      if (closed) throw new PortError('store', 'the store is closed', { retryable: true });
      if (free > 0) free -= 1;
      else {
        if (waiting.length >= maxWaiting)
          throw new PortError('store', 'the database is too slow for what is asked of it', { retryable: true });
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      if (free < places)
        await new Promise<void>((resolve) => {
          emptied = resolve;
        });
    },
  };
};
