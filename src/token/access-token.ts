import * as z from 'zod';
import { type Clock, type Jkt, type Json, Secret } from '#core';
import { encodeSegment, type JsonObject, parseCompactJws } from './compact-jws.ts';
import type { KeySet } from './keys.ts';
import { type JwsFault, openOwnJws, signJws, typOf } from './own-jws.ts';
import { verifyEs256 } from './p256.ts';
import type { AccessTokenClaims } from './types.ts';

/** No access token lives longer than this, whatever the settings (R-J2). */
const maxLifetimeSeconds = 300;
/** How far another process's clock may be ahead of ours. More would let a token outlive a clock that was set back. */
const clockSkewSeconds = 10;

const text = z.string().min(1).max(1024);
const instant = z.int().nonnegative();
const json: z.ZodType<Json> = z.json();

const detail = z.strictObject({
  type: text,
  actions: z.tuple([text]),
  locations: z.tuple([text]),
  identifier: text,
  call: text,
  limits: z.record(z.string(), json),
});

const claimsShape = z.object({
  iss: text,
  aud: text,
  sub: text,
  client_id: text,
  exp: instant,
  iat: instant,
  nbf: instant.optional(),
  jti: text,
  scope: text,
  acr: text,
  amr: z.array(text).readonly(),
  auth_time: instant,
  cnf: z.strictObject({
    jkt: z
      .string()
      .regex(/^[\w-]{43}$/)
      .transform((jkt) => jkt as Jkt),
  }),
  grant_id: text,
  authorization_details: z.tuple([detail]),
});

/** What a token is made from: everything but what this room knows itself. */
export type TokenWish = Omit<AccessTokenClaims, 'iss' | 'aud' | 'iat' | 'exp'> & {
  /** Now, unless the same token is made again. */
  readonly iat?: number;
  /** Caps the life below the configured one, as when the grant ends sooner. */
  readonly exp?: number;
};

export type TokenFault = JwsFault | 'claims' | 'issuer' | 'audience' | 'lifetime' | 'expired' | 'not_yet_valid';

export type AccessTokens = {
  /**
   * Signs an access token (RFC 9068 §2). `exp` is `iat` plus the configured life, or the wish's own if sooner.
   * @throws RangeError when that leaves no life. @throws PortError `signing-keys`.
   */
  mint(wish: TokenWish): Promise<Secret>;
  /**
   * Checks an access token (RFC 9068 §4, RFC 7519 §7.2; R-J1, R-J2): signature, kind, every claim's type, issuer, audience, life. Whether
   * its grant still lives, and whether the proof's key is `cnf.jkt`, is for others to see: a valid token alone allows
   * nothing (R-A3). `reason` is for the log, not for the wire.
   */
  verify(token: string): TokenVerdict;
  /**
   * As `verify`, with the same work for a token that is none of ours as for one that is: what a fault has saved is done for
   * nothing. For endpoints that answer alike whatever a token is (R-O14, R-O15).
   */
  verifyEvenly(token: string): TokenVerdict;
};

export type TokenVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | { readonly ok: false; readonly reason: TokenFault };

/** Faults that are found without looking at the signature. */
const beforeSignature: ReadonlySet<TokenFault> = new Set(['malformed', 'header', 'unknown_key']);
/** Faults that are found without looking at the claims. */
const beforeClaims: ReadonlySet<TokenFault> = new Set([...beforeSignature, 'signature']);

/** Nobody's token, of the shape and size of a real one, with a signature in range, so that each step takes as long. */
const nobodys = (() => {
  const name = 'A'.repeat(22);
  const claims = {
    ...{ iss: 'https://nowhere.example', aud: 'https://nowhere.example', sub: `sub_${name}`, client_id: 'nobody' },
    ...{ exp: 1, iat: 0, jti: `tok_${name}`, scope: 'nothing', acr: `urn:${name}${name}`, amr: ['pin', 'tel'] },
    ...{ auth_time: 0, cnf: { jkt: 'A'.repeat(43) }, grant_id: `grant_${name}` },
    authorization_details: [
      {
        ...{ type: 'nothing', actions: ['nothing'], locations: ['https://nowhere.example'] },
        ...{ identifier: `acct_${name}`, call: `call_${name}`, limits: { persons: 1 } },
      },
    ],
  };
  const header = { alg: 'ES256', typ: 'at+jwt', kid: 'A'.repeat(43) };
  const signingInput = `${encodeSegment(header)}.${encodeSegment(claims)}`;
  const signature = Buffer.alloc(64, 1);
  return { claims, signingInput, signature, jws: `${signingInput}.${signature.toString('base64url')}` };
})();

/** The registered claims that are instants (RFC 7519 §4.1.4–6). */
const timeFault = (claims: z.infer<typeof claimsShape>, now: number): TokenFault | null => {
  const { iat, exp, nbf } = claims;
  if (exp <= iat || exp - iat > maxLifetimeSeconds) return 'lifetime';
  if (iat > now + clockSkewSeconds || (nbf !== undefined && nbf > now + clockSkewSeconds)) return 'not_yet_valid';
  return exp <= now ? 'expired' : null;
};

/**
 * Makes and checks the access tokens of one issuer for its one resource server (RFC 9700 §2.3).
 * @param ports.audience the resource server's identifier, compared byte for byte.
 * @param ports.lifetimeSeconds a whole number from 1 to 300.
 * @throws RangeError when the life is out of that range.
 */
export const createAccessTokens = (ports: {
  issuer: string;
  audience: string;
  keys: KeySet;
  clock: Clock;
  lifetimeSeconds: number;
}): AccessTokens => {
  const { issuer, audience, keys, clock, lifetimeSeconds } = ports;
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > maxLifetimeSeconds) {
    throw new RangeError('an access token lives 1 to 300 seconds');
  }
  const verify = (token: string): TokenVerdict => {
    const opened = openOwnJws(keys, 'access_token', token);
    if (typeof opened === 'string') return { ok: false, reason: opened };
    const read = claimsShape.safeParse(opened);
    if (!read.success) return { ok: false, reason: 'claims' };
    if (read.data.iss !== issuer) return { ok: false, reason: 'issuer' };
    if (read.data.aud !== audience) return { ok: false, reason: 'audience' };
    const fault = timeFault(read.data, clock.now());
    return fault === null ? { ok: true, claims: read.data } : { ok: false, reason: fault };
  };
  return {
    async mint(wish) {
      const iat = wish.iat ?? Math.floor(clock.now());
      const exp = Math.min(Math.floor(wish.exp ?? Number.POSITIVE_INFINITY), iat + lifetimeSeconds);
      if (!(exp > iat)) throw new RangeError('the access token would have no life');
      const claims: AccessTokenClaims = { ...wish, iss: issuer, aud: audience, iat, exp };
      return new Secret(await signJws(keys.signer('access_token'), typOf.access_token, claims satisfies JsonObject));
    },
    verify,
    verifyEvenly(token) {
      const verdict = verify(token);
      if (verdict.ok) return verdict;
      const { reason } = verdict;
      const { kid } = keys.signer('access_token');
      const key = keys.publicKey('access_token', kid);
      if (reason === 'malformed') parseCompactJws(nobodys.jws);
      if (beforeSignature.has(reason) && key !== null) verifyEs256(key, nobodys.signingInput, nobodys.signature);
      if (beforeClaims.has(reason)) claimsShape.safeParse(nobodys.claims);
      return verdict;
    },
  };
};
