// In: bytes to sign, and the name of a key in AWS KMS. Out: ES256 signatures as JWS has them, by a key that nobody can take away.
// KMS answers DER; what leaves here is the 64 bytes of RFC 7518 §3.4, held against the public key before anybody relies on it.
// Must never: hand on a signature that does not verify, or sign with a key that is not P-256 and for signing alone.
import { createPublicKey, hash, verify } from 'node:crypto';
import { PortError } from '#core';
import type { Signer } from '../keys.ts';
import { readPublicJwk, thumbprint } from '../p256.ts';
import { fixedWidth } from './der.ts';

export { fixedWidth } from './der.ts';

const broken = (what: string, retryable: boolean, cause?: unknown) =>
  new PortError('signing-keys', what, { retryable, cause });

/** KMS's own names for "not now"; everything else does not get better by itself. */
const passing = new Set([
  'DependencyTimeoutException',
  'KMSInternalException',
  'KeyUnavailableException',
  'LimitExceededException',
  'ThrottlingException',
  'TimeoutError',
]);

/** Asks KMS one operation; bytes are base64, both ways. Errors have KMS's own names and say in `$fault` whose they are. */
export type AskKms = (operation: 'GetPublicKey' | 'Sign', input: object) => Promise<KmsAnswer>;
type KmsAnswer = {
  readonly KeyUsage?: string;
  readonly KeySpec?: string;
  readonly PublicKey?: string;
  readonly Signature?: string;
};

const ask = async <Answer>(what: string, send: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await send();
  } catch (error) {
    const { name = '', $fault: fault } = error as { name?: string; $fault?: string };
    throw broken(what, passing.has(name) || fault !== 'client', error);
  }
};

/**
 * A signer whose key is in AWS KMS: key spec ECC_NIST_P256, usage SIGN_VERIFY. Asks once for the public half; each
 * signature is one request, over the digest alone. @throws PortError `signing-keys`.
 */
export const openKmsSigner = async (kms: AskKms, keyId: string): Promise<Signer> => {
  const told = await ask('the public key cannot be read', () => kms('GetPublicKey', { KeyId: keyId }));
  const isEs256 = told.KeyUsage === 'SIGN_VERIFY' && told.KeySpec === 'ECC_NIST_P256';
  if (!isEs256 || told.PublicKey === undefined) throw broken('the key is not an ES256 signing key', false);
  const publicKey = publicKeyOf(told.PublicKey);
  const publicJwk = readPublicJwk(publicKey?.export({ format: 'jwk' }));
  if (publicKey === null || publicJwk === null) throw broken('the public key is not one of P-256', false);
  return {
    kid: thumbprint(publicJwk),
    publicJwk,
    async sign(bytes) {
      const { Signature: der } = await ask('a signature could not be made', () =>
        kms('Sign', {
          KeyId: keyId,
          Message: hash('sha256', bytes, 'base64'),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      const signature = der === undefined ? null : fixedWidth(Buffer.from(der, 'base64'));
      const isOurs =
        signature !== null && verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
      if (!isOurs) throw broken('the signature that came back does not verify', true);
      return signature;
    },
  };
};

const publicKeyOf = (der: string) => {
  try {
    return createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
};
