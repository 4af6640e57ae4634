import type { CheckedField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import type { Kind } from './kinds/kind.ts';

/** What is wrong with a field: the words for it and what fills their places. */
export type Problem = {
  readonly say: Exclude<keyof PageWords, 'ends' | 'login'>;
  readonly with?: Readonly<Record<string, string | number>>;
};

const text = (field: CheckedField, value: string): Problem | null => {
  const length = [...value].length;
  if (field.max !== undefined && length > field.max) return { say: 'long', with: { n: field.max } };
  if (field.pattern !== undefined) {
    const pattern = new RegExp(field.pattern, 'u');
    if (!pattern.test(value)) {
      // Naming the sign that is in the way helps; it can be named when the rest would have been taken.
      const rest = value.replace(/[^\p{L}\p{M} ]/gu, '');
      const signs = [...new Set(value)].filter((sign) => !rest.includes(sign) && !pattern.test(`${rest}${sign}`));
      return pattern.test(rest) && signs.length > 0
        ? { say: 'leave_out', with: { signs: signs.join(' ') } }
        : { say: 'bad' };
    }
  }
  return field.min !== undefined && length < field.min ? { say: 'short', with: { n: field.min } } : null;
};

/**
 * What a person must put right in a field before it can be sent, or null. The server checks all of it again. `kind` is
 * absent for plain text.
 */
export const check = (field: CheckedField, kind: Kind | undefined, value: string, nowMs: number): Problem | null => {
  if (value === '') return field.required ? { say: kind?.missing ?? 'required' } : null;
  return (kind?.check ?? text)(field, value, nowMs);
};

/** What to say of a field when nothing finer is known: the server found something this page did not. */
export const doubt = (kind: Kind | undefined): Problem => ({ say: kind?.doubt ?? 'bad' });
