import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { Random } from '#core';
import { ConfigError, canonicalJson, Secret, sha256 } from '#core';

/** An ES256 key pair. Signs from `activeFrom` on, is published until `retireAt`; null is "always" and "no end". NumericDate. */
export type SigningKey = {
  readonly kid: string;
  /** The private JWK (RFC 7517) as JSON. */
  readonly jwk: Secret;
  readonly activeFrom: number | null;
  readonly retireAt: number | null;
};

/** Every key and secret of an installation. Each serves one purpose and none is derived from another (R-J3). */
export type Keyring = {
  /** Made by the program itself for development; refused in production. */
  readonly development: boolean;
  readonly accessTokenKeys: readonly SigningKey[];
  readonly receiptKeys: readonly SigningKey[];
  readonly checkpointKeys: readonly SigningKey[];
  readonly secrets: {
    /** Makes the six digits. */
    readonly txCode: Secret;
    /** Makes DPoP nonces. */
    readonly nonce: Secret;
    /** Signs a grant's row. */
    readonly grantMac: Secret;
    /** Turns user ids and numbers into handles. */
    readonly identity: Secret;
    /** Makes the page codes heard in `voice` delivery. */
    readonly pageCode: Secret;
  };
  /** What makes DPoP nonces from an instant on, in place of `secrets.nonce`; either is accepted while processes change over. */
  readonly nextNonce: TimedSecret | null;
  /** Peppers of PIN hashes by version; new hashes take the highest whose time has come. */
  readonly peppers: Readonly<Record<string, Secret>>;
  /** From when a pepper's version seals new hashes; one that is not named here always does. NumericDate. */
  readonly pepperFrom: Readonly<Record<string, number>>;
};

/** A secret that is known before it is used, so that every process knows it by then. NumericDate. */
export type TimedSecret = { readonly key: Secret; readonly activeFrom: number };

/** What can be rotated while calls go on. */
export type RotatedPurpose = 'access_token' | 'receipt' | 'checkpoint' | 'nonce' | 'pepper';

const bytes32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 random bytes in base64url');
const instant = z.number().positive().optional();
const keys = z
  .array(
    z.strictObject({
      kid: z.string().min(1).max(100).optional(),
      jwk: z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32, d: bytes32 }),
      activeFrom: instant,
      retireAt: instant,
    }),
  )
  .min(1)
  .refine((list) => list.some((key) => key.retireAt === undefined), 'must hold a key that is not retiring');
const shape = z.strictObject({
  version: z.literal(1),
  development: z.boolean().optional(),
  accessTokenKeys: keys,
  receiptKeys: keys,
  checkpointKeys: keys,
  secrets: z.strictObject({
    tx_code: bytes32,
    nonce: bytes32,
    grant_mac: bytes32,
    identity: bytes32,
    page_code: bytes32,
  }),
  peppers: z
    .record(z.string().regex(/^[1-9]\d{0,3}$/, 'must be numbered from 1'), bytes32)
    .refine((peppers) => Object.keys(peppers).length > 0, 'must hold one at least'),
  nextNonce: z.strictObject({ key: bytes32, activeFrom: z.number().positive() }).optional(),
  pepperFrom: z.record(z.string(), z.number().positive()).optional(),
});
type Document = z.infer<typeof shape>;

/**
 * Reads a keyring document. Guarantees that every key signs and verifies, and that no key and no secret serves twice.
 * @throws ConfigError with every problem at once, quoting nothing of the document.
 */
export const parseKeyring = (document: Secret): Keyring => {
  const parsed = shape.safeParse(readJson(document));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `keyring: ${issue.path.join('.')} ${sentence(issue)}`));
  }
  const { accessTokenKeys, receiptKeys, checkpointKeys, secrets, peppers, nextNonce, pepperFrom } = parsed.data;
  const problems: string[] = [];
  const rings = { accessTokenKeys, receiptKeys, checkpointKeys };
  for (const [purpose, list] of Object.entries(rings)) {
    list.forEach((key, at) => {
      if (!worksAsAPair(key.jwk)) problems.push(`keyring: ${purpose}.${at} is not a working key pair`);
    });
  }
  const once = [
    ...Object.values(rings)
      .flat()
      .map((key) => key.jwk.d),
    ...Object.values(secrets),
    ...Object.values(peppers),
    ...(nextNonce === undefined ? [] : [nextNonce.key]),
  ];
  if (new Set(once).size !== once.length)
    problems.push('keyring: a key or secret is there twice; each serves one purpose');
  const kids = Object.values(rings).flat().map(kidOf);
  if (new Set(kids).size !== kids.length) problems.push('keyring: a kid is there twice');
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    development: parsed.data.development ?? false,
    accessTokenKeys: accessTokenKeys.map(signingKey),
    receiptKeys: receiptKeys.map(signingKey),
    checkpointKeys: checkpointKeys.map(signingKey),
    secrets: {
      txCode: new Secret(secrets.tx_code),
      nonce: new Secret(secrets.nonce),
      grantMac: new Secret(secrets.grant_mac),
      identity: new Secret(secrets.identity),
      pageCode: new Secret(secrets.page_code),
    },
    nextNonce: nextNonce === undefined ? null : { ...nextNonce, key: new Secret(nextNonce.key) },
    peppers: Object.fromEntries(Object.entries(peppers).map(([version, pepper]) => [version, new Secret(pepper)])),
    pepperFrom: pepperFrom ?? {},
  };
};

/** A fresh keyring. `development` marks one the program makes for itself, which production refuses. */
export const generateKeyring = (random: Random, development: boolean): Keyring => {
  const secret = () => new Secret(random.bytes(32).toString('base64url'));
  return {
    development,
    accessTokenKeys: [newKey(null)],
    receiptKeys: [newKey(null)],
    checkpointKeys: [newKey(null)],
    secrets: { txCode: secret(), nonce: secret(), grantMac: secret(), identity: secret(), pageCode: secret() },
    nextNonce: null,
    peppers: { '1': secret() },
    pepperFrom: {},
  };
};

/** No nonce lives longer, clocks that differ counted in (src/token/nonce.ts). */
const longestNonceSeconds = 180;

/** When a rotation takes hold (NumericDate) and how long what it replaces goes on (seconds). */
export type Rotation = { readonly now: number; readonly leadSeconds: number; readonly overlapSeconds: number };

/**
 * The same keyring with a new key for one purpose. The new key is published at once and is used after `leadSeconds`, so that
 * whoever keeps our JWKS has fetched it by then, and every process of ours has been started with it; the old ones retire `overlapSeconds` after that. Retired access token keys
 * are dropped; receipt and checkpoint keys and peppers never are, because evidence and PINs outlive every overlap (T-64).
 */
export const rotateKeyring = (
  keyring: Keyring,
  purpose: RotatedPurpose,
  random: Random,
  rotation: Rotation,
): Keyring => {
  const { now, leadSeconds, overlapSeconds } = rotation;
  const activeFrom = now + leadSeconds;
  const fresh = () => new Secret(random.bytes(32).toString('base64url'));
  if (purpose === 'pepper') {
    const next = Math.max(...Object.keys(keyring.peppers).map(Number)) + 1;
    return {
      ...keyring,
      peppers: { ...keyring.peppers, [next]: fresh() },
      pepperFrom: { ...keyring.pepperFrom, [next]: activeFrom },
    };
  }
  if (purpose === 'nonce') {
    const { nextNonce } = keyring;
    if (nextNonce !== null && nextNonce.activeFrom + longestNonceSeconds > now)
      throw new ConfigError(['keyring: the nonce key before has not taken over yet; rotate again when it has']);
    const secrets = nextNonce === null ? keyring.secrets : { ...keyring.secrets, nonce: nextNonce.key };
    return { ...keyring, secrets, nextNonce: { key: fresh(), activeFrom } };
  }
  const followed = (list: readonly SigningKey[]): SigningKey[] => [
    ...list.map((key) => ({ ...key, retireAt: key.retireAt ?? activeFrom + overlapSeconds })),
    newKey(activeFrom),
  ];
  if (purpose === 'receipt') return { ...keyring, receiptKeys: followed(keyring.receiptKeys) };
  if (purpose === 'checkpoint') return { ...keyring, checkpointKeys: followed(keyring.checkpointKeys) };
  const current = keyring.accessTokenKeys.filter((key) => key.retireAt === null || key.retireAt > now);
  return { ...keyring, accessTokenKeys: followed(current) };
};

/** The document of a keyring, for a file only its owner can read. {@link parseKeyring} of it gives the same keyring. */
export const serialiseKeyring = (keyring: Keyring): Secret => {
  const ring = (list: readonly SigningKey[]) =>
    list.map((key) => ({
      kid: key.kid,
      jwk: JSON.parse(key.jwk.reveal()),
      ...(key.activeFrom === null ? {} : { activeFrom: key.activeFrom }),
      ...(key.retireAt === null ? {} : { retireAt: key.retireAt }),
    }));
  const { txCode, nonce, grantMac, identity, pageCode } = keyring.secrets;
  const document: Document = {
    version: 1,
    ...(keyring.development ? { development: true } : {}),
    accessTokenKeys: ring(keyring.accessTokenKeys),
    receiptKeys: ring(keyring.receiptKeys),
    checkpointKeys: ring(keyring.checkpointKeys),
    secrets: {
      tx_code: txCode.reveal(),
      nonce: nonce.reveal(),
      grant_mac: grantMac.reveal(),
      identity: identity.reveal(),
      page_code: pageCode.reveal(),
    },
    peppers: Object.fromEntries(Object.entries(keyring.peppers).map(([version, pepper]) => [version, pepper.reveal()])),
    ...(keyring.nextNonce === null ? {} : { nextNonce: { ...keyring.nextNonce, key: keyring.nextNonce.key.reveal() } }),
    ...(Object.keys(keyring.pepperFrom).length === 0 ? {} : { pepperFrom: keyring.pepperFrom }),
  };
  return new Secret(`${JSON.stringify(document, null, 2)}\n`);
};

const readJson = (document: Secret): unknown => {
  try {
    return JSON.parse(document.reveal());
  } catch {
    // The parser's own message quotes the text around the fault, which may be a key.
    throw new ConfigError(['keyring: is not JSON']);
  }
};

const sentence = (issue: z.core.$ZodIssue): string =>
  issue.code === 'custom' || issue.code === 'invalid_format'
    ? issue.message
    : issue.code === 'unrecognized_keys'
      ? 'has members that do not belong there'
      : 'is missing or not of the right kind';

const kidOf = (key: Document['accessTokenKeys'][number]): string => key.kid ?? thumbprint(key.jwk);

/** RFC 7638 §3. */
const thumbprint = ({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string =>
  sha256(canonicalJson({ crv, kty, x, y }));

const signingKey = (key: Document['accessTokenKeys'][number]): SigningKey => ({
  kid: kidOf(key),
  jwk: new Secret(JSON.stringify(key.jwk)),
  activeFrom: key.activeFrom ?? null,
  retireAt: key.retireAt ?? null,
});

const newKey = (activeFrom: number | null): SigningKey => {
  const { kty, crv, x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const jwk = { kty: kty!, crv: crv!, x: x!, y: y!, d: d! };
  return { kid: thumbprint(jwk), jwk: new Secret(JSON.stringify(jwk)), activeFrom, retireAt: null };
};

const worksAsAPair = ({
  kty,
  crv,
  x,
  y,
  d,
}: {
  kty: string;
  crv: string;
  x: string;
  y: string;
  d: string;
}): boolean => {
  try {
    const words = Buffer.from('voicegrant');
    const signature = sign('sha256', words, createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' }));
    return verify('sha256', words, createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }), signature);
  } catch {
    return false;
  }
};
