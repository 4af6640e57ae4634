import type { Capabilities } from '../capabilities.ts';

/** What this adapter can do. */
export const ldapCapabilities: Capabilities = {
  is: 'Active Directory or OpenLDAP, over LDAPS or StartTLS with the name checked.',
  chooseWhen: 'callers are staff or members in a directory.',
  costs: [
    'The PIN is the password of everything the directory opens; on a call it can be overheard.',
    'The number is taken on trust: who can write the phone attribute can have texts sent to their own telephone.',
    'A service account that may search is kept in the settings.',
    'The directory is believed about whom it has let in: it must answer *Who am I?* (RFC 4532). TLS with its name checked keeps others from answering.',
    'Second factors of the web login are not seen by a bind; keep such people out with the search base.',
  ],
  numberVerified: 'taken on trust',
  numberBeforePin: false,
  standing: false,
  decoy: 'nobody',
  signIn: 'the directory',
  tellsLocks: true,
  tellsMoreFactors: false,
  tokens: 'none given',
  accountHandle: 'derived',
  // Set by each domain\'s policy; many use ten, the strict five.
  lockout: { failures: 5, quietSeconds: 1800 },
  checkedAgainst: "OpenLDAP's `slapd`; Samba as an Active Directory",
};
