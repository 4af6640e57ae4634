import type { GrantId, Random } from '#core';
import { hmac, hmacBytes, Secret, sha256 } from '#core';

/** Keys of the grant room; none of them is in the store. */
export type GrantKeys = { readonly txCode: Secret; readonly pageCode: Secret; readonly mac: Secret };

/** A fresh pre-authorized code: 256 random bits, 43 characters base64url (ASVS 11.5.1). */
export const newCode = (random: Random): Secret => new Secret(random.bytes(32).toString('base64url'));

/**
 * The page code of a grant in no-link mode: eight digits, heard on the call and typed on the page. Derived like the six
 * digits, so that it can be said again without being kept.
 */
export const pageCodeOf = (keys: GrantKeys, grant: GrantId): Secret => {
  const bits = hmacBytes(keys.pageCode, 'page code of', grant).readBigUInt64BE();
  return new Secret(String(bits % 100_000_000n).padStart(8, '0'));
};

/**
 * What the store keeps of a code. A 256-bit code needs no key; a page code has few values, so its hash is keyed and a
 * copy of the database alone cannot be searched for it (ASVS 6.5.2).
 */
export const codeHash = (keys: GrantKeys, code: string): string =>
  /^\d{8}$/.test(code) ? hmac(keys.pageCode, 'page code', code) : sha256(`pre-authorized code ${code}`);

/**
 * The six digits of a grant (OpenID4VCI 1.0 §3.5 `tx_code`): uniform, different for every grant, and derived from its
 * id with a key, so that they can be said again on request without being kept anywhere.
 */
export const digitsOf = (keys: GrantKeys, grant: GrantId): Secret => {
  const bits = hmacBytes(keys.txCode, 'tx_code', grant).readBigUInt64BE();
  return new Secret(String(bits % 1_000_000n).padStart(6, '0'));
};
