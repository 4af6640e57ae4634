import { buildClient, CommitmentPolicy, RawRsaKeyringNode } from '@aws-crypto/client-node';
import { PortError, Secret } from '#core';

/** The provider name in what Connect encrypts; the AWS Encryption SDK finds the key by it and by the key's id. */
const keypadProvider = 'AmazonConnect';

/** Opens one stored customer input (base64). @throws PortError when it cannot be read; never quotes it. */
export type DecryptInput = (input: string) => Promise<Secret>;

/** Twice what Connect makes of twelve keys. */
const longestInput = 4096;

/**
 * The decryptor of encrypted Store customer input: AWS Encryption SDK, RSA-OAEP with SHA-512. `keys` are the private keys
 * in PEM by the id Connect knows their public half by; two, so that one can be replaced by another.
 */
export const createKeypadDecryptor = (
  keys: readonly { readonly keyId: string; readonly privateKey: Secret }[],
): DecryptInput => {
  // Connect chooses the algorithm suite; committed and older messages are both read.
  const { decrypt } = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);
  const keyrings = keys.map(
    ({ keyId, privateKey }) =>
      new RawRsaKeyringNode({
        keyNamespace: keypadProvider,
        keyName: keyId,
        rsaKey: { privateKey: privateKey.reveal() },
        oaepHash: 'sha512',
      }),
  );
  return async (input) => {
    if (input.length > longestInput || !/^[A-Za-z0-9+/]+={0,2}$/.test(input))
      throw new PortError('keypad', 'the input is not base64', { retryable: false });
    for (const keyring of keyrings) {
      try {
        const { plaintext } = await decrypt(keyring, Buffer.from(input, 'base64'));
        const keyed = new Secret(plaintext.toString('utf8'));
        plaintext.fill(0);
        return keyed;
      } catch {
        // The error of a library may describe what it was given; which key it was does not matter.
      }
    }
    throw new PortError('keypad', 'no key opens the input', { retryable: false });
  };
};
