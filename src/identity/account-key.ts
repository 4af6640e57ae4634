import type { E164, Secret } from '#core';
import { hmac } from '#core';

/** Longer ids than any provider has; all of them count as one account, so that length buys no extra guesses. */
const longestUserId = 256;

/**
 * What two spellings of one user id have in common: letters and digits, without case, accents, spaces or punctuation.
 * Coarser than every provider's own rule on purpose: a finer one would give each spelling its own budget of guesses.
 */
export const normalUserId = (userId: Secret): string => {
  const text = userId.reveal();
  if (text.length > longestUserId) return '(too long)';
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
};

/**
 * The name an account has in the store: HMAC of the normal user id. Known and unknown ids look alike, and whoever reads
 * the store cannot try ids without the key.
 */
export const accountKeyOf = (key: Secret, userId: Secret): string =>
  hmac(key, 'identity account', normalUserId(userId));

/** The name a telephone number has in the store. */
export const numberKeyOf = (key: Secret, number: E164): string => hmac(key, 'identity number', number);
