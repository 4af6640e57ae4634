import type { PublishedJwk } from '#token';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';

/** `GET /oauth/jwks` (RFC 7517 §5): the public keys of every kind of token and receipt this server signs. */
export const createJwksEndpoint =
  (jwks: () => { keys: PublishedJwk[] }): Endpoint =>
  () =>
    json(200, jwks(), { 'content-type': 'application/jwk-set+json' });
