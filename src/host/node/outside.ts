import type { Config } from '#config';
import type { Clock, Log, Random, Secret } from '#core';
import type { PinVerifier } from '#identity';

type Ports = { fetch: typeof globalThis.fetch; clock: Clock; log: Log; random: Random; key: Secret };
type Open = (config: Config, ports: Ports, none: Secret) => Promise<PinVerifier>;

/** Identity providers outside, each loaded when it is chosen. */
export const outside: Record<Exclude<Config['identity'], 'embedded'>, Open> = {
  async cognito(c, ports, none) {
    const { createCognitoVerifier } = await import('#identity/cognito');
    const client = { clientId: c.cognitoClientId ?? '', clientSecret: c.cognitoClientSecret ?? none };
    const pool = { endpoint: c.cognitoApi ?? '', accountAttribute: c.cognitoAccountAttribute };
    return createCognitoVerifier({ ...pool, ...client, signOutEverywhere: c.cognitoSignOut }, ports);
  },
  async oidc(c, ports) {
    const { createOidcVerifier } = await import('#identity/oidc');
    const client = { clientId: c.oidcClientId ?? '', clientSecret: c.oidcClientSecret };
    const provider = { issuer: c.oidcIssuer ?? '', preset: c.oidcPreset, accountClaim: c.oidcAccountClaim };
    const directory = { directory: c.oidcDirectory };
    return createOidcVerifier({ ...provider, ...client, ...directory }, ports);
  },
  async google(c, ports, none) {
    const { createGoogleVerifier } = await import('#identity/google');
    const apiKey = c.googleApiKey ?? none;
    return createGoogleVerifier({ apiKey, emailDomain: c.googleEmailDomain, tenant: c.googleTenant }, ports);
  },
  async ldap(c, ports, none) {
    const { createLdapVerifier } = await import('#identity/ldap');
    const bind = { bindDn: c.ldapBindDn ?? '', bindSecret: c.ldapBindSecret ?? none };
    const where = { url: c.ldapUrl ?? '', startTls: c.ldapStartTls, baseDn: c.ldapBaseDn ?? '', ca: c.ldapCa };
    const attributes = { userAttribute: c.ldapUserAttribute, subjectAttribute: c.ldapSubjectAttribute };
    const signsIn = { phoneAttribute: c.ldapPhoneAttribute, signInAttribute: c.ldapSignInAttribute };
    return createLdapVerifier({ ...bind, ...where, ...attributes, ...signsIn }, ports);
  },
};
