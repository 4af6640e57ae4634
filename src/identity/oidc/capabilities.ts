import type { Capabilities } from '../capabilities.ts';

/** What this adapter can do. */
export const oidcCapabilities: Capabilities = {
  is: 'Any OpenID provider that still offers the password grant; presets for Entra ID and Keycloak.',
  chooseWhen: 'people already have a password there that they can speak or key, and the provider offers the grant.',
  costs: [
    'The grant is left out of OAuth 2.1 for good reasons: the PIN on the phone is the password of the web login.',
    'Accounts with a second factor, from another provider or without a password cannot be checked by phone at all.',
    'Whoever has the right password of an account with a second factor hears that it cannot be checked, not that it is wrong.',
    'The number of Entra ID is `mobilePhone` of its directory, taken on trust; our client needs `User.Read.All` for it.',
    'The provider sees our address for every caller; its rules about places and devices see one place.',
  ],
  numberVerified: 'marked',
  numberBeforePin: false,
  standing: false,
  decoy: 'nobody',
  signIn: 'Keycloak’s admin API, Microsoft Graph',
  tellsLocks: true,
  tellsMoreFactors: true,
  tokens: 'revoked if it can',
  accountHandle: 'claim or derived',
  // A provider we do not know is taken to be strict.
  lockout: { failures: 5, quietSeconds: 3600 },
  lockoutByPreset: {
    // learn.microsoft.com, "Prevent attacks using smart lockout": 10 failures. How long it counts is not documented.
    entra: { failures: 10, quietSeconds: 3600 },
    // Keycloak, "Password guess: brute force attacks": off by default; 30 failures, reset after 12 hours.
    keycloak: { failures: 30, quietSeconds: 43_200 },
  },
  checkedAgainst: '`oidc-provider` with a password grant; Keycloak; a fake made from Microsoft’s documented answers',
};
