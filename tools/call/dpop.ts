import { hash, randomUUID } from 'node:crypto';

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

/** What one proof is for. `accessToken` binds it to a token (ath), `body` to the exact bytes that are sent. */
export type ProofOf = {
  readonly method: string;
  readonly url: string;
  readonly nonce: string | null;
  readonly accessToken?: string;
  readonly body?: string;
};

/** A DPoP key that cannot leave this process, as a phone's browser would hold it (RFC 9449). */
export const createProver = async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {
    /** A fresh proof for one request (RFC 9449 §4.2), with the body's digest where there is a body (RFC 9530). */
    async proof({ method, url, nonce, accessToken, body }: ProofOf): Promise<string> {
      const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
      const claims = {
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(Date.now() / 1000),
        ...(nonce === null ? {} : { nonce }),
        ...(accessToken === undefined ? {} : { ath: hash('sha256', accessToken, 'base64url') }),
        ...(body === undefined ? {} : { content_digest: `sha-256=:${hash('sha256', body, 'base64')}:` }),
      };
      const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
      const signature = await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        pair.privateKey,
        Buffer.from(signed),
      );
      return `${signed}.${base64url(new Uint8Array(signature))}`;
    },
  };
};

export type Prover = Awaited<ReturnType<typeof createProver>>;
