import type { Jkt, Json } from '#core';
import type { Batch } from '#store';

/** RFC 9396 authorization details of a grant: exactly one element, one action, one account, one call. */
export type AuthorizationDetail = {
  readonly type: string;
  readonly actions: readonly [string];
  readonly locations: readonly [string];
  /** Opaque account handle. */
  readonly identifier: string;
  /** Opaque call id. */
  readonly call: string;
  readonly limits: { readonly [name: string]: Json };
};

/** Claims of our access token (RFC 9068 §2.2 with RFC 9396 §9.1 and RFC 9449 §6). Instants are NumericDate seconds. */
export type AccessTokenClaims = {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id: string;
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  readonly scope: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly auth_time: number;
  readonly cnf: { readonly jkt: Jkt };
  readonly grant_id: string;
  readonly authorization_details: readonly [AuthorizationDetail];
};

/** One DPoP proof that passed every check of RFC 9449 §4.3 but the last: `burn` must be part of the next commit, or be committed alone. */
export type VerifiedProof = {
  readonly jkt: Jkt;
  /** True when the proof carried the body's digest and it matched (R-A10). */
  readonly bodyBound: boolean;
  /** Marks the proof's `jti` as used: an absence check and a put with expiry. A failed commit means a replay or a lost race; tell them apart with `isReplay`. */
  readonly burn: Pick<Batch, 'checks' | 'writes'>;
};

/** What a proof is checked against. `url` is the configured target without query and fragment, never derived from `Host`. */
export type ProofRequest = {
  /** The raw `DPoP` header field values as received; must be exactly one. */
  readonly proofs: readonly string[];
  readonly method: string;
  readonly url: string;
  /** Present at the resource server: the token exactly as received. */
  readonly accessToken?: string;
  /** The exact body bytes, for the digest claim. */
  readonly body?: Uint8Array;
  /** Must the body's digest be in the proof (`strict` profile)? */
  readonly requireBodyDigest?: boolean;
};
