import type { Clock } from '#core';
import type { Batch } from '#store';
import type { Challenges } from './challenge.ts';
import { parseCompactJws } from './compact-jws.ts';
import { type PublicJwk, readPublicJwk, verifyEs256 } from './p256.ts';

/** OpenID4VCI 1.0 Appendix F.1. */
export const keyProofTyp = 'openid4vci-proof+jwt';

/** How far a proof's own times may be ahead of our clock. */
const clockSkewSeconds = 60;

export type KeyProof =
  | { readonly ok: true; readonly jwk: PublicJwk; readonly use: Pick<Batch, 'checks' | 'writes'> }
  | { readonly ok: false; readonly error: 'invalid_proof' | 'invalid_nonce' };

const isInstant = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Checks a wallet's proof that it holds the key a credential is to be bound to (OpenID4VCI 1.0 §8.2.1.1, §F.4): its `typ`,
 * ES256 with a plain public `jwk` and no other way to name a key, this issuer as its one audience, and a challenge of ours.
 * How old it is, the challenge says; `use` must be part of the commit that issues, or the challenge could be used again.
 */
export const createKeyProofs = (ports: { issuer: string; challenges: Challenges; clock: Clock }) => {
  const invalid: KeyProof = { ok: false, error: 'invalid_proof' };
  return (proof: string): KeyProof => {
    const jws = parseCompactJws(proof);
    if (jws === null) return invalid;
    const { typ, alg, jwk: named, kid, x5c, crit, trust_chain: chain } = jws.header;
    if (typ !== keyProofTyp || alg !== 'ES256') return invalid;
    if ([kid, x5c, crit, chain].some((member) => member !== undefined)) return invalid;
    const jwk = readPublicJwk(named);
    if (jwk === null) return invalid;
    const { aud, iat, nbf, exp, nonce } = jws.payload;
    const now = ports.clock.now();
    if (aud !== ports.issuer || !isInstant(iat)) return invalid;
    if (nbf !== undefined && !(isInstant(nbf) && nbf <= now + clockSkewSeconds)) return invalid;
    if (exp !== undefined && !(isInstant(exp) && exp > now)) return invalid;
    if (verifyEs256(jwk, jws.signingInput, jws.signature) !== 'valid') return invalid;
    const use = typeof nonce === 'string' ? ports.challenges.open(nonce) : null;
    return use === null ? { ok: false, error: 'invalid_nonce' } : { ok: true, jwk, use };
  };
};
