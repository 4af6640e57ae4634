// The same proof before two judges: our verifier with our token check, and oauth4webapi as a resource server.
import * as oauth from 'oauth4webapi';
import { type Jkt, Secret, systemClock } from '#core';
import { createAccessTokens, createNonces, createProofVerifier, jwks, type VerifiedProof } from '#token';
import { audience, issuer, keys, wish } from './access-token-forge.ts';

const clock = systemClock();
export const nonces = createNonces({ key: new Secret('nonce key'), clock });
export const live = createProofVerifier({ nonces, clock });
const tokens = createAccessTokens({ issuer, audience, keys, clock, lifetimeSeconds: 300 });
export const url = 'https://login.example/transactions/add_user';
const server: oauth.AuthorizationServer = { issuer, jwks_uri: `${issuer}/oauth/jwks` };
const answerJwks = async () => Response.json(jwks(keys));

export const tokenFor = async (jkt: Jkt): Promise<string> => (await tokens.mint({ ...wish, cnf: { jkt } })).reveal();

/** Does oauth4webapi, as a resource server, take this token with this proof? */
export const theyTake = async (accessToken: string, proof: string): Promise<boolean> => {
  const headers = { authorization: `DPoP ${accessToken}`, dpop: proof };
  try {
    await oauth.validateJwtAccessToken(server, new Request(url, { method: 'POST', headers }), audience, {
      requireDPoP: true,
      [oauth.customFetch]: answerJwks,
    });
    return true;
  } catch {
    return false;
  }
};

/** The proof, if we take it with this token; null otherwise. */
export const weTake = (accessToken: string, proof: string): VerifiedProof | null => {
  const verdict = live.verifyProof({ proofs: [proof], method: 'POST', url, accessToken });
  const token = tokens.verify(accessToken);
  return verdict.ok && token.ok && token.claims.cnf.jkt === verdict.proof.jkt ? verdict.proof : null;
};
