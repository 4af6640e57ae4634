import type { CallId } from '#core';
import type { Store } from '#store';

/**
 * A store that tells whenever a call's journal has grown, after the commit and without waiting for whoever listens. For
 * channels that can speak up by themselves; nothing may depend on having been told.
 */
export const watchJournal = (store: Store): { readonly store: Store; listen(heard: (call: CallId) => void): void } => {
  let heard: ((call: CallId) => void) | null = null;
  return {
    store: {
      get: (key) => store.get(key),
      list: (prefix, options) => store.list(prefix, options),
      async commit(batch) {
        const done = await store.commit(batch);
        if (done.ok && heard !== null) {
          for (const write of batch.writes) {
            const [room, what, call] = 'put' in write ? write.put : [];
            if (room === 'journal' && what === 'head') heard(call as CallId);
          }
        }
        return done;
      },
      sweep: (limit) => store.sweep(limit),
      close: () => store.close(),
    },
    listen(listener) {
      heard = listener;
    },
  };
};
