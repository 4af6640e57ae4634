import type { Json } from '#core';

export type JsonObject = { readonly [name: string]: Json };

/** A signed claim needs four levels; more is somebody trying something. */
const maxDepth = 8;
const quote = 0x22;
const backslash = 0x5c;

/** The index of the quote that ends the string starting at `start`. The text is known to be valid JSON. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
};

const skipSpace = (text: string, start: number): number => {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
};

/**
 * In valid JSON a string is a member's name exactly when a colon follows it, so one pass over the text finds every name;
 * names are compared after unescaping, as JSON.parse would merge them.
 */
const repeatsNameOrIsTooDeep = (text: string): boolean => {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
      case '[':
        if (open.length === maxDepth) return true;
        open.push(new Set());
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        if (text[skipSpace(text, end + 1)] === ':') {
          const name = JSON.parse(text.slice(at, end + 1)) as string;
          const names = open.at(-1);
          if (names?.has(name)) return true;
          names?.add(name);
        }
        at = end;
      }
    }
  }
  return false;
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a JSON object of which no two parsers can think differently: a name that occurs twice at the same level, nesting
 * deeper than eight, or anything but an object gives null (RFC 7515 §4, RFC 8725 §2.4).
 */
export const parseObject = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !repeatsNameOrIsTooDeep(text) ? value : null;
  } catch {
    return null;
  }
};
