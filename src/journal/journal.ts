import type { CallId, Clock, Json } from '#core';
import type { Batch, Store } from '#store';
import { emptyHead, type Head, type JournalEntry, nextEntry } from './chain.ts';
import { type Fact, faultOf } from './facts.ts';

/** The journal of all calls. */
export type Journal = {
  /**
   * The part of a commit that appends `facts` to a call's chain. Guarantees that the entries are kept exactly when the
   * commit they are joined to happens, and that two commits never write the same place in the chain: the loser's commit
   * fails and must be made again from fresh reads. @throws TypeError when a fact has a field its kind does not have.
   */
  append(call: CallId, facts: readonly Fact[]): Promise<Pick<Batch, 'checks' | 'writes'>>;
  /** Entries of a call after `afterSeq`, in order, at most `limit` (default 500). */
  read(call: CallId, afterSeq?: number, limit?: number): Promise<JournalEntry[]>;
  /** Calls of the last week whose journal has begun, newest first, at most `limit`; `at` is NumericDate seconds. */
  recent(limit: number): Promise<{ readonly call: CallId; readonly at: number }[]>;
};

export const headKey = (call: CallId) => ['journal', 'head', call] as const;
export const entryKey = (call: CallId, seq: number) =>
  ['journal', 'entry', call, String(seq).padStart(6, '0')] as const;
const recentSeconds = 7 * 86_400;
const recentKey = (call: CallId, at: number) =>
  ['journal', 'recent', String(Math.round(at * 1000)).padStart(15, '0'), call] as const;
export const dirtyKey = (call: CallId) => ['journal', 'dirty', call] as const;

/** A journal over a store. */
export const createJournal = ({ store, clock }: { store: Store; clock: Clock }): Journal => ({
  async append(call, facts) {
    for (const fact of facts) {
      const fault = faultOf(fact);
      if (fault !== null) throw new TypeError(`a journal entry of kind ${fact.kind} cannot be kept: ${fault}`);
    }
    const head = await store.get<Head>(headKey(call));
    const at = clock.now();
    const entries: JournalEntry[] = [];
    let last: Head = head?.value ?? emptyHead(call);
    for (const fact of facts) {
      const entry = nextEntry(call, last, at, fact);
      entries.push(entry);
      last = { seq: entry.seq, hash: entry.hash };
    }
    return {
      checks: [{ key: headKey(call), version: head?.version ?? null }],
      writes: [
        ...entries.map((entry) => ({ put: entryKey(call, entry.seq), value: entry as unknown as Json })),
        { put: headKey(call), value: last },
        { put: dirtyKey(call), value: last.seq },
        ...(head === null ? [{ put: recentKey(call, at), value: at, expiresAt: at + recentSeconds }] : []),
      ],
    };
  },
  async read(call, afterSeq = 0, limit = 500) {
    const entries = await store.list(['journal', 'entry', call], { after: entryKey(call, afterSeq), limit });
    return entries.map((entry) => entry.value as unknown as JournalEntry);
  },
  async recent(limit) {
    const entries = await store.list<number>(['journal', 'recent'], { reverse: true, limit });
    return entries.map((entry) => ({ call: entry.key[3] as CallId, at: entry.value }));
  },
});
