import type { Json } from '#core';
import type { Batch, ListOptions, Version } from '#store';
import { encodeKey } from './key.ts';

/** A batch as an engine takes it: keys as bytes, values as text, `text: null` for a delete. Shares nothing with the caller. */
export type AdmittedBatch = {
  readonly checks: readonly { readonly key: Buffer; readonly version: Version | null }[];
  readonly writes: readonly { readonly key: Buffer; readonly text: string | null; readonly expiresAt: number | null }[];
  /** Infinity when the batch is never too late. */
  readonly before: number;
};

const maxOperations = 90;
const maxValueBytes = 65_536;
const defaultListLimit = 1000;

const textOf = (value: Json): string => {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('a store value must be JSON');
  if (text.length > maxValueBytes || Buffer.byteLength(text) > maxValueBytes)
    throw new TypeError(`a store value may have at most ${maxValueBytes} bytes as JSON`);
  return text;
};

const expiryOf = (expiresAt: number | undefined): number | null => {
  if (expiresAt === undefined) return null;
  // NaN compares false with every instant, so it would keep the entry for ever.
  if (!Number.isFinite(expiresAt)) throw new TypeError('expiresAt must be an instant in seconds');
  return expiresAt;
};

/**
 * The one gate in front of every engine, so that all of them refuse the same batches. Guarantees that what the caller
 * changes afterwards is not seen. @throws TypeError for more than 90 checks and writes, a key written twice, a value
 * that is not JSON or over 64 KB, an expiry that is no instant, or a key that cannot be one.
 */
export const admitBatch = ({ checks, writes, before = Number.POSITIVE_INFINITY }: Batch): AdmittedBatch => {
  if (Number.isNaN(before)) throw new TypeError('before must be an instant in seconds');
  if (checks.length + writes.length > maxOperations)
    throw new TypeError(`a batch may have at most ${maxOperations} checks and writes`);
  const written = new Set<string>();
  return {
    before,
    checks: checks.map(({ key, version }) => ({ key: encodeKey(key), version })),
    writes: writes.map((write) => {
      const key = encodeKey('put' in write ? write.put : write.delete);
      const name = key.toString('latin1');
      if (written.has(name)) throw new TypeError('a batch may write a key only once');
      written.add(name);
      if (!('put' in write)) return { key, text: null, expiresAt: null };
      return { key, text: textOf(write.value), expiresAt: expiryOf(write.expiresAt) };
    }),
  };
};

/** How many entries a listing may answer. @throws TypeError when it is not a whole number of at least 0. */
export const admitLimit = (limit: ListOptions['limit'] = defaultListLimit): number => {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new TypeError('a limit must be a whole number of at least 0');
  return limit;
};
