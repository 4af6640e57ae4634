import type { Secret } from '#core';
import { hmac } from '#core';

/** What `amr` says of a caller who signed in on their own screen, beside what the provider says. */
export const signInMethod = 'sign_in';

/** What a login came to. `as` is {@link signInName} of whom the provider names. `authTime` is NumericDate seconds. */
export type LoginAnswer =
  | { readonly login: 'done'; readonly as: string; readonly amr: readonly string[]; readonly authTime: number }
  | { readonly login: 'cancelled' }
  | { readonly login: 'failed' };

/** Three values of one login, different for each and known to its browser and us alone. 43 characters each. */
export type LoginSecrets = { readonly state: string; readonly nonce: Secret; readonly verifier: Secret };

/** Port to the identity provider's own login page (OpenID Connect, authorization code with PKCE). */
export type LoginProvider = {
  /** Where the caller's browser goes to log in. @throws when the provider cannot be asked. */
  begin(secrets: LoginSecrets): Promise<string>;
  /** Turns the address the browser came back to into an answer. Never throws; believes nothing that is not proven. */
  finish(callback: URL, secrets: LoginSecrets): Promise<LoginAnswer>;
};

/** Where the provider sends the browser back to, on our own origin. */
export const loginCallbackPath = '/login/callback';

/** The name a person at the login provider has in a call and a grant: tells nothing, and is the same every time. */
export const signInName = (key: Secret, value: string): string => hmac(key, 'signs in as', value);
