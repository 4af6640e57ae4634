import type { Config, Keyring } from '#config';
import type { ConversationPolicy } from '#conversation';
import type { GrantKeys, Mint } from '#grant';
import { signInMethod } from '#identity';
import type { Purpose, SigningKey, TokenWish } from '#token';
import { localSigner } from '#token';
import type { AnyTransaction } from '#transaction';
import { offersOf } from './languages.ts';

/** The keyring's keys as the token room takes them. */
export const signingKeys = (keyring: Keyring): SigningKey[] => {
  const lists: [Purpose, Keyring['accessTokenKeys']][] = [
    ['access_token', keyring.accessTokenKeys],
    ['receipt', keyring.receiptKeys],
    ['checkpoint', keyring.checkpointKeys],
  ];
  return lists.flatMap(([purpose, keys]) =>
    keys.map((key) => ({
      purpose,
      signer: localSigner(key.jwk),
      activeFrom: key.activeFrom,
      retireAt: key.retireAt,
    })),
  );
};

/** The keyring's secrets as the grant room takes them. */
export const grantKeys = ({ secrets }: Keyring): GrantKeys => ({
  txCode: secrets.txCode,
  pageCode: secrets.pageCode,
  mac: secrets.grantMac,
});

/** The public client every caller's page is; wallets that must name themselves may use it too. It proves nothing. */
export const pageClient = 'voicegrant-page';

/**
 * A grant's claims as the token room signs them. `acr` is a private name on purpose: a PIN over a telephone line meets no
 * public assurance level (R-N6), nor does a login whose freshness the provider need not prove. The page redeems without a client id; the token names it all the same (RFC 9068 §2.2).
 */
export const accessTokenWish = ({ jkt, ...claims }: Parameters<Mint>[0]): TokenWish => ({
  ...claims,
  auth_time: Math.floor(claims.auth_time),
  client_id: pageClient,
  acr: `urn:voicegrant:acr:${claims.amr.includes(signInMethod) ? 'sign-in' : 'pin'}-and-number-on-file`,
  cnf: { jkt },
});

/** What the conversation must know of settings and catalogue. */
export const conversationPolicy = (config: Config, transactions: readonly AnyTransaction[]): ConversationPolicy => ({
  offers: offersOf(transactions),
  languages: config.languages,
  pinTriesPerCall: 3,
  signIn: config.signIn,
  spokenPin: config.spokenPin,
  pinLength: config.profile === 'legacy-pin' ? 0 : config.pinLength,
});
