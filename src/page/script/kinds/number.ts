import type { Kind } from './kind.ts';

const amount = (text: string): number => Number(text.replace(',', '.'));

export const number: Kind = {
  doubt: 'number',
  check: ({ whole, min, max }, value) => {
    if (!(whole ? /^-?\d+$/ : /^-?\d+([.,]\d+)?$/).test(value)) return { say: 'number' };
    if (min !== undefined && amount(value) < min) return { say: 'least', with: { n: min } };
    return max !== undefined && amount(value) > max ? { say: 'most', with: { n: max } } : null;
  },
  sent: amount,
};
