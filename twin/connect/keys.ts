// How Lex and Connect turn keys into one entry: a length at which it ends, a key that ends it, a key that forgets it.

export type KeyLimits = {
  readonly most: number;
  readonly end: string;
  readonly deletion: string;
  /** Silence after the last key that ends the entry, in milliseconds. */
  readonly endTimeoutMs: number;
};

/** The entry, and how long it took to end: nothing when a key or the length ended it. Keys after the end are lost. */
export const entryOf = (keys: string, limits: KeyLimits): { readonly digits: string; readonly waitedMs: number } => {
  let digits = '';
  for (const key of keys) {
    if (key === limits.end) return { digits, waitedMs: 0 };
    if (key === limits.deletion) digits = '';
    else digits += key;
    if (digits.length >= limits.most) return { digits, waitedMs: 0 };
  }
  return { digits, waitedMs: limits.endTimeoutMs };
};
