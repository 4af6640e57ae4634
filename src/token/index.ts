// In: claims of a grant that was won, proofs and tokens as they were received. Out: signed tokens and receipts, verdicts.
// It checks what can be seen in the message itself; whether a grant still lives is decided on the grant's row.
// Must never: let a key of one purpose sign or verify for another, mend what is malformed, or log what it was given.
export type { AccessTokens, TokenFault, TokenWish } from './access-token.ts';
export { createAccessTokens } from './access-token.ts';
export type { Challenges } from './challenge.ts';
export { createChallenges } from './challenge.ts';
export type { Authentication, Client, Form, Permission } from './client-assertion.ts';
export { assertionAlgorithms, createClientAssertions } from './client-assertion.ts';
export type { JsonObject } from './compact-jws.ts';
export { createKeyProofs } from './key-proof.ts';
export type { KeySet, PublishedJwk, Purpose, Signer, SigningKey } from './keys.ts';
export { createSigningKeys, generateKey, jwks, localSigner, purposes } from './keys.ts';
export type { Nonces } from './nonce.ts';
export { createNonces } from './nonce.ts';
export type { OwnTyp } from './own-jws.ts';
export { signJws, typOf, verifyOwnJws } from './own-jws.ts';
export type { PublicJwk } from './p256.ts';
export type { ProofFault, ProofVerdict, ProofVerifier } from './proof.ts';
export { createProofVerifier, isReplay, proofAlgorithms } from './proof.ts';
export { readPublishedKeys } from './published-keys.ts';
export type { Revoked } from './revoked.ts';
export { createRevoked } from './revoked.ts';
export { issueSdJwt } from './sd-jwt.ts';
export type { AccessTokenClaims, AuthorizationDetail, ProofRequest, VerifiedProof } from './types.ts';
