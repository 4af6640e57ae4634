import type { Capabilities } from '../capabilities.ts';

/** What this adapter can do. */
export const googleCapabilities: Capabilities = {
  is: 'Google Identity Platform (`signInWithPassword`). Consumer Google accounts cannot be checked this way by anybody.',
  chooseWhen: 'your customers are users of an Identity Platform project and their password can be a PIN.',
  costs: [
    'The PIN is the password of the web login.',
    "Tokens cannot be revoked with an API key; they are dropped and run out within the hour, in nobody's hands.",
    'Google throttles by account and address at limits that it does not publish.',
  ],
  numberVerified: 'only verified ones',
  numberBeforePin: false,
  standing: false,
  decoy: 'nobody',
  signIn: null,
  tellsLocks: false,
  tellsMoreFactors: true,
  tokens: 'dropped',
  accountHandle: 'derived',
  // Not published, so taken to be strict.
  lockout: { failures: 5, quietSeconds: 3600 },
  checkedAgainst: "a fake made from Google's documented answers",
};
