import { type KeyObject, verify } from 'node:crypto';
import { type Jkt, sha256 } from '#core';
import { decodeBase64url, isObject } from './compact-jws.ts';

/** A P-256 public key as JWK, with nothing else in it (RFC 7518 §6.2.1). */
export type PublicJwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** The members of RFC 7518 §6 and RFC 8037 that hold, or can only come with, a private or symmetric key. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' && decodeBase64url(value)?.length === 32;

/**
 * Reads an untrusted JWK as a plain P-256 public key: right type and curve, both coordinates 32 bytes in canonical
 * base64url, no private member, and not marked for another use. Members that say nothing about that are dropped. Whether
 * the point lies on the curve shows at {@link verifyEs256}. Null otherwise. (RFC 9449 §4.3 check 7)
 */
export const readPublicJwk = (value: unknown): PublicJwk | null => {
  if (!isObject(value) || value.kty !== 'EC' || value.crv !== 'P-256') return null;
  if (privateMembers.some((member) => Object.hasOwn(value, member))) return null;
  if (!isCoordinate(value.x) || !isCoordinate(value.y)) return null;
  if (value.alg !== undefined && value.alg !== 'ES256') return null;
  if (value.use !== undefined && value.use !== 'sig') return null;
  const { key_ops: operations } = value;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return null;
  return { kty: 'EC', crv: 'P-256', x: value.x, y: value.y };
};

/** JWK SHA-256 thumbprint (RFC 7638 §3): the same for every order and dressing of the same key. */
export const thumbprint = (jwk: PublicJwk): Jkt =>
  sha256(`{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`) as Jkt;

/**
 * Runs a signing or verifying call of Node's. Node finds out what kind of key it was given by catching an error for every
 * kind it is not; the stacks of those errors, which nobody sees, cost as much as a third of the signature. `work` must be
 * synchronous, so that no other code runs without stacks.
 */
export const withoutStacks = <Result>(work: () => Result): Result => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/**
 * Checks an ES256 signature (RFC 7518 §3.4) synchronously. `bad_key` when the point is not on the curve. A signature is
 * 64 bytes, r and s; DER is refused. Both (r, s) and (r, n−s) are accepted: JWS does not ask for the lower s, half of all
 * honest signatures have the higher one, and nothing of ours takes a signature for an identity, so the other twin buys
 * nothing.
 */
export const verifyEs256 = (
  key: KeyObject | PublicJwk,
  signingInput: string,
  signature: Uint8Array,
): 'valid' | 'invalid' | 'bad_key' => {
  const input = Buffer.from(signingInput);
  try {
    const options = 'kty' in key ? ({ key, format: 'jwk' } as const) : { key };
    const valid = withoutStacks(() => verify('sha256', input, { ...options, dsaEncoding: 'ieee-p1363' }, signature));
    return valid ? 'valid' : 'invalid';
  } catch {
    return 'bad_key';
  }
};
