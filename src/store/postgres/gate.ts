import { PortError } from '#core';

/** So much work may wait; more is refused at once, so that a slow database does not fill the memory. */
export const maxWaiting = 20_000;

export const tooSlow = (): PortError =>
  new PortError('store', 'the database is too slow for what is asked of it', { retryable: true });

/** Does `work` when one of the places is free, in the order asked. @throws PortError when too much waits. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** As many at a time as there are connections, first come, first served. */
export const createGate = (places: number): Gate => {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else {
      if (waiting.length >= maxWaiting) throw tooSlow();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};
