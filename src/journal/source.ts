import type { CallId, Json } from '#core';
import type { Entry, Key, Store } from '#store';
import type { Head } from './chain.ts';
import { type LastCheckpoint, lastKey } from './checkpoint.ts';
import { dirtyKey, headKey } from './journal.ts';

/** One row as it is found: the place its key gives it, and whatever it holds. */
export type Row = { readonly place: string; readonly value: Json };

/** One call's chain as it is found. `head` and `due` are undefined where the source keeps no such notes. */
export type FoundCall = {
  readonly call: string;
  readonly rows: readonly Row[];
  readonly head: Json | undefined;
  /** Will a checkpoint of this call be made? */
  readonly due: boolean | undefined;
};

/** What the verifier reads: a store, or a file exported from one. */
export type JournalSource = {
  /** All checkpoints, or one call's only? */
  readonly scope: 'all' | 'call';
  checkpoints(after: string | null): AsyncIterable<Row>;
  last(): Promise<LastCheckpoint | null | undefined>;
  /** Every call, or this one alone. */
  calls(only: string | null): AsyncIterable<FoundCall>;
};

/** Everything under a prefix, a page at a time. */
export async function* listAll(store: Store, prefix: Key, from?: Key): AsyncGenerator<Entry> {
  let after = from;
  for (;;) {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield* page;
    if (page.length === 0) return;
    after = page.at(-1)?.key;
  }
}

/** Comes after every place in a chain. */
const afterAll = '\u{10ffff}';
/** A call that goes on while it is read is read again so often. */
const readings = 5;

const readCall = async (store: Store, call: string): Promise<FoundCall> => {
  for (let reading = 1; ; reading += 1) {
    const rows: Row[] = [];
    for await (const { key, value } of listAll(store, ['journal', 'entry', call])) {
      rows.push({ place: key.slice(3).join('/'), value });
    }
    const head = (await store.get<Head>(headKey(call as CallId)))?.value ?? null;
    const due = (await store.get(dirtyKey(call as CallId))) !== null;
    if (head?.seq === rows.length || reading === readings) return { call, rows, head, due };
  }
};

/** The journal in a store. May be read while calls go on: what is added meanwhile makes no fault. */
export const storedJournal = (store: Store): JournalSource => ({
  scope: 'all',
  async *checkpoints(after) {
    const prefix = ['journal', 'checkpoint'];
    for await (const { key, value } of listAll(store, prefix, after === null ? undefined : [...prefix, after])) {
      yield { place: key.slice(2).join('/'), value };
    }
  },
  last: async () => (await store.get<LastCheckpoint>(lastKey))?.value ?? null,
  async *calls(only) {
    if (only !== null) {
      yield await readCall(store, only);
      return;
    }
    const seen = new Set<string>();
    const prefix = ['journal', 'entry'];
    for (let after: Key | undefined; ; ) {
      const [next] = await store.list(prefix, after === undefined ? { limit: 1 } : { after, limit: 1 });
      if (next === undefined) break;
      const call = next.key[2] ?? '';
      seen.add(call);
      yield await readCall(store, call);
      after = [...prefix, call, afterAll];
    }
    for await (const { key } of listAll(store, ['journal', 'head'])) {
      if (!seen.has(key[2] ?? '')) yield await readCall(store, key[2] ?? '');
    }
  },
});
