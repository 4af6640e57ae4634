// In: commits, as every engine takes them. Out: what was committed in this process, gone when it ends.
// For tests and trials: it keeps the contract of `Store` to the letter, except that nothing outlives the process.
// Must never: hand out or keep an object the caller also holds, or be offered to a production process.
import { type Clock, type Json, PortError } from '#core';
import type { Entry, Store } from '#store';
import { admitBatch, admitLimit } from '../admit.ts';
import { decodeKey, encodeKey, rangeOf } from '../key.ts';

type Row = { readonly text: string; readonly version: string; readonly expiresAt: number | null };

/** The place of the first name that is not before `name`; JS compares latin1 text as bytes. */
const placeOf = (names: readonly string[], name: string): number => {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! < name) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * A store in memory. Values are kept as JSON text, so that callers never share an object through it. Every verb takes
 * effect a turn later than it is called, as in the other engines.
 */
export const openMemoryStore = ({ clock }: { clock: Clock }): Store => {
  const rows = new Map<string, Row>();
  const names: string[] = [];
  let sequence = 0;
  let closed = false;

  const live = (name: string, now: number): Row | undefined => {
    const row = rows.get(name);
    return row === undefined || (row.expiresAt !== null && row.expiresAt <= now) ? undefined : row;
  };
  const remove = (name: string): void => {
    if (rows.delete(name)) names.splice(placeOf(names, name), 1);
  };
  const put = (name: string, row: Row): void => {
    if (!rows.has(name)) names.splice(placeOf(names, name), 0, name);
    rows.set(name, row);
  };
  const entryOf = <Value extends Json>(name: string, row: Row): Entry<Value> => ({
    key: decodeKey(Buffer.from(name, 'latin1')),
    value: JSON.parse(row.text) as Value,
    version: row.version,
  });
  const turn = async (): Promise<void> => {
    await undefined;
    if (closed) throw new PortError('store', 'the store is closed', { retryable: true });
  };

  return {
    async get<Value extends Json>(key: readonly string[]) {
      const name = encodeKey(key).toString('latin1');
      await turn();
      const row = live(name, clock.now());
      return row === undefined ? null : entryOf<Value>(name, row);
    },
    async list<Value extends Json>(prefix: readonly string[], options: Parameters<Store['list']>[1] = {}) {
      const limit = admitLimit(options.limit);
      const { above, below } = rangeOf(prefix, options.after, options.reverse);
      await turn();
      const now = clock.now();
      const low = above.toString('latin1');
      const first = placeOf(names, low);
      const inRange = names.slice(names[first] === low ? first + 1 : first, placeOf(names, below.toString('latin1')));
      const found: Entry<Value>[] = [];
      for (const name of options.reverse ? inRange.reverse() : inRange) {
        if (found.length >= limit) break;
        const row = live(name, now);
        if (row !== undefined) found.push(entryOf<Value>(name, row));
      }
      return found;
    },
    async commit(batch) {
      const { checks, writes, before } = admitBatch(batch);
      await turn();
      const now = clock.now();
      if (now >= before) return { ok: false };
      for (const check of checks)
        if ((live(check.key.toString('latin1'), now)?.version ?? null) !== check.version) return { ok: false };
      sequence += 1;
      const version = String(sequence);
      for (const { key, text, expiresAt } of writes) {
        if (text === null) remove(key.toString('latin1'));
        else put(key.toString('latin1'), { text, version, expiresAt });
      }
      return { ok: true, version };
    },
    async sweep(limit) {
      const most = admitLimit(limit);
      await turn();
      const now = clock.now();
      const expired = names.filter((name) => live(name, now) === undefined).slice(0, most);
      for (const name of expired) remove(name);
      return expired.length;
    },
    async close() {
      closed = true;
    },
  };
};
