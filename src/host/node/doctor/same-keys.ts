import type { Keyring } from '#config';

/** Does a published JWK Set hold a public key of this keyring? */
export const sameKeys = ({ accessTokenKeys }: Keyring, published: unknown): boolean => {
  const { keys = [] } = published as { keys?: readonly { x?: string }[] };
  const ours = new Set(accessTokenKeys.map(({ jwk }) => (jwk as { x?: string }).x));
  return keys.some(({ x }) => ours.has(x));
};
