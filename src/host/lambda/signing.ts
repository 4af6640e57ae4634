import { KMSClient } from '@aws-sdk/client-kms';
import type { Keyring } from '#config';
import type { SigningKey } from '#token';
import { localSigner } from '#token';
import { openKmsSigner } from '#token/kms';
import { impatient } from './patience.ts';

/**
 * The keys of a function that issues tokens: access tokens by the KMS key, the rest by the keyring. The keyring's own
 * access token keys are left out, so that nobody who learns the keyring can make a token.
 */
export const openSigningKeys = async (keyId: string, keyring: Keyring): Promise<SigningKey[]> => {
  const signer = await openKmsSigner(new KMSClient(impatient), keyId);
  const local = (purpose: 'receipt' | 'checkpoint', keys: Keyring['receiptKeys']): SigningKey[] =>
    keys.map(({ jwk, ...times }) => ({ purpose, signer: localSigner(jwk), ...times }));
  return [
    { purpose: 'access_token', signer, activeFrom: null, retireAt: null },
    ...local('receipt', keyring.receiptKeys),
    ...local('checkpoint', keyring.checkpointKeys),
  ];
};
