import type { Capabilities } from '../capabilities.ts';

/** What this adapter can do. */
export const embeddedCapabilities: Capabilities = {
  is: 'A user list of its own, in the store of the installation; PINs as Argon2id with a versioned pepper.',
  chooseWhen: 'you have no provider that knows a PIN for the phone, or want one that opens nothing else.',
  costs: [
    'PIN hashes lie in your store; without the pepper, which lies in the keyring, they cannot be tried.',
    'Enrolment, change and loss of PINs are yours to run (`voicegrant users`).',
  ],
  numberVerified: 'marked',
  numberBeforePin: true,
  standing: true,
  decoy: 'the same account, nothing compared',
  signIn: 'its own list (`--signs-in-as`)',
  tellsLocks: true,
  tellsMoreFactors: false,
  tokens: 'none given',
  accountHandle: 'kept',
  lockout: null,
  checkedAgainst: 'itself',
};
