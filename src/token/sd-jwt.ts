import { type Json, type Random, sha256 } from '#core';
import type { JsonObject } from './compact-jws.ts';
import type { Signer } from './keys.ts';
import { signJws } from './own-jws.ts';
import type { PublicJwk } from './p256.ts';

/** What an SD-JWT VC is made from: claims everybody sees, claims the holder may show one by one, and the holder's key. */
export type CredentialWish = {
  readonly vct: string;
  readonly open: JsonObject;
  readonly hidden: JsonObject;
  readonly holder: PublicJwk;
};

const disclosure = (random: Random, name: string, value: Json): string =>
  Buffer.from(JSON.stringify([random.bytes(16).toString('base64url'), name, value])).toString('base64url');

/**
 * Signs an SD-JWT VC (RFC 9901 §4, draft-ietf-oauth-sd-jwt-vc §3) bound to the holder's key: the JWS, then every
 * disclosure, each followed by `~`, without a key-binding JWT. @throws what the signer throws.
 */
export const issueSdJwt = async (signer: Signer, random: Random, wish: CredentialWish): Promise<string> => {
  const disclosures = Object.entries(wish.hidden).map(([name, value]) => disclosure(random, name, value));
  const { kty, crv, x, y } = wish.holder;
  const claims = {
    ...wish.open,
    vct: wish.vct,
    cnf: { jwk: { kty, crv, x, y } },
    _sd_alg: 'sha-256',
    // Sorted, because their order would tell which is which.
    _sd: disclosures.map((text) => sha256(text)).sort(),
  };
  return `${[await signJws(signer, 'dc+sd-jwt', claims), ...disclosures].join('~')}~`;
};
