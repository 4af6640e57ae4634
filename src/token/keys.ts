import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Clock, ConfigError, PortError, Secret } from '#core';
import { isObject } from './compact-jws.ts';
import { type PublicJwk, readPublicJwk, thumbprint, verifyEs256, withoutStacks } from './p256.ts';

/** What a key signs. Every key has one purpose and a JWS of one purpose never passes for another (R-J3). */
export const purposes = ['access_token', 'receipt', 'checkpoint'] as const;
export type Purpose = (typeof purposes)[number];

/**
 * Something that signs with a P-256 key: a key in this process, or one in a key management service. `sign` answers the 64
 * bytes of RFC 7518 §3.4 over the given bytes, hashing them itself; `kid` is the key's RFC 7638 thumbprint.
 */
export type Signer = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

/**
 * One key and its time: NumericDate seconds, null for "always" and "no end". It is published and accepted from the start,
 * so that others know it in time; it signs from `activeFrom` until a newer one does, or until `retireAt`. From `retireAt`
 * on an access token key is neither published nor accepted; what receipt and checkpoint keys signed is evidence and stays
 * good. To disown everything a key ever signed, take it out of the set.
 */
export type SigningKey = {
  readonly purpose: Purpose;
  readonly signer: Signer;
  readonly activeFrom: number | null;
  readonly retireAt: number | null;
};

export type KeySet = {
  /** The newest key that signs for this purpose now. @throws PortError `signing-keys` when none does. */
  signer(purpose: Purpose): Signer;
  /** The public key with this id, if it is one for this purpose and still accepted. */
  publicKey(purpose: Purpose, kid: string): KeyObject | null;
  /** Every key that is accepted now. */
  accepted(): readonly SigningKey[];
};

/** A new P-256 private key as JWK text, for `VOICEGRANT_*` settings and `voicegrant keys rotate`. */
export const generateKey = (): Secret => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y, d } = privateKey.export({ format: 'jwk' });
  return new Secret(JSON.stringify({ kty, crv, x, y, d }));
};

const readPrivateKey = (text: string): { privateKey: KeyObject; publicJwk: PublicJwk } | null => {
  try {
    const jwk: unknown = JSON.parse(text);
    if (!isObject(jwk) || typeof jwk.d !== 'string') return null;
    const publicJwk = readPublicJwk({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y });
    if (publicJwk === null) return null;
    const privateKey = createPrivateKey({ key: { ...publicJwk, d: jwk.d }, format: 'jwk' });
    return { privateKey, publicJwk };
  } catch {
    return null;
  }
};

/**
 * A signer whose key is in this process; signs synchronously.
 * @param jwk a P-256 private JWK as text, as {@link generateKey} gives it.
 * @throws ConfigError when it is not one, or its two halves do not belong together; the message holds nothing of it.
 */
export const localSigner = (jwk: Secret): Signer => {
  const pair = readPrivateKey(jwk.reveal());
  const refused = () => new ConfigError(['a signing key is not a P-256 private JWK']);
  if (pair === null) throw refused();
  const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signBytes = (bytes: Uint8Array) => withoutStacks(() => sign('sha256', bytes, key));
  if (verifyEs256(pair.publicJwk, 'probe', signBytes(Buffer.from('probe'))) !== 'valid') throw refused();
  return { kid: thumbprint(pair.publicJwk), publicJwk: pair.publicJwk, sign: signBytes };
};

const isRetired = (key: SigningKey, now: number): boolean => key.retireAt !== null && key.retireAt <= now;

const signsAt = (key: SigningKey, now: number): boolean => (key.activeFrom ?? 0) <= now && !isRetired(key, now);

const isAccepted = (key: SigningKey, now: number): boolean => key.purpose !== 'access_token' || !isRetired(key, now);

const problemsOf = (keys: readonly SigningKey[], now: number): string[] => {
  const problems: string[] = [];
  const kids = keys.map((key) => key.signer.kid);
  if (new Set(kids).size !== kids.length) problems.push('a signing key is listed twice; each has one purpose');
  if (keys.some(({ signer }) => signer.kid !== thumbprint(signer.publicJwk))) {
    problems.push('the kid of a signing key is not its RFC 7638 thumbprint');
  }
  for (const purpose of purposes) {
    const ofPurpose = keys.filter((key) => key.purpose === purpose);
    if (!ofPurpose.some((key) => signsAt(key, now))) problems.push(`no key signs for ${purpose} now`);
    if (!ofPurpose.some((key) => key.retireAt === null)) problems.push(`no key for ${purpose} is there to stay`);
  }
  return problems;
};

/**
 * The keys of one installation, several per purpose while one takes over from another.
 * @throws ConfigError with every problem: a purpose without a key that signs now and one without an end, a key under two
 * purposes, a kid that is not the thumbprint.
 */
export const createSigningKeys = (ports: { keys: readonly SigningKey[]; clock: Clock }): KeySet => {
  const { keys, clock } = ports;
  const problems = problemsOf(keys, clock.now());
  if (problems.length > 0) throw new ConfigError(problems);
  const newestFirst = [...keys].sort((a, b) => (b.activeFrom ?? 0) - (a.activeFrom ?? 0));
  const publicKeys = new Map(
    keys.map((key) => [
      `${key.purpose} ${key.signer.kid}`,
      { key, publicKey: createPublicKey({ key: { ...key.signer.publicJwk }, format: 'jwk' }) },
    ]),
  );
  return {
    signer(purpose) {
      const now = clock.now();
      const key = newestFirst.find((candidate) => candidate.purpose === purpose && signsAt(candidate, now));
      if (key === undefined)
        throw new PortError('signing-keys', `no key signs for ${purpose} now`, { retryable: false });
      return key.signer;
    },
    publicKey(purpose, kid) {
      const known = publicKeys.get(`${purpose} ${kid}`);
      return known !== undefined && isAccepted(known.key, clock.now()) ? known.publicKey : null;
    },
    accepted: () => keys.filter((key) => isAccepted(key, clock.now())),
  };
};

/** One published key (RFC 7517 §4). */
export type PublishedJwk = PublicJwk & { readonly kid: string; readonly use: 'sig'; readonly alg: 'ES256' };

/**
 * The public JWKS (RFC 7517 §5), of every purpose unless some are named. Never a private member: each key is put together
 * from its four public ones.
 */
export const jwks = (set: KeySet, ...only: readonly Purpose[]): { keys: PublishedJwk[] } => ({
  keys: set
    .accepted()
    .filter(({ purpose }) => only.length === 0 || only.includes(purpose))
    .map(({ signer: { kid, publicJwk } }) => ({
      kty: publicJwk.kty,
      crv: publicJwk.crv,
      x: publicJwk.x,
      y: publicJwk.y,
      kid,
      use: 'sig',
      alg: 'ES256',
    })),
});
