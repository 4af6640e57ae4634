// A process's view of a store that ends at one of its commits.
import { PortError } from '#core';
import type { Batch, Store } from '#store';

const died = () => new PortError('store', 'the process is no more', { retryable: false });

/** At its `last` commit the process dies, before the write or right after it, untold. `sees` is told of every commit tried. */
export const mortal = (
  store: Store,
  last: number,
  moment: 'before' | 'after',
  sees: (batch: Batch) => void = () => undefined,
) => {
  let commits = 0;
  let isDead = false;
  const alive = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isDead) throw died();
    return work();
  };
  const view: Store = {
    get: (key) => alive(() => store.get(key)),
    list: (prefix, options) => alive(() => store.list(prefix, options)),
    sweep: (limit) => alive(() => store.sweep(limit)),
    close: async () => undefined,
    commit: (batch: Batch) =>
      alive(async () => {
        commits += 1;
        sees(batch);
        if (commits < last) return store.commit(batch);
        isDead = true;
        if (moment === 'after') await store.commit(batch);
        throw died();
      }),
  };
  return { view, isDead: () => isDead, commits: () => commits };
};
