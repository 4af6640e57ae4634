import { type Clock, contentDigest, type Jkt, sha256 } from '#core';
import type { Store } from '#store';
import { type CompactJws, type JsonObject, parseCompactJws } from './compact-jws.ts';
import { normaliseTarget } from './htu.ts';
import { type Nonces, nonceSkewSeconds } from './nonce.ts';
import { type PublicJwk, readPublicJwk, thumbprint, verifyEs256 } from './p256.ts';
import type { ProofRequest, VerifiedProof } from './types.ts';

/** What `dpop_signing_alg_values_supported` and every `algs` parameter say; what is enforced below (of those that FAPI 2.0 Security Profile §5.4 allows). */
export const proofAlgorithms = ['ES256'] as const;

const maxJtiBytes = 128;
/** How far a proof's own `nbf` may be ahead of our clock. */
const notBeforeSkewSeconds = 10;

/** Which check a proof failed; for the log, never for the wire. */
export type ProofFault =
  | 'not_one_header'
  | 'malformed'
  | 'typ'
  | 'alg'
  | 'crit'
  | 'jwk'
  | 'jti'
  | 'htm'
  | 'htu'
  | 'iat'
  | 'not_yet_valid'
  | 'expired'
  | 'ath'
  | 'content_digest'
  | 'nonce_type'
  | 'nonce_missing'
  | 'nonce_stale'
  | 'signature';

/** `error` is the wire's: 400 with it at the token endpoint, 401 with it in `WWW-Authenticate` at the resource. */
export type ProofVerdict =
  | { readonly ok: true; readonly proof: VerifiedProof }
  | { readonly ok: false; readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce'; readonly reason: ProofFault };

export type ProofVerifier = { verifyProof(request: ProofRequest): ProofVerdict };

const isInstant = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * `typ` is compared exactly: RFC 9449 §4.2 names this one spelling and no client writes another, so `application/dpop+jwt`
 * and other cases are refused. Header members we do not know are ignored; `crit` says that they must not be.
 */
const headerFault = (header: JsonObject): ProofFault | null => {
  if (header.typ !== 'dpop+jwt') return 'typ';
  if (header.alg !== 'ES256') return 'alg';
  return Object.hasOwn(header, 'crit') ? 'crit' : null;
};

/**
 * `iat` must be there and be a whole NumericDate, but its value is not compared with our clock: the nonce carries our own
 * time and decides how old a proof may be (RFC 9449 §11.1), so a caller whose telephone is wrong by a day gets through.
 * A client that states `nbf` or `exp` is taken at its word.
 */
const timeFault = ({ iat, nbf, exp }: JsonObject, now: number): ProofFault | null => {
  if (!isInstant(iat)) return 'iat';
  if (nbf !== undefined && !(isInstant(nbf) && nbf <= now + notBeforeSkewSeconds)) return 'not_yet_valid';
  if (exp !== undefined && !(isInstant(exp) && exp > now)) return 'expired';
  return null;
};

/** The body's digest is compared as text: one algorithm, one spelling (RFC 9530 §2). No body counts as an empty one. */
const digestFault = ({ content_digest: claimed }: JsonObject, request: ProofRequest): ProofFault | null => {
  if (claimed === undefined) return request.requireBodyDigest ? 'content_digest' : null;
  return claimed === contentDigest(request.body ?? '') ? null : 'content_digest';
};

const targetFault = ({ htm, htu }: JsonObject, request: ProofRequest): ProofFault | null => {
  if (htm !== request.method) return 'htm';
  const target = typeof htu === 'string' ? normaliseTarget(htu) : null;
  if (target === null) return 'htu';
  return htu === request.url || target === normaliseTarget(request.url) ? null : 'htu';
};

const nonceFault = ({ nonce }: JsonObject, nonces: Nonces): ProofFault | null => {
  if (nonce === undefined) return 'nonce_missing';
  if (typeof nonce !== 'string') return 'nonce_type';
  return nonces.isFresh(nonce) ? null : 'nonce_stale';
};

const isJti = (jti: unknown): jti is string =>
  typeof jti === 'string' && jti !== '' && Buffer.byteLength(jti) <= maxJtiBytes;

/** The key is part of what is kept, or anybody could use up the jti of somebody else's proof in advance. */
const jtiKey = (jkt: Jkt, request: ProofRequest, jti: string) => {
  const server = request.accessToken === undefined ? 'as' : 'rs';
  return ['dpop', 'jti', sha256(`${jkt}.${server}.${jti}`)] as const;
};

/** Every claim, cheapest first; the nonce last, so that a client is asked for a new one only when that is all that lacks. */
const claimFault = (payload: JsonObject, request: ProofRequest, ports: ProofPorts): ProofFault | null => {
  if (!isJti(payload.jti)) return 'jti';
  const fault = timeFault(payload, ports.clock.now()) ?? targetFault(payload, request);
  if (fault !== null) return fault;
  if (request.accessToken !== undefined && payload.ath !== sha256(request.accessToken)) return 'ath';
  return digestFault(payload, request) ?? nonceFault(payload, ports.nonces);
};

const signatureFault = (jwk: PublicJwk, { signingInput, signature }: CompactJws): ProofFault | null => {
  const verdict = verifyEs256(jwk, signingInput, signature);
  if (verdict === 'valid') return null;
  return verdict === 'bad_key' ? 'jwk' : 'signature';
};

const refused = (reason: ProofFault): ProofVerdict => {
  const error = reason === 'nonce_missing' || reason === 'nonce_stale' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
  return { ok: false, error, reason };
};

type ProofPorts = { readonly nonces: Nonces; readonly clock: Clock };

/**
 * Checks DPoP proofs by RFC 9449 §4.3, all of it but two things that need others: that the `jti` is new, which is decided
 * by committing `burn`, and that the key is the token's `cnf.jkt`. Synchronous; the one expensive step, the signature,
 * comes when everything else has held.
 */
export const createProofVerifier = (ports: ProofPorts): ProofVerifier => ({
  verifyProof(request) {
    const [value, ...others] = request.proofs;
    if (value === undefined || others.length > 0) return refused('not_one_header');
    const jws = parseCompactJws(value);
    if (jws === null) return refused('malformed');
    const badHeader = headerFault(jws.header);
    if (badHeader !== null) return refused(badHeader);
    const jwk = readPublicJwk(jws.header.jwk);
    if (jwk === null) return refused('jwk');
    const fault = claimFault(jws.payload, request, ports) ?? signatureFault(jwk, jws);
    if (fault !== null) return refused(fault);

    const jkt = thumbprint(jwk);
    const key = jtiKey(jkt, request, jws.payload.jti as string);
    // The nonce may come from a process whose clock is ahead: the jti must outlive what that one still accepts.
    const expiresAt = ports.clock.now() + ports.nonces.lifeSeconds + 2 * nonceSkewSeconds;
    return {
      ok: true,
      proof: {
        jkt,
        bodyBound: jws.payload.content_digest !== undefined,
        burn: { checks: [{ key, version: null }], writes: [{ put: key, value: 1, expiresAt }] },
      },
    };
  },
});

/** After a commit with the proof's `burn` failed: was it because this proof had been used before? */
export const isReplay = async (store: Pick<Store, 'get'>, proof: VerifiedProof): Promise<boolean> => {
  const found = await Promise.all(proof.burn.checks.map(({ key }) => store.get(key)));
  return found.some((entry) => entry !== null);
};
