import type { CheckedField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import { isIsoDate } from './dates.ts';

/** What is wrong with a field: the words for it and what fills their places. */
export type Problem = {
  readonly say: Exclude<keyof PageWords, 'ends'>;
  readonly with?: Readonly<Record<string, string | number>>;
};

/** The value as it goes on the wire: spaces at the ends gone, an IBAN without spaces and in capitals. */
export const tidy = (field: CheckedField, typed: string): string =>
  field.kind === 'iban' ? typed.replace(/[\s-]/g, '').toUpperCase() : typed.trim();

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

const date = (field: CheckedField, value: string, nowMs: number): Problem | null => {
  if (!isIsoDate(value)) return { say: /\d-\d+-\d/.test(value) ? 'date_none' : 'date' };
  // Kiribati is first into a new day, fourteen hours ahead of UTC.
  return field.past && value > new Date(nowMs + 50_400_000).toISOString() ? { say: 'date_past' } : null;
};

const number = (field: CheckedField, value: string): Problem | null => {
  if (!(field.whole ? /^-?\d+$/ : /^-?\d+([.,]\d+)?$/).test(value)) return { say: 'number' };
  const amount = Number(value.replace(',', '.'));
  if (field.min !== undefined && amount < field.min) return { say: 'least', with: { n: field.min } };
  return field.max !== undefined && amount > field.max ? { say: 'most', with: { n: field.max } } : null;
};

/** What a person must put right in a field before it can be sent, or null. The server checks all of it again. */
export const check = (field: CheckedField, value: string, nowMs: number): Problem | null => {
  if (field.kind === 'yes') return null;
  if (value === '') {
    if (!field.required) return null;
    return field.kind === 'choice'
      ? { say: 'choose_one' }
      : field.kind === 'date'
        ? { say: 'date' }
        : { say: 'required' };
  }
  if (field.kind === 'date') return date(field, value, nowMs);
  if (field.kind === 'number') return number(field, value);
  // The check sum is the server's to test; it answers in the same words.
  if (field.kind === 'iban' && !/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value)) return doubt(field);
  if (field.kind === 'email' && !/^\S+@\S+\.\S+$/.test(value)) return doubt(field);
  return field.kind === 'choice' ? null : text(field, value);
};

/** What to say of a field when nothing finer is known: the server found something this page did not. */
export const doubt = (field: CheckedField): Problem => ({
  say:
    field.kind === 'choice'
      ? 'choose_one'
      : field.kind === 'text' || field.kind === 'tel' || field.kind === 'yes'
        ? 'bad'
        : field.kind,
});
