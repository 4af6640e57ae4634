import { canonicalJson, constantTimeEqual, hmac, type Json, PortError, type Secret } from '#core';
import type { Entry, Key, Store } from './index.ts';

type Sealed = { readonly sealed: Json; readonly mac: string };

const isSealed = (value: Json): value is Sealed & Json =>
  value !== null && typeof value === 'object' && 'sealed' in value && 'mac' in value;

/**
 * The same store, with every value below `prefixes` kept under a MAC of its key and content, so that a row that was changed,
 * made or moved by hand in the database is refused (threat T-52). Keeps nobody from putting back an older row of the same
 * key, or from deleting one. Reading such a row @throws PortError `store`, not retryable.
 */
export const sealed = (store: Store, key: Secret, prefixes: readonly Key[]): Store => {
  const isUnder = (name: Key) => prefixes.some((prefix) => prefix.every((part, index) => name[index] === part));
  const macOf = (name: Key, text: string) => hmac(key, 'row', ...name, text);
  /**
   * The MAC is over the canonical text. What is written here is put in that order, and the engines keep it, so its plain text
   * is the canonical one; rows of an older version, or with members that are numbers, are put in order to be judged.
   */
  const isGenuine = (name: Key, { sealed: value, mac }: Sealed): boolean =>
    constantTimeEqual(macOf(name, JSON.stringify(value)), mac) ||
    constantTimeEqual(macOf(name, canonicalJson(value)), mac);

  const open = <Value extends Json>(entry: Entry): Entry<Value> => {
    if (!isUnder(entry.key)) return entry as Entry<Value>;
    const { value } = entry;
    if (!isSealed(value) || !isGenuine(entry.key, value)) {
      throw new PortError('store', 'a row was changed outside Voicegrant and is refused', { retryable: false });
    }
    return { ...entry, value: value.sealed as Value };
  };

  return {
    sweep: (limit) => store.sweep(limit),
    close: () => store.close(),
    async get<Value extends Json>(name: Key) {
      const entry = await store.get(name);
      return entry === null ? null : open<Value>(entry);
    },
    async list<Value extends Json>(prefix: Key, options?: Parameters<Store['list']>[1]) {
      return (await store.list(prefix, options)).map((entry) => open<Value>(entry));
    },
    commit: (batch) =>
      store.commit({
        ...batch,
        writes: batch.writes.map((write) => {
          if (!('put' in write) || !isUnder(write.put)) return write;
          const plain: string | undefined = JSON.stringify(write.value);
          if (plain === undefined) throw new TypeError('a store value must be JSON');
          // As the engine will read it back: what JSON drops must not be in the MAC.
          const text = canonicalJson(JSON.parse(plain) as Json);
          return { ...write, value: { sealed: JSON.parse(text) as Json, mac: macOf(write.put, text) } };
        }),
      }),
  };
};
