import type { AccountRecord } from '#account';
import { createHttpRecord } from '#account/http';
import type { Config } from '#config';
import type { Clock, Log, Secret } from '#core';
import { ConfigError, systemRandom } from '#core';
import type { PinVerifier } from '#identity';
import { createCognitoVerifier } from '#identity/cognito';

const missing = (what: string) => new ConfigError([`${what} is not something a Lambda can use`]);

/** For functions that never hear a PIN: they hold no secret of the user pool and can check nothing. */
const deaf: PinVerifier = {
  name: 'none',
  verify: async () => ({ verdict: 'cannot_say', reason: 'not_supported' }),
  ready: async () => true,
};

/** The provider that checks PINs, in the functions that are given its secret. */
export const openVerifier = (config: Config, ports: { clock: Clock; log: Log; key: Secret }): PinVerifier => {
  const { cognitoApi: endpoint, cognitoClientId: clientId, cognitoClientSecret: clientSecret } = config;
  if (config.identity !== 'cognito') return deaf;
  if (endpoint === null || clientId === null || clientSecret === null) throw missing('an incomplete Cognito');
  const pool = { endpoint, clientId, clientSecret, accountAttribute: config.cognitoAccountAttribute };
  const settings = { ...pool, signOutEverywhere: config.cognitoSignOut };
  return createCognitoVerifier(settings, { ...ports, random: systemRandom, fetch: globalThis.fetch });
};

/** The system of record. */
export const openRecord = (config: Config, sleep: (ms: number) => Promise<void>): AccountRecord => {
  if (config.account !== 'http' || config.accountUrl === null || config.accountToken === null)
    throw missing('VOICEGRANT_ACCOUNT other than http');
  return createHttpRecord({ url: config.accountUrl, token: config.accountToken }, { fetch: globalThis.fetch, sleep });
};
