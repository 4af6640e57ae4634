import type { Config } from '#config';
import type { Clock, Secret } from '#core';
import { type LoginProvider, loginCallbackPath } from '#identity';

/** The provider's own login, where callers sign in on their screen; its package is loaded only then. */
export const openLogin = async (
  c: Config,
  ports: { clock: Clock; key: Secret },
): Promise<{ readonly login?: LoginProvider }> => {
  if (c.signIn === 'never' || c.oidcIssuer === null || c.oidcClientId === null) return {};
  const { createLoginProvider } = await import('#identity/oidc');
  const client = { issuer: c.oidcIssuer, clientId: c.oidcClientId, clientSecret: c.oidcClientSecret };
  const settings = { ...client, preset: c.oidcPreset, claim: c.signInClaim };
  const redirectUri = `${c.issuer}${loginCallbackPath}`;
  return { login: createLoginProvider({ ...settings, redirectUri }, { ...ports, fetch: globalThis.fetch }) };
};
