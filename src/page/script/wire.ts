/** Answer of an endpoint: its status and its JSON members (none for an empty body). */
export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** The request or its answer was lost, or the server asked for patience: the same thing may be tried again. */
export class Lost extends Error {}

let nonce: string | undefined;

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const base64 = (bytes: ArrayBuffer | Uint8Array): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const sha256 = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', utf8(text));
const part = (value: unknown): string => base64url(utf8(JSON.stringify(value)));

/** A DPoP proof (RFC 9449 §4.2), with the token's hash and the digest of the body's exact bytes where there are any. */
const proof = async (keys: CryptoKeyPair, url: string, token?: string, body?: string): Promise<string> => {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const head = part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
  const claims = part({
    jti: crypto.randomUUID(),
    htm: 'POST',
    htu: url,
    // A telephone's clock may be hours off: the server goes by the time that its nonce carries.
    iat: Math.floor(Date.now() / 1000),
    nonce,
    ath: token && base64url(await sha256(token)),
    content_digest: body && `sha-256=:${base64(await sha256(body))}:`,
  });
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    keys.privateKey,
    utf8(`${head}.${claims}`),
  );
  return `${head}.${claims}.${base64url(signature)}`;
};

const send = async (url: string, body: string, headers: Record<string, string>): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(15_000),
    });
    nonce = response.headers.get('dpop-nonce') ?? nonce;
    if (response.status >= 500 || response.status === 429) throw new Lost();
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  } catch {
    throw new Lost();
  }
};

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const urlOf = (path: string): string => new URL(path, location.origin).href;

/** Sends a form to an endpoint that needs no proof. @throws Lost */
export const post = (path: string, fields: Record<string, string>): Promise<Answer> =>
  send(urlOf(path), new URLSearchParams(fields).toString(), form);

const proven = async (
  path: string,
  keys: CryptoKeyPair,
  body: string,
  type: Record<string, string>,
  token?: string,
): Promise<Answer> => {
  const url = urlOf(path);
  const once = async (): Promise<Answer> =>
    send(url, body, {
      ...type,
      ...(token === undefined ? {} : { authorization: `DPoP ${token}` }),
      dpop: await proof(keys, url, token, token && body),
    });
  const first = await once();
  const fault = (answer: Answer): unknown => answer.body['error'] ?? answer.body['code'];
  const answer = fault(first) === 'use_dpop_nonce' ? await once() : first;
  // A browser repeats a request by itself when a kept-alive connection breaks, and the server refuses a proof it has
  // seen. So this refusal means that the answer to the first one was lost.
  if (fault(answer) === 'invalid_dpop_proof') throw new Lost();
  return answer;
};

/** Redeems a code with its digits (OpenID4VCI pre-authorized code). @throws Lost */
export const redeem = (code: string, digits: string, keys: CryptoKeyPair): Promise<Answer> =>
  proven(
    '/oauth/token',
    keys,
    new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': code,
      tx_code: digits,
    }).toString(),
    form,
  );

/** Begins the login a code waits for; the answer says where it is. @throws Lost */
export const beginLogin = (code: string, keys: CryptoKeyPair): Promise<Answer> =>
  proven('/login', keys, new URLSearchParams({ 'pre-authorized_code': code }).toString(), form);

/** Sends the details of a transaction. The same body may be sent again: the server answers with the same receipt. @throws Lost */
export const transact = (type: string, body: string, token: string, keys: CryptoKeyPair): Promise<Answer> =>
  proven(`/transactions/${type}`, keys, body, { 'content-type': 'application/json' }, token);
