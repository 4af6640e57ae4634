import { createPublicKey, type KeyObject } from 'node:crypto';
import { isObject } from './compact-jws.ts';
import type { KeySet } from './keys.ts';
import { readPublicJwk, thumbprint } from './p256.ts';

/**
 * The keys of a JWK Set as it was published (RFC 7517 §5), for checking what an installation signed without its keyring.
 * The set does not tell which key is for what: the header's `typ` decides that, and each key signed one `typ` only. A key
 * goes by its thumbprint, whatever `kid` it came with, unless that is another key's. Null when there is no usable key.
 */
export const readPublishedKeys = (text: string): Pick<KeySet, 'publicKey'> | null => {
  const keys = new Map<string, KeyObject>();
  for (const published of publishedIn(text)) {
    const jwk = readPublicJwk(published);
    if (jwk === null) continue;
    try {
      const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
      const { kid } = published as { kid?: unknown };
      if (typeof kid === 'string' && !keys.has(kid)) keys.set(kid, key);
      keys.set(thumbprint(jwk), key);
    } catch {
      // Not a point of the curve: nothing can have been signed with it.
    }
  }
  return keys.size === 0 ? null : { publicKey: (_purpose, kid) => keys.get(kid) ?? null };
};

const publishedIn = (text: string): readonly unknown[] => {
  try {
    const set: unknown = JSON.parse(text);
    return isObject(set) && Array.isArray((set as { keys?: unknown }).keys) ? (set as { keys: unknown[] }).keys : [];
  } catch {
    return [];
  }
};
