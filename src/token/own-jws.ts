import { encodeSegment, type JsonObject, parseCompactJws } from './compact-jws.ts';
import type { KeySet, Purpose, Signer } from './keys.ts';
import { verifyEs256 } from './p256.ts';

/** The `typ` of each kind of JWS that we sign (RFC 8725 §2.8, §3.11: explicit typing). */
export const typOf = {
  access_token: 'at+jwt',
  receipt: 'voicegrant-receipt+jwt',
  checkpoint: 'voicegrant-checkpoint+jwt',
} as const satisfies Record<Purpose, string>;
export type OwnTyp = (typeof typOf)[Purpose];

const purposeOf = new Map<string, Purpose>(Object.entries(typOf).map(([purpose, typ]) => [typ, purpose as Purpose]));
/** RFC 9068 §4 has the long form accepted as well. */
purposeOf.set('application/at+jwt', 'access_token');

export type JwsFault = 'malformed' | 'header' | 'unknown_key' | 'signature';

/**
 * Signs claims as a compact JWS (RFC 7515 §7.1) with the header `alg`, `typ`, `kid` and nothing else. `dc+sd-jwt` is a
 * receipt as a credential, for others to check: nothing here takes it back.
 * @throws what the signer throws; never with the claims in the message.
 */
export const signJws = async (signer: Signer, typ: OwnTyp | 'dc+sd-jwt', claims: JsonObject): Promise<string> => {
  const input = `${encodeSegment({ alg: 'ES256', typ, kid: signer.kid })}.${encodeSegment(claims)}`;
  const signing = signer.sign(Buffer.from(input));
  const signature = signing instanceof Uint8Array ? signing : await signing;
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
};

/**
 * Checks a JWS that should be our own. The header must be what {@link signJws} writes and nothing more: any other member
 * (`jwk`, `jku`, `x5u`, `x5c`, `crit`, …) is a forger's, because we never write one.
 */
export const openOwnJws = (keys: Pick<KeySet, 'publicKey'>, purpose: Purpose, jws: string): JsonObject | JwsFault => {
  const parsed = parseCompactJws(jws);
  if (parsed === null) return 'malformed';
  const { alg, typ, kid, ...others } = parsed.header;
  if (alg !== 'ES256' || typeof typ !== 'string' || purposeOf.get(typ) !== purpose) return 'header';
  if (typeof kid !== 'string' || Object.keys(others).length > 0) return 'header';
  const key = keys.publicKey(purpose, kid);
  if (key === null) return 'unknown_key';
  return verifyEs256(key, parsed.signingInput, parsed.signature) === 'valid' ? parsed.payload : 'signature';
};

/**
 * The claims of a receipt, checkpoint or access token that this installation signed as exactly that; null for everything
 * else. Looks at no claim: instants and audience are the caller's to check.
 */
export const verifyOwnJws = (keys: Pick<KeySet, 'publicKey'>, typ: OwnTyp, jws: string): JsonObject | null => {
  const purpose = purposeOf.get(typ);
  const opened = purpose === undefined ? 'header' : openOwnJws(keys, purpose, jws);
  return typeof opened === 'string' ? null : opened;
};
