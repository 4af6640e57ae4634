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

/** Does an IBAN's check sum hold (ISO 13616)? */
const isIban = (iban: string): boolean =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) &&
  [...(iban.slice(4) + iban.slice(0, 4))].reduce(
    (sum, sign) => Number(String(sum) + String(Number.parseInt(sign, 36))) % 97,
    0,
  ) === 1;

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
  const year = value.split('-')[0] ?? '';
  if (!/^\d+-\d+-\d+$/.test(value)) return { say: 'date' };
  if (!/^(19|20)\d\d$/.test(year)) return { say: 'date_year' };
  if (!isIsoDate(value)) return { say: 'date_none' };
  // Kiribati is first into a new day, fourteen hours ahead of UTC.
  if (field.past && value > new Date(nowMs + 14 * 3_600_000).toISOString().slice(0, 10)) return { say: 'date_past' };
  return field.pattern === undefined || new RegExp(field.pattern, 'u').test(value) ? null : { say: 'bad' };
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
  if (field.kind === 'iban' && !isIban(value)) return { say: 'iban' };
  if (field.kind === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return { say: 'email' };
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
