import { createHash } from 'node:crypto';
import type { Key } from '#store';
import { encodeKey } from '../key.ts';

/**
 * Into how many partitions the entries under one two-part prefix are spread. DynamoDB serves a partition 1,000 writes a
 * second; a listing of a two-part prefix asks all of them.
 */
export const shards = 16;

const partitionOf = (first: Key, shard: number): Buffer => Buffer.concat([encodeKey(first), Buffer.of(shard)]);

/** Where an entry lies: with its first two parts, in the shard of its third. */
export const placeOf = (key: Key): Buffer => {
  const third = key[2];
  const shard = third === undefined ? 0 : (createHash('sha256').update(third).digest()[0] ?? 0) % shards;
  return partitionOf(key.slice(0, 2), shard);
};

/**
 * The partitions in which everything under `prefix` lies, or null when that can be anywhere: a prefix of less than two
 * parts has to read the whole table. No room lists one.
 */
export const placesUnder = (prefix: Key): Buffer[] | null => {
  if (prefix.length < 2) return null;
  if (prefix.length > 2) return [placeOf(prefix)];
  return Array.from({ length: shards }, (_, shard) => partitionOf(prefix, shard));
};
