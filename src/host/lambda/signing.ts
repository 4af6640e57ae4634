import type { Keyring } from '#config';
import type { SigningKey } from '#token';
import { localSigner } from '#token';
import { type AskKms, openKmsSigner } from '#token/kms';
import { type Aws, impatient } from './aws.ts';

/**
 * The keys of a function that issues tokens: access tokens by the KMS key, the rest by the keyring. The keyring's own
 * access token keys are left out, so that nobody who learns the keyring can make a token.
 */
export const openSigningKeys = async (aws: Aws, keyId: string, keyring: Keyring): Promise<SigningKey[]> => {
  // Two signatures over the same bytes are as good as one.
  const kms: AskKms = (operation, input) => aws.ask({ service: 'kms', operation, input }, impatient);
  const signer = await openKmsSigner(kms, keyId);
  const local = (purpose: 'receipt' | 'checkpoint', keys: Keyring['receiptKeys']): SigningKey[] =>
    keys.map(({ jwk, ...times }) => ({ purpose, signer: localSigner(jwk), ...times }));
  return [
    { purpose: 'access_token', signer, activeFrom: null, retireAt: null },
    ...local('receipt', keyring.receiptKeys),
    ...local('checkpoint', keyring.checkpointKeys),
  ];
};
