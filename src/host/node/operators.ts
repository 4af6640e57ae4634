import type { Ports } from '#app';
import type { Config } from '#config';

/** The operators' provider, where one is set; only then is its package loaded. What a setting lacks, `config` has refused. */
export const openOperators = async (config: Config): Promise<Pick<Ports, 'operators'>> => {
  const { issuer, consoleIssuer, consoleClientId, consoleClientSecret, consoleRole, consoleRoleClaim } = config;
  if (consoleIssuer === null || consoleClientId === null) return {};
  if (consoleClientSecret === null || consoleRole === null) return {};
  const { createOperators } = await import('#identity/operator');
  const settings = { issuer: consoleIssuer, clientId: consoleClientId, clientSecret: consoleClientSecret };
  const asked = { redirectUri: `${issuer}/console/callback`, roleClaim: consoleRoleClaim, role: consoleRole };
  return { operators: createOperators({ ...settings, ...asked }, { fetch: globalThis.fetch }) };
};
