import { createHash } from 'node:crypto';
import type { AdmittedBatch } from '../admit.ts';

/** The locks of one transaction, ready to bind: ids in ascending order, and for each whether others may hold it as well. */
export type CommitLocks = { readonly ids: string[]; readonly shared: boolean[] };

/**
 * A key's lock: 64 bits of its hash. The server's advisory locks are one space for everybody in a database, so the hash
 * has a prefix of ours. Two keys with one hash only wait for each other without need.
 */
const lockOf = (key: Buffer): bigint =>
  createHash('sha256').update('voicegrant entry\0').update(key).digest().readBigInt64BE();

/**
 * What a transaction must hold while it checks and writes: every key it writes alone, every key it only checks together with
 * others that only check. One order for everybody, so that no two commits ever wait for each other in a circle.
 */
export const locksOf = (batches: readonly AdmittedBatch[]): CommitLocks => {
  const locks = new Map<bigint, boolean>();
  for (const { checks } of batches) for (const { key } of checks) locks.set(lockOf(key), true);
  for (const { writes } of batches) for (const { key } of writes) locks.set(lockOf(key), false);
  const sorted = [...locks].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ids: sorted.map(([id]) => String(id)), shared: sorted.map(([, shared]) => shared) };
};
