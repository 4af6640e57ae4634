import { compactVerify, createLocalJWKSet } from 'jose';
import { type Clock, ConfigError, sha256 } from '#core';
import type { Store } from '#store';
import { type JsonObject, parseCompactJws } from './compact-jws.ts';

/** RFC 7523 §2.2. */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** What `token_endpoint_auth_signing_alg_values_supported` says; what is enforced below. */
export const assertionAlgorithms = ['ES256', 'PS256', 'EdDSA'] as const;

const maxLifetimeSeconds = 300;
const clockSkewSeconds = 10;
const maxJtiBytes = 128;
const typs: readonly unknown[] = [undefined, 'JWT', 'client-authentication+jwt'];

export type Permission = 'introspect' | 'revoke';

/** A confidential caller: its public keys as a JWKS, and what it may ask for. */
export type Client = {
  readonly clientId: string;
  readonly jwks: { readonly keys: readonly { readonly kty: string; readonly [member: string]: unknown }[] };
  readonly may: readonly Permission[];
};

/** A form body, or anything that can be asked for a parameter; repeated ones must have been refused already. */
export type Form = { get(name: string): string | null | undefined };

export type Authentication =
  | { readonly ok: true; readonly clientId: string; readonly may: readonly Permission[] }
  | { readonly ok: false };

type KeySource = ReturnType<typeof createLocalJWKSet>;
type Registered = { readonly client: Client; readonly keys: KeySource };

const refused: Authentication = { ok: false };
const privateMembers = ['d', 'p', 'q', 'k', 'oth'] as const;

const register = (clients: readonly Client[]): Map<string, Registered> => {
  const registered = new Map<string, Registered>();
  for (const client of clients) {
    const { keys } = client.jwks;
    if (registered.has(client.clientId)) throw new ConfigError(['a client id is listed twice']);
    if (keys.length === 0 || keys.some((key) => privateMembers.some((member) => Object.hasOwn(key, member)))) {
      throw new ConfigError(["a client's JWKS is empty or holds a private key"]);
    }
    const source = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
    registered.set(client.clientId, { client, keys: source });
  }
  return registered;
};

const isInstant = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const claimsHold = (claims: JsonObject, issuer: string, now: number): boolean => {
  const { iss, sub, aud, jti, exp, nbf, iat } = claims;
  if (typeof iss !== 'string' || sub !== iss || aud !== issuer) return false;
  if (typeof jti !== 'string' || jti === '' || Buffer.byteLength(jti) > maxJtiBytes) return false;
  if (!isInstant(exp) || exp <= now || exp > now + maxLifetimeSeconds + clockSkewSeconds) return false;
  return [nbf, iat].every((from) => from === undefined || (isInstant(from) && from <= now + clockSkewSeconds));
};

const signatureHolds = async (assertion: string, keys: KeySource): Promise<boolean> => {
  try {
    await compactVerify(assertion, keys, { algorithms: [...assertionAlgorithms] });
    return true;
  } catch {
    return false;
  }
};

/**
 * Authenticates confidential callers by `private_key_jwt` (RFC 7523 §3, RFC 9700 §2.5, OpenID Connect Core §9). The audience is our
 * issuer as one string and nothing else (FAPI 2.0 Security Profile §5.3.2.1), a life is at most five minutes, and each
 * `jti` counts once per client, decided by a commit. Not for the hot path: signatures are asynchronous.
 * @throws ConfigError when a client is listed twice or its JWKS is not public. `authenticate` @throws PortError `store`.
 */
export const createClientAssertions = (ports: {
  issuer: string;
  clients: readonly Client[];
  store: Pick<Store, 'commit'>;
  clock: Clock;
}): { authenticate(form: Form): Promise<Authentication> } => {
  const { issuer, store, clock } = ports;
  const registered = register(ports.clients);
  return {
    async authenticate(form) {
      const assertion = form.get('client_assertion');
      if (form.get('client_assertion_type') !== assertionType || !assertion) return refused;
      const jws = parseCompactJws(assertion);
      if (jws === null || !typs.includes(jws.header.typ) || !claimsHold(jws.payload, issuer, clock.now()))
        return refused;
      const { iss, jti, exp } = jws.payload as { iss: string; jti: string; exp: number };
      const named = form.get('client_id') ?? iss;
      const found = registered.get(iss);
      if (found === undefined || named !== iss || !(await signatureHolds(assertion, found.keys))) return refused;
      const key = ['token', 'client_jti', sha256(JSON.stringify([iss, jti]))];
      const once = await store.commit({
        checks: [{ key, version: null }],
        writes: [{ put: key, value: 1, expiresAt: exp + clockSkewSeconds }],
      });
      return once.ok ? { ok: true, clientId: iss, may: found.client.may } : refused;
    },
  };
};
