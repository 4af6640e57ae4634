// Ready-made requests: everything a load client sends is signed and spelled out before the clock starts.
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

export type Pair = { readonly privateKey: KeyObject; readonly jwk: Record<string, unknown> };
/** What one redeem presents. `digits` is null for servers that know none. */
export type Offer = { readonly code: string; readonly digits: string | null };

export const grantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Fresh P-256 keys, one per imagined browser. */
export const makePairs = (count: number): Pair[] =>
  Array.from({ length: count }, () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    return { privateKey, jwk: { kty, crv, x, y } };
  });

/** One DPoP proof (RFC 9449 §4.2) with a fresh `jti` and `iat`. */
export const makeProof = (pair: Pair, htu: string, claims: Record<string, unknown>): string => {
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: pair.jwk });
  const payload = encode({ jti: randomUUID(), htm: 'POST', htu, iat: Math.floor(Date.now() / 1000), ...claims });
  const input = `${header}.${payload}`;
  const signature = sign('sha256', Buffer.from(input), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
};

/** A whole HTTP/1.1 POST as bytes. */
export const makePost = (url: string, type: string, headers: Record<string, string>, body: string): Buffer => {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({
    host,
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  });
  return Buffer.from(
    `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
};

/** The form of a redeem. */
export const redeemForm = ({ code, digits }: Offer, clientId: string | null): string =>
  new URLSearchParams({
    grant_type: grantType,
    'pre-authorized_code': code,
    ...(digits === null ? {} : { tx_code: digits }),
    ...(clientId === null ? {} : { client_id: clientId }),
  }).toString();

/** A whole redeem as bytes. */
export const makeRedeem = (url: string, clientId: string | null, offer: Offer, proof: string): Buffer =>
  makePost(url, 'application/x-www-form-urlencoded', { dpop: proof }, redeemForm(offer, clientId));
