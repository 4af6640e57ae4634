// Makes DPoP proofs, honest and not, with nothing but node:crypto, so that the code under test never judges itself.
import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { test } from 'node:test';
import { Secret, stoppedClock } from '#core';
import { createNonces, createProofVerifier, type ProofFault, type ProofRequest } from '#token';

type Members = { readonly [name: string]: unknown };
/** Members, or the raw text or bytes that stand in their place. */
type Part = Members | string | Uint8Array;
export type Forged = {
  readonly header?: Members;
  readonly payload?: Members;
  /** In place of the whole header or payload. */
  readonly rawHeader?: Part;
  readonly rawPayload?: Part;
  /** The signature's bytes, made from what is to be signed; by default an honest one. */
  readonly signature?: (input: Buffer, honest: Buffer) => Uint8Array;
};

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const publicMembers = (key: KeyObject): { kty: string; crv: string; x: string; y: string } => {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  return { kty: kty!, crv: crv!, x: x!, y: y! };
};
export const es256 = (key: KeyObject, input: Uint8Array): Buffer =>
  sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });

export const segment = (part: Part): string => {
  if (part instanceof Uint8Array) return Buffer.from(part).toString('base64url');
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
};

/** A fixed key, so that a failing vector fails again. */
export const key = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  },
});
export const jwk = publicMembers(key);

export const clock = stoppedClock();
export const nonces = createNonces({ key: new Secret('a nonce key of this test, 32 byte'), clock });
export const verifier = createProofVerifier({ nonces, clock });

export const token = 'eyJ0eXAiOiJhdCtqd3QifQ.eyJzdWIiOiJzIn0.c2lnbmF0dXJl';
export const tokenHash = 'f43Rs-nsO9sXqhj_gZtJayxYub-8Ch1Yc3fM4LwZn2Q';
export const body = new TextEncoder().encode('{"given_name":"Anna"}');

export const asUrl = 'https://login.example/oauth/token';
export const rsUrl = 'https://login.example/transactions/add_user';

/** What every vector changes one thing of: an honest proof for the resource server. */
export const honestPayload = (): Members => ({
  jti: randomUUID(),
  htm: 'POST',
  htu: rsUrl,
  iat: clock.now(),
  nonce: nonces.current(),
  ath: tokenHash,
});

/** Members set to undefined are left out. */
export const forge = (forged: Forged = {}): string => {
  const header = forged.rawHeader ?? { typ: 'dpop+jwt', alg: 'ES256', jwk, ...forged.header };
  const payload = forged.rawPayload ?? { ...honestPayload(), ...forged.payload };
  const input = `${segment(header)}.${segment(payload)}`;
  const honest = es256(key, Buffer.from(input));
  const signature = forged.signature?.(Buffer.from(input), honest) ?? honest;
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
};

/** A request at the resource server that carries this proof. */
export const request = (proof: string | readonly string[], more: Partial<ProofRequest> = {}): ProofRequest => ({
  proofs: typeof proof === 'string' ? [proof] : proof,
  method: 'POST',
  url: rsUrl,
  accessToken: token,
  ...more,
});

/** One request that must be refused, and by which check. Made when the test runs, at the test's clock. */
export type Vector = readonly [name: string, reason: ProofFault, make: () => ProofRequest];
/** One request that must pass. */
export type Good = readonly [name: string, make: () => ProofRequest];

export const refuses = (vectors: readonly Vector[]): void => {
  assert.equal(new Set(vectors.map(([name]) => name)).size, vectors.length, 'every vector has its own name');
  for (const [name, reason, make] of vectors) {
    test(`refused: ${name}`, () => {
      const error = reason === 'nonce_missing' || reason === 'nonce_stale' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
      assert.deepEqual(verifier.verifyProof(make()), { ok: false, error, reason });
    });
  }
};

export const accepts = (vectors: readonly Good[]): void => {
  for (const [name, make] of vectors) {
    test(`accepted: ${name}`, () => {
      const verdict = verifier.verifyProof(make());
      assert.equal(verdict.ok, true, verdict.ok ? '' : verdict.reason);
    });
  }
};
