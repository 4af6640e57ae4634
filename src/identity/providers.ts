import type { Capabilities } from './capabilities.ts';
import { cognitoCapabilities } from './cognito/capabilities.ts';
import { embeddedCapabilities } from './embedded/capabilities.ts';
import { googleCapabilities } from './google/capabilities.ts';
import { ldapCapabilities } from './ldap/capabilities.ts';
import { oidcCapabilities } from './oidc/capabilities.ts';

/** The providers there are. */
export type ProviderName = 'embedded' | 'cognito' | 'oidc' | 'google' | 'ldap';

/** What each adapter says it can do. Data alone: no adapter is loaded by reading it. */
export const capabilities: Readonly<Record<ProviderName, Capabilities>> = {
  embedded: embeddedCapabilities,
  cognito: cognitoCapabilities,
  oidc: oidcCapabilities,
  google: googleCapabilities,
  ldap: ldapCapabilities,
};
