import type { Clock, GrantId, Jkt, Log, Random } from '#core';
import { constantTimeEqual, hmac, Secret, sha256, WireError } from '#core';
import { awaitsSignIn, type Grants } from '#grant';
import type { LoginProvider, LoginSecrets } from '#identity';
import type { Store } from '#store';
import { batch } from '#store';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import type { createPageEndpoints } from './page-endpoint.ts';
import { burn, nonceHeader, type Proofs, requireProof } from './proof.ts';
import { json } from './respond.ts';

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly grants: Grants;
  readonly login: LoginProvider;
  readonly proofs: Proofs;
  readonly issuer: string;
  readonly show: ReturnType<typeof createPageEndpoints>['show'];
  /** Too many requests from this client: seconds to wait, or null. */
  readonly throttle: (client: string) => number | null;
};

/** One login under way: for which grant, with which browser key. What it is known by is in the browser's cookie alone. */
type Begun = { readonly grant: GrantId; readonly jkt: Jkt };

const longestSeconds = 600;
const rowKey = (state: string) => ['login', sha256(state)] as const;

/** Three values that only the holder of the cookie can make. */
const secretsOf = (cookie: Secret): LoginSecrets => ({
  state: hmac(cookie, 'login', 'state'),
  nonce: new Secret(hmac(cookie, 'login', 'nonce')),
  verifier: new Secret(hmac(cookie, 'login', 'verifier')),
});

/**
 * The caller's login at their identity provider. `begin` takes a code that waits for it, with a proof of the page's key;
 * `callback` is where the browser comes back. A login counts only in the browser that began it (a `__Host-` cookie), only once (its row
 * is deleted before the provider is asked), and only for the grant and the key it was begun with. There is no redirect of
 * ours: the answer to the callback is the page.
 */
export const createLoginEndpoints = (ports: Ports): Record<'begin' | 'callback', Endpoint> => {
  const { store, clock, grants, login } = ports;
  const secure = ports.issuer.startsWith('https:');
  // A browser takes the prefix over https alone; over http there is only development, on one's own machine.
  const name = secure ? '__Host-voicegrant-login' : 'voicegrant-login';
  const cookieOf = (value: string, seconds: number) =>
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

  const carried = (request: Request): Secret | null => {
    const pairs = (request.headers.get('cookie') ?? '').split(/; */);
    const values = pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
    return values.length === 1 && /^[\w-]{43}$/.test(values[0] ?? '') ? new Secret(values[0] ?? '') : null;
  };

  /** The login this browser began and comes back from, taken so that it is never taken again; or null. */
  const take = async (cookie: Secret, state: string): Promise<Begun | null> => {
    if (!constantTimeEqual(secretsOf(cookie).state, state)) return null;
    const key = rowKey(state);
    const row = await store.get(key);
    if (row === null) return null;
    const done = await store.commit({ checks: [{ key, version: row.version }], writes: [{ delete: key }] });
    return done.ok ? (row.value as unknown as Begun) : null;
  };

  const settle = async (callback: URL, cookie: Secret, begun: Begun): Promise<void> => {
    const entry = await grants.get(begun.grant);
    if (entry === null) return;
    const answer = await login.finish(callback, secretsOf(cookie));
    if (answer.login !== 'done') {
      const reason = answer.login === 'cancelled' ? 'cancelled' : 'provider';
      if (reason === 'provider')
        ports.log.warn('A login could not be believed', { grant_id: begun.grant, room: 'http' });
      return grants.signInFailed(entry.grant, reason);
    }
    const { as, amr, authTime } = answer;
    await grants.signIn(begun.grant, { as, amr, authTime, jkt: begun.jkt });
  };

  return {
    async begin(request, info) {
      const wait = ports.throttle(info.client);
      if (wait !== null) throw new WireError('slow_down', 'throttled', { headers: { 'retry-after': String(wait) } });
      const form = await readForm(request);
      const proof = requireProof(ports.proofs, request, `${ports.issuer}/login`, form.bytes);
      const code = form.get('pre-authorized_code') ?? '';
      const standing = code === '' || code.length > 128 ? null : await grants.look(code);
      if (standing === null || standing.reason !== null || !awaitsSignIn(standing.grant)) {
        await burn(ports.proofs, proof);
        throw new WireError('invalid_grant', 'nothing to sign in to', { headers: nonceHeader(ports.proofs) });
      }
      const cookie = new Secret(ports.random.bytes(32).toString('base64url'));
      const secrets = secretsOf(cookie);
      const begun: Begun = { grant: standing.grant.id, jkt: proof.jkt };
      const row = { put: rowKey(secrets.state), value: begun, expiresAt: clock.now() + longestSeconds };
      const done = await store.commit(batch(proof.burn, { checks: [], writes: [row] }));
      if (!done.ok) throw new WireError('invalid_dpop_proof', 'replayed', { headers: nonceHeader(ports.proofs) });
      const location = await login.begin(secrets).catch((cause: unknown) => {
        throw new WireError('temporarily_unavailable', 'login provider', { headers: { 'retry-after': '5' }, cause });
      });
      const headers = { ...nonceHeader(ports.proofs), 'set-cookie': cookieOf(cookie.reveal(), longestSeconds) };
      return json(200, { location }, headers);
    },

    async callback(request, info) {
      const wait = ports.throttle(info.client);
      if (wait !== null) throw new WireError('slow_down', 'throttled', { headers: { 'retry-after': String(wait) } });
      const asked = new URL(request.url);
      const callback = new URL(`${ports.issuer}${asked.pathname}${asked.search}`);
      const states = callback.searchParams.getAll('state');
      const cookie = carried(request);
      const begun = cookie === null || states.length !== 1 ? null : await take(cookie, states[0] ?? '');
      if (cookie !== null && begun !== null) await settle(callback, cookie, begun);
      const grant = begun === null ? null : ((await grants.get(begun.grant))?.grant ?? null);
      const page = ports.show(request, grant?.type ?? null, grant?.lang ?? null);
      if (begun !== null) page.headers.set('set-cookie', cookieOf('', 0));
      return page;
    },
  };
};
