// A front end of your own: whatever shows the form (an app, a kiosk, a web page under the issuer's own origin) redeems the
// code and the six digits by OpenID4VCI's pre-authorized code flow, bound to a key of its own by DPoP (RFC 9449), and does
// the one thing the token can do. Nothing here is Voicegrant's; the addresses come from the server's metadata.
const text = new TextEncoder();
const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  Buffer.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)).toString('base64url');

/** A key that never leaves this device, and the proofs it makes: one for each request. */
const createProver = async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return async (url: string, nonce: string | null, token?: string): Promise<string> => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
    const ath =
      token === undefined ? {} : { ath: base64url(await crypto.subtle.digest('SHA-256', text.encode(token))) };
    const claims = { jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1000), ...ath };
    const parts = [header, nonce === null ? claims : { ...claims, nonce }].map((part) =>
      base64url(text.encode(JSON.stringify(part))),
    );
    const signed = text.encode(parts.join('.'));
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signed);
    return `${parts.join('.')}.${base64url(signature)}`;
  };
};

/** What the caller typed, and what to do. */
export type Order = {
  readonly issuer: string;
  readonly code: string;
  readonly digits: string;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Redeems and does it. Answers the receipt. @throws Error with the server's own code, such as `invalid_grant`. */
export const finish = async ({ issuer, code, digits, type, details }: Order, ask: typeof fetch = fetch) => {
  const prove = await createProver();
  let nonce: string | null = null;
  const post = async (url: string, init: { body: string; type: string; token?: string }) => {
    for (let again = false; ; again = true) {
      const answer: Response = await ask(url, {
        method: 'POST',
        headers: {
          'content-type': init.type,
          dpop: await prove(url, nonce, init.token),
          ...(init.token === undefined ? {} : { authorization: `DPoP ${init.token}` }),
        },
        body: init.body,
      });
      nonce = answer.headers.get('dpop-nonce') ?? nonce;
      const told = (await answer.json()) as { error?: string; code?: string } & Record<string, string>;
      if (answer.ok) return told;
      // The first proof had to be made without the server's nonce.
      if (again || (told.error ?? told.code) !== 'use_dpop_nonce') throw new Error(told.error ?? told.code);
    }
  };
  const metadata = (await (await ask(`${issuer}/.well-known/oauth-authorization-server`)).json()) as {
    token_endpoint: string;
  };
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
    'pre-authorized_code': code,
    tx_code: digits,
  });
  const token = await post(metadata.token_endpoint, {
    body: form.toString(),
    type: 'application/x-www-form-urlencoded',
  });
  return post(`${issuer}/transactions/${type}`, {
    body: JSON.stringify(details),
    type: 'application/json',
    token: String(token.access_token),
  });
};
