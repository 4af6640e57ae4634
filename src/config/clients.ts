import type { Parsed } from './kinds.ts';

/** A public key as it stands in a JWK set (RFC 7517 §4). */
export type PublicJwk = { readonly kty: string; readonly kid?: string; readonly [member: string]: unknown };

/** A client that authenticates with `private_key_jwt` (RFC 7523 §2.2): who may introspect, and what its signatures verify with. */
export type ConfidentialClient = {
  readonly clientId: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
};

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Reads the list of confidential clients. A private or shared key in it is refused: it was put there by mistake. */
export const parseClients = (document: unknown): Parsed<readonly ConfidentialClient[]> => {
  if (!Array.isArray(document)) return { problem: 'must be a JSON list of {"client_id", "jwks"}' };
  const clients: ConfidentialClient[] = [];
  for (const entry of document) {
    const { client_id: clientId, jwks } = isObject(entry) ? entry : {};
    if (typeof clientId !== 'string' || !/^[\w.:/-]{1,100}$/.test(clientId)) {
      return { problem: 'must give every client a client_id of letters, digits and . : / _ -' };
    }
    if (clients.some((client) => client.clientId === clientId)) return { problem: 'names one client_id twice' };
    const keys = isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys : [];
    if (keys.length === 0) return { problem: 'must give every client jwks with at least one key' };
    const problem = keys.map(keyProblem).find((found) => found !== null);
    if (problem !== undefined && problem !== null) return { problem };
    clients.push({ clientId, jwks: { keys: keys as PublicJwk[] } });
  }
  return { value: clients };
};

const keyProblem = (key: unknown): string | null => {
  if (!isObject(key) || typeof key.kty !== 'string') return 'holds a key that is not a JWK';
  if (privateMembers.some((member) => member in key)) return 'holds a private or shared key; give public keys only';
  return key.kty === 'EC' && key.crv === 'P-256' ? null : 'must hold P-256 keys only (ES256)';
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
