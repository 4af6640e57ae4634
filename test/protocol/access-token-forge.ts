// An installation with its keys in plain sight, so that a test can sign what the installation never would.
import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { type Jkt, stoppedClock } from '#core';
import {
  createAccessTokens,
  createSigningKeys,
  generateKey,
  localSigner,
  type Purpose,
  purposes,
  type SigningKey,
  type TokenWish,
} from '#token';

export const clock = stoppedClock();
export const issuer = 'https://login.example';
export const audience = 'https://login.example/transactions';

const secrets = { access_token: generateKey(), receipt: generateKey(), checkpoint: generateKey() };
export const privateKeys = Object.fromEntries(
  purposes.map((purpose) => [
    purpose,
    createPrivateKey({ format: 'jwk', key: JSON.parse(secrets[purpose].reveal()) as { kty: string } }),
  ]),
) as Record<Purpose, KeyObject>;
export const signingKeys: SigningKey[] = purposes.map((purpose) => ({
  purpose,
  signer: localSigner(secrets[purpose]),
  activeFrom: null,
  retireAt: null,
}));
export const keys = createSigningKeys({ keys: signingKeys, clock });
export const kidOf = (purpose: Purpose): string => keys.signer(purpose).kid;
export const tokens = createAccessTokens({ issuer, audience, keys, clock, lifetimeSeconds: 300 });

export const wish: TokenWish = {
  sub: 'sub_1',
  client_id: 'page',
  jti: 'tok_1',
  scope: 'add_user',
  acr: 'voice_pin_and_text',
  amr: ['pin', 'otp'],
  auth_time: clock.now() - 60,
  cnf: { jkt: 'f43Rs-nsO9sXqhj_gZtJayxYub-8Ch1Yc3fM4LwZn2Q' as Jkt },
  grant_id: 'grant_1',
  authorization_details: [
    {
      type: 'https://login.example/rar/account-action',
      actions: ['add_user'],
      locations: [audience],
      identifier: 'acct_1',
      call: 'call_1',
      limits: { people: 1, kinds: ['spouse'] },
    },
  ],
};

export const honestHeader = (): Record<string, unknown> => ({
  alg: 'ES256',
  typ: 'at+jwt',
  kid: kidOf('access_token'),
});
export const honestClaims = (): Record<string, unknown> => ({
  ...wish,
  iss: issuer,
  aud: audience,
  iat: clock.now(),
  exp: clock.now() + 300,
});

const segment = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

export const es256 =
  (key: KeyObject) =>
  (input: Buffer): Uint8Array =>
    sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
export const hs256 =
  (secret: string | Buffer) =>
  (input: Buffer): Uint8Array =>
    createHmac('sha256', secret).update(input).digest();

/** A token signed with the installation's own key unless told otherwise. Text stands in place of a whole part. */
export const forge = (
  header: Record<string, unknown> | string = {},
  claims: Record<string, unknown> | string = {},
  signing: (input: Buffer) => Uint8Array = es256(privateKeys.access_token),
): string => {
  const head = typeof header === 'string' ? header : { ...honestHeader(), ...header };
  const body = typeof claims === 'string' ? claims : { ...honestClaims(), ...claims };
  const input = `${segment(head)}.${segment(body)}`;
  return `${input}.${Buffer.from(signing(Buffer.from(input))).toString('base64url')}`;
};
