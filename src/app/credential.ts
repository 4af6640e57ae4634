import type { Config } from '#config';
import type { Clock, Random } from '#core';
import type { Grants } from '#grant';
import {
  createCredentialEndpoint,
  createCredentialKeysEndpoint,
  createCredentialMetadataEndpoint,
  createCredentialNonceEndpoint,
  createCredentialOfferEndpoint,
  createReceiptOfferEndpoint,
  type Proofs,
  receiptCredentialType,
} from '#http';
import type { Journal } from '#journal';
import type { Store } from '#store';
import type { AccessTokens, KeySet, Revoked } from '#token';
import { createChallenges, createKeyProofs, issueSdJwt, verifyOwnJws } from '#token';
import type { Orders } from '#transaction';
import type { Ports } from './ports.ts';
import type { Route } from './serve.ts';

type Rooms = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly grants: Grants;
  readonly orders: Orders;
  readonly tokens: AccessTokens;
  readonly revoked: Revoked;
  readonly proofs: Proofs;
  readonly keys: KeySet;
};

/** The routes by which a wallet takes the receipt of what was done as a credential (OpenID4VCI 1.0). */
export const credentialRoutes = (config: Config, ports: Pick<Ports, 'keyring'>, rooms: Rooms): Route[] => {
  const { issuer, brand } = config;
  const { clock, random, keys } = rooms;
  const challenges = createChallenges({ key: ports.keyring.secrets.nonce, clock, random });
  const joined = {
    ...rooms,
    issuer,
    keyProof: createKeyProofs({ issuer, challenges, clock }),
    receipt: (jws) => verifyOwnJws(keys, 'voicegrant-receipt+jwt', jws),
    issue: ({ iss = issuer, iat = 0, action = '', outcome = '', ...hidden }, holder) => {
      const wish = { vct: receiptCredentialType, open: { iss, iat, action, outcome }, hidden, holder };
      return issueSdJwt(keys.signer('receipt'), random, wish);
    },
  } satisfies Parameters<typeof createCredentialEndpoint>[0];
  const credential = createCredentialEndpoint(joined);
  const receiptOffer = createReceiptOfferEndpoint(joined);
  const metadata = createCredentialMetadataEndpoint({ issuer, brand });
  const nonce = createCredentialNonceEndpoint(challenges.issue);
  const offer = createCredentialOfferEndpoint(issuer);
  return [
    [
      'GET',
      '/.well-known/openid-credential-issuer',
      'OpenID4VCI 1.0 12.2',
      'What a wallet gets here',
      metadata,
      'anyone',
    ],
    [
      'GET',
      '/.well-known/jwt-vc-issuer',
      'SD-JWT VC 5',
      'Credential keys',
      createCredentialKeysEndpoint(issuer),
      'anyone',
    ],
    ['POST', '/offer/credential', 'OpenID4VCI 1.0 4', 'The offer as a wallet takes it', offer, 'code'],
    ['POST', '/credential/nonce', 'OpenID4VCI 1.0 7', 'A challenge for a wallet’s key', nonce, 'anyone'],
    ['POST', '/credential/offer', 'OpenID4VCI 1.0 4', 'An offer of the receipt for any wallet', receiptOffer, 'token'],
    ['POST', '/credential', 'OpenID4VCI 1.0 8', 'The receipt as a credential', credential, 'token'],
  ];
};
