import type { Secret } from '#core';

/** What must be remembered between sending somebody to log in and their return. */
export type PendingLogin = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Who came back from the provider: an operator, somebody without the role, or nobody that can be believed. */
export type LoginVerdict =
  | { readonly verdict: 'operator'; readonly subject: string }
  | { readonly verdict: 'stranger' }
  | { readonly verdict: 'refused' };

/** The people who may look at the console, as an OpenID provider knows them. */
export type Operators = {
  /** Where to send somebody, and what to remember. @throws PortError `identity` when the provider cannot be asked. */
  begin(): Promise<{ readonly url: string; readonly pending: PendingLogin }>;
  /** What their return means. `callback` is the whole address. @throws PortError `identity` */
  finish(callback: URL, pending: PendingLogin): Promise<LoginVerdict>;
  /** Where to send somebody who leaves, so that the provider forgets them too; null when it has no such place. */
  leave(backTo: string): Promise<string | null>;
};

export type OperatorSettings = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUri: string;
  /** Claim of the ID token that lists roles; a dot goes one level down, as in `realm_access.roles`. */
  readonly roleClaim: string;
  readonly role: string;
};
