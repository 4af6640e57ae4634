// An OAuth client written from RFC 6749, 8414, 9449, 9396, 9530 and OpenID4VCI 1.0 alone. Imports nothing of the program.
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { plant } from '../../tools/test/leaks.ts';

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;
export type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const digest = (bytes: string) => createHash('sha256').update(bytes).digest();

export const grantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** One browser: one DPoP key, the last nonce it was given. */
export const createPlainClient = (
  fetch: Fetch,
  issuer: string,
  pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }),
) => {
  let nonce: string | undefined;
  const { kty, crv, x, y } = (pair.publicKey as KeyObject).export({ format: 'jwk' });

  const proof = (method: string, url: string, extra: Record<string, unknown> = {}) => {
    const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
    const claims = encode({
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      ...(nonce === undefined ? {} : { nonce }),
      ...extra,
    });
    const signature = sign('sha256', Buffer.from(`${header}.${claims}`), {
      key: pair.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${header}.${claims}.${signature.toString('base64url')}`;
  };

  const read = async (response: Response): Promise<Answer> => {
    nonce = response.headers.get('dpop-nonce') ?? nonce;
    const text = await response.text();
    plant(/"access_token":"[\w-]+\.[\w-]+\.([\w-]+)"/.exec(text)?.[1]);
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };

  /** Sends, and once more when the server asks for its nonce (RFC 9449 §8). */
  const withNonce = async (send: () => Promise<Response>): Promise<Answer> => {
    const first = await read(await send());
    const asked = first.body.error === 'use_dpop_nonce' || first.body.code === 'use_dpop_nonce';
    return asked ? read(await send()) : first;
  };

  return {
    proof,
    redeem: (code: string, txCode: string, extra: Record<string, string> = {}) =>
      withNonce(() =>
        fetch('/oauth/token', {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            dpop: proof('POST', `${issuer}/oauth/token`),
          },
          body: new URLSearchParams({
            grant_type: grantType,
            'pre-authorized_code': code,
            tx_code: txCode,
            ...extra,
          }).toString(),
        }),
      ),
    /** Begins the login that a code waits for. */
    beginLogin: (code: string) =>
      withNonce(() =>
        fetch('/login', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: proof('POST', `${issuer}/login`) },
          body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
        }),
      ),
    transact(token: string, type: string, input: unknown, headers: Record<string, string> = {}) {
      const body = JSON.stringify(input);
      return withNonce(() =>
        fetch(`/transactions/${type}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `DPoP ${token}`,
            dpop: proof('POST', `${issuer}/transactions/${type}`, {
              ath: digest(token).toString('base64url'),
              content_digest: `sha-256=:${digest(body).toString('base64')}:`,
            }),
            ...headers,
          },
          body,
        }),
      );
    },
    async get(path: string): Promise<Answer> {
      return read(await fetch(path));
    },
    async form(path: string, values: Record<string, string>): Promise<Answer> {
      return read(
        await fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(values).toString(),
        }),
      );
    },
  };
};

export const anna = { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1988-04-12', relationship: 'spouse' };
