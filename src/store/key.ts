import type { Key } from '#store';

/** The longest encoded key. DynamoDB takes 1024 bytes at most, so every engine refuses what that one would refuse. */
const maxKeyBytes = 1024;

const escapePart = (part: string): string => part.replaceAll('\x01', '\x01\x02').replaceAll('\0', '\x01\x01');
const unescapePart = (part: string): string => part.replaceAll('\x01\x01', '\0').replaceAll('\x01\x02', '\x01');

const encodeParts = (parts: Key): Buffer => {
  let text = '';
  for (const part of parts) {
    // A lone surrogate has no UTF-8 form: two different keys would become one.
    if (typeof part !== 'string' || !part.isWellFormed())
      throw new TypeError('every part of a store key must be a well-formed string');
    text += `${part.includes('\0') || part.includes('\x01') ? escapePart(part) : part}\0`;
  }
  return Buffer.from(text, 'utf8');
};

/**
 * A key as bytes whose plain byte order is the order of keys: part by part, by UTF-8 bytes, a shorter key before its
 * extensions. Each part ends with 00, which occurs nowhere else: inside a part 00 is written 01 01 and 01 is 01 02.
 * @throws TypeError for an empty key, a part that is not well-formed Unicode, or more than 1024 bytes.
 */
export const encodeKey = (key: Key): Buffer => {
  if (!Array.isArray(key) || key.length === 0) throw new TypeError('a store key needs at least one part');
  const bytes = encodeParts(key);
  if (bytes.length > maxKeyBytes) throw new TypeError(`a store key may have at most ${maxKeyBytes} bytes`);
  return bytes;
};

/** The key that {@link encodeKey} turned into these bytes. */
export const decodeKey = (bytes: Uint8Array): string[] => {
  const parts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\0');
  parts.pop();
  return parts.map((part) => (part.includes('\x01') ? unescapePart(part) : part));
};

/** Encoded keys strictly between `above` and `below`. */
export type KeyRange = { readonly above: Buffer; readonly below: Buffer };

/**
 * The keys that start with `prefix` part by part and are longer; with `after`, only those that come later in the
 * direction of the listing. The empty prefix means every key. @throws TypeError as {@link encodeKey}.
 */
export const rangeOf = (prefix: Key, after?: Key, reverse = false): KeyRange => {
  const above = encodeParts(prefix);
  // FF begins no UTF-8 character, so it comes after every further part.
  const below = Buffer.concat([above, Buffer.of(0xff)]);
  if (after === undefined) return { above, below };
  const from = encodeKey(after);
  if (reverse) return { above, below: from.compare(below) < 0 ? from : below };
  return { above: from.compare(above) > 0 ? from : above, below };
};
