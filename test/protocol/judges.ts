// The two client libraries by others that most specifications are judged with, over an installation in memory.
import { generateKeyPairSync } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type Installation, install } from '../journey/installation.ts';
import { grantType } from '../journey/plain-client.ts';

const insecure = { [oauth.allowInsecureRequests]: true } as const;

/** oauth4webapi's network is our installation. */
export const over = (house: Installation) => ({
  [oauth.customFetch]: (url: string, init: object) => house.fetch(url.slice(house.issuer.length), init as RequestInit),
  ...insecure,
});

/** An installation that lives now, because judges read the wall clock. */
export const installNow = async (env: Record<string, string> = {}): Promise<Installation> => {
  const house = await install({ env });
  house.clock.advance(Math.max(0, Date.now() / 1000 - house.clock.now()));
  return house;
};

/** A confidential caller `desk` with its key, and the setting that registers it. */
export const createCaller = () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'one' };
  const importing = crypto.subtle.importKey(
    'jwk',
    pair.privateKey.export({ format: 'jwk' }),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
  const env = { VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'desk', jwks: { keys: [jwk] } }]) };
  return { env, key: async () => ({ key: await importing, kid: 'one' }) };
};

export const discover = async (house: Installation): Promise<oauth.AuthorizationServer> => {
  const issuer = new URL(house.issuer);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...over(house) });
  return oauth.processDiscoveryResponse(issuer, response);
};

/** oauth4webapi as a wallet: discovered, with a DPoP key of its own. */
export const createOauth4webapi = async (house: Installation) => {
  const as = await discover(house);
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
  const anonymous: oauth.Client = { client_id: 'anonymous', token_endpoint_auth_method: 'none' };
  const withNonce = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
    ask().catch((error: unknown) => {
      if (oauth.isDPoPNonceError(error)) return ask();
      throw error;
    });
  const redeem = (code: string, txCode: string, more: Record<string, string> = {}) =>
    withNonce(async () => {
      const parameters = { 'pre-authorized_code': code, tx_code: txCode, ...more };
      const options = { DPoP, ...over(house) };
      const nobody: oauth.ClientAuth = () => undefined;
      return oauth.processGenericTokenEndpointResponse(
        as,
        anonymous,
        await oauth.genericTokenEndpointRequest(as, anonymous, nobody, grantType, parameters, options),
      );
    });
  const transact = (token: string, body: unknown, type = 'add_user') =>
    withNonce(() =>
      oauth.protectedResourceRequest(
        token,
        'POST',
        new URL(`${house.issuer}/transactions/${type}`),
        new Headers({ 'content-type': 'application/json' }),
        JSON.stringify(body),
        { DPoP, ...over(house) },
      ),
    );
  return { as, DPoP, redeem, transact };
};

/** openid-client, discovered. `authentication` is none unless given. */
export const createOpenidClient = async (
  house: Installation,
  as: { id: string; authentication: client.ClientAuth } = { id: 'voicegrant-page', authentication: client.None() },
) => {
  const config = await client.discovery(new URL(house.issuer), as.id, undefined, as.authentication, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
    [client.customFetch]: (url, init) => house.fetch(url.slice(house.issuer.length), init as RequestInit),
  });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const redeem = (code: string, txCode: string, more: Record<string, string> = {}) =>
    client.genericGrantRequest(config, grantType, { 'pre-authorized_code': code, tx_code: txCode, ...more }, { DPoP });
  return { config, DPoP, redeem };
};

/** The error code of a refusal, as either library reports it. */
export const errorOf = (error: unknown): unknown => (error as { error?: unknown }).error;
