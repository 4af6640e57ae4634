import type { Kind } from './kind.ts';

export const iban: Kind = {
  doubt: 'iban',
  read: ([control]) => control!.value.replace(/[\s-]/g, '').toUpperCase(),
  // The check sum is the server's to test; it answers in the same words.
  check: (_, value) => (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value) ? null : { say: 'iban' }),
  shown: (text) => text.replace(/.{4}/g, '$& '),
};
