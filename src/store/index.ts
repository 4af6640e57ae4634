// In: commits from every room that keeps something. Out: entries with versions, and a truthful yes or no.
// Three verbs, four engines: memory/, sqlite/, and (for many processes) postgres/, dynamodb/.
// Must never: know a room, or report a commit as done before it is durable.
import type { Json } from '#core';

export { sealed } from './seal.ts';

/** A key is a tuple of short strings; entries are listed in the order of their keys, part by part, by UTF-8 bytes. */
export type Key = readonly string[];

/** Opaque; changes with every put; never repeats for a key, not even after a delete. */
export type Version = string;

export type Entry<Value extends Json = Json> = { readonly key: Key; readonly value: Value; readonly version: Version };

/** Holds when the entry is absent (null; expired counts as absent) or has exactly this version. */
export type Check = { readonly key: Key; readonly version: Version | null };

/** `expiresAt` is NumericDate seconds; from that instant on the entry is absent for get, list and checks. */
export type Write = { readonly put: Key; readonly value: Json; readonly expiresAt?: number } | { readonly delete: Key };

/**
 * `sync: 'later'` says that nothing is answered to anybody from this batch alone: it is in force and seen by every process at
 * once, and survives the end of this process, but a power cut may undo it until a later commit of this process that
 * writes something, and is not `later` itself, has answered `ok`. A power cut never keeps a commit and undoes one before it.
 *
 * `before`: the batch happens before this instant (NumericDate seconds) or not at all; too late is as a check that failed.
 * Looked at where the commit takes effect, so that a process that stood still in between cannot be late.
 */
export type Batch = {
  readonly checks: readonly Check[];
  readonly writes: readonly Write[];
  readonly sync?: 'later';
  readonly before?: number;
};

/** `ok: false`: a check failed, or it was too late, and nothing was written. `version` is the one every put of this batch received. */
export type Committed = { readonly ok: true; readonly version: Version } | { readonly ok: false };

/**
 * Where everything durable is kept, shaped like Deno KV's atomic operations. The contract (run by
 * `test/contract/store.ts` over every engine):
 * - `commit` is all-or-nothing: it either happened or it did not, and the caller learns which; of several commits that
 *   check the same version, or the same absence, exactly one wins, over all processes that share the store.
 * - when `commit` has answered `ok`, the writes survive a crash of the process and of the machine, and so does everything
 *   that was committed before it; with `sync: 'later'`, of the process alone.
 * - a `get` or `list` after that answer, in any process, sees the writes.
 * - expiry is checked in code on every read and check, by the `Clock` given, whatever the engine does by itself.
 * A key may appear once in `writes`. At most 90 checks and writes together, 64 KB a value.
 * @throws PortError `store` when the engine fails; `retryable` tells whether nothing was done for certain.
 */
export type Store = {
  get<Value extends Json = Json>(key: Key): Promise<Entry<Value> | null>;
  /** Entries whose key starts with `prefix` (and is longer), in key order, after `after` if given, at most `limit` (default 1000). */
  list<Value extends Json = Json>(prefix: Key, options?: ListOptions): Promise<Entry<Value>[]>;
  commit(batch: Batch): Promise<Committed>;
  /** Removes what has expired, at most `limit` entries; answers how many. For a timer; correctness never depends on it. */
  sweep(limit?: number): Promise<number>;
  close(): Promise<void>;
};

export type ListOptions = { readonly limit?: number; readonly after?: Key; readonly reverse?: boolean };

/**
 * Joins several parts into one batch, so that they happen together or not at all, and before the earliest `before`. A batch
 * that is to be synced later must say so itself; no part can say it for the others.
 */
export const batch = (...parts: readonly Partial<Omit<Batch, 'sync'>>[]): Batch => {
  const before = Math.min(...parts.map((part) => part.before ?? Number.POSITIVE_INFINITY));
  return {
    checks: parts.flatMap((part) => part.checks ?? []),
    writes: parts.flatMap((part) => part.writes ?? []),
    ...(before === Number.POSITIVE_INFINITY ? {} : { before }),
  };
};
