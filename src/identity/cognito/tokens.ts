import { Secret } from '#core';
import type { Answer } from './wire.ts';

/** The tokens of one sign-in, for as long as it takes to read the profile and to revoke them. */
export type Tokens = { readonly access: Secret; readonly refresh: Secret; readonly sub: string };

const claimsOf = (jwt: string): { readonly [name: string]: unknown } | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};

/**
 * The tokens in a successful `InitiateAuth`; null when the answer is not a whole and plain success. The claims are read to
 * see that this answer belongs to this question (our client, an access token, one person); that nobody forged it on the
 * way is TLS's to say, and nothing accepts these tokens afterwards.
 */
export const tokensIn = (answer: Extract<Answer, { got: 'answer' }>, clientId: string): Tokens | null => {
  const { AuthenticationResult: result, ChallengeName: challenge } = answer.members;
  if (challenge !== undefined && challenge !== null) return null;
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const { AccessToken, RefreshToken, TokenType } = result as { readonly [name: string]: unknown };
  if (typeof AccessToken !== 'string' || typeof RefreshToken !== 'string' || TokenType !== 'Bearer') return null;
  const claims = claimsOf(AccessToken);
  if (claims === null || claims.token_use !== 'access' || claims.client_id !== clientId) return null;
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '' || RefreshToken === '') return null;
  return { access: new Secret(AccessToken), refresh: new Secret(RefreshToken), sub };
};
