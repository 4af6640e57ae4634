import type { Keyring } from '#config';
import type { Clock } from '#core';
import type { SignatureCheck } from '#journal';
import { createSigningKeys, type KeySet, localSigner, purposes, verifyOwnJws } from '#token';

/** The signing keys of a keyring. Made here and not by the app, without which a command starts in half the time. */
export const keySetOf = (keyring: Keyring, clock: Clock): KeySet => {
  const { accessTokenKeys: access_token, receiptKeys: receipt, checkpointKeys: checkpoint } = keyring;
  const rings = { access_token, receipt, checkpoint };
  const keys = purposes.flatMap((purpose) =>
    rings[purpose].map(({ jwk, activeFrom, retireAt }) => ({
      purpose,
      signer: localSigner(jwk),
      activeFrom,
      retireAt,
    })),
  );
  return createSigningKeys({ keys, clock });
};

/** Did one of these keys sign this line as a checkpoint? */
export const checkpointCheck =
  (keys: Pick<KeySet, 'publicKey'>): SignatureCheck =>
  (jws) =>
    verifyOwnJws(keys, 'voicegrant-checkpoint+jwt', jws);
