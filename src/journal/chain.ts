import type { CallId, Json } from '#core';
import { canonicalJson, sha256 } from '#core';
import type { Fact, Kind } from './facts.ts';
import { kinds } from './facts.ts';

/**
 * One line of a call's journal. `seq` counts from 1; `at` is NumericDate seconds; `hash` is the SHA-256 of everything
 * else in the entry, `prev` included, and `prev` is the hash of the entry before (for the first: of the call id).
 */
export type JournalEntry = {
  readonly call: CallId;
  readonly seq: number;
  readonly at: number;
  readonly room: string;
  readonly fact: Fact;
  readonly prev: string;
  readonly hash: string;
};

/** Where a call's chain stands. */
export type Head = { readonly seq: number; readonly hash: string };

export const emptyHead = (call: CallId): Head => ({ seq: 0, hash: sha256(`voicegrant journal ${call}`) });

/** The entry that follows `head`. */
export const nextEntry = (call: CallId, head: Head, at: number, fact: Fact): JournalEntry => {
  const body = { call, seq: head.seq + 1, at, room: kinds[fact.kind as Kind].room, fact, prev: head.hash };
  return { ...body, hash: hashOf(body) };
};

/** The hash an entry must have. */
export const hashOf = (entry: Omit<JournalEntry, 'hash'>): string =>
  sha256(
    canonicalJson({
      call: entry.call,
      seq: entry.seq,
      at: entry.at,
      room: entry.room,
      fact: entry.fact as unknown as Json,
      prev: entry.prev,
    }),
  );

const members = ['at', 'call', 'fact', 'hash', 'prev', 'room', 'seq'];

/** Reads what a store or a file holds as an entry: these seven members, of these kinds, and no other. Null otherwise. */
export const readEntry = (value: unknown): JournalEntry | null => {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== members.join()) return null;
  const { call, seq, at, room, fact, prev, hash } = value as Record<string, unknown>;
  const areWords = [call, room, prev, hash].every((word) => typeof word === 'string');
  if (!areWords || !Number.isSafeInteger(seq) || !Number.isFinite(at)) return null;
  return typeof fact === 'object' && fact !== null && !Array.isArray(fact) ? (value as JournalEntry) : null;
};
