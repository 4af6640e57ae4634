import type { Kind } from './kind.ts';

export const email: Kind = {
  doubt: 'email',
  check: (_, value) => (/^\S+@\S+\.\S+$/.test(value) ? null : { say: 'email' }),
};
