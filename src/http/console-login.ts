import type { Clock, Log, Random } from '#core';
import { sha256, WireError } from '#core';
import type { Operators, PendingLogin } from '#identity';
import type { Store } from '#store';
import { consoleNotice } from './console/index.ts';
import type { Endpoint } from './endpoint.ts';
import type { createThrottle } from './limits.ts';

export type ConsoleLoginPorts = {
  readonly operators: Operators;
  readonly store: Pick<Store, 'get' | 'commit'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly issuer: string;
  readonly throttle: ReturnType<typeof createThrottle>;
};

/** Time to log in at the provider; and a working day, after which the provider is asked again. */
const pendingSeconds = 600;
const sessionSeconds = 28_800;

// The prefix makes a browser refuse them from another host, without TLS or for a part of the site only (RFC 6265bis).
const pendingCookie = '__Host-voicegrant-login';
const sessionCookie = '__Host-voicegrant-console';
// Lax, because the way back from the provider begins at another site; nothing but logging out changes anything.
const cookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;

const cookieOf = (request: Request, name: string): string | null => {
  const values = (request.headers.get('cookie') ?? '').split(/;\s*/).filter((pair) => pair.startsWith(`${name}=`));
  const value = values.length === 1 ? values[0]!.slice(name.length + 1) : '';
  return /^[\w-]{43}$/.test(value) ? value : null;
};

// Only hashes are kept, so that a copy of the database logs nobody in.
const pendingKey = (value: string) => ['console', 'pending', sha256(value)] as const;
const sessionKey = (value: string) => ['console', 'session', sha256(value)] as const;

const redirect = (to: string, cookies: readonly string[] = []): Response => {
  const response = new Response(null, { status: 303, headers: { location: to } });
  for (const one of cookies) response.headers.append('set-cookie', one);
  return response;
};

/**
 * The console's login: OpenID Connect code flow, one pending login a browser, a session in the store under the hash of a
 * cookie's value that is made anew at every login. `allowed` tells whether a request comes from an operator who is still
 * logged in.
 */
export const createConsoleLogin = (ports: ConsoleLoginPorts) => {
  const { operators, store, clock, random, log, throttle } = ports;
  const fresh = (): string => random.bytes(32).toString('base64url');

  const takePending = async (value: string | null): Promise<PendingLogin | null> => {
    if (value === null) return null;
    const key = pendingKey(value);
    const entry = await store.get<PendingLogin>(key);
    if (entry === null) return null;
    // Once: whoever comes second with the same answer of the provider finds nothing.
    const { ok } = await store.commit({ checks: [{ key, version: entry.version }], writes: [{ delete: key }] });
    return ok ? entry.value : null;
  };

  const login: Endpoint = async (_request, info) => {
    const wait = throttle(info.client);
    if (wait !== null) throw new WireError('slow_down', 'console login', { headers: { 'retry-after': String(wait) } });
    const { url, pending } = await operators.begin();
    const value = fresh();
    const key = pendingKey(value);
    const expiresAt = clock.now() + pendingSeconds;
    await store.commit({ checks: [{ key, version: null }], writes: [{ put: key, value: pending, expiresAt }] });
    return redirect(url, [cookie(pendingCookie, value, pendingSeconds)]);
  };

  const callback: Endpoint = async (request, info) => {
    const forget = cookie(pendingCookie, '', 0);
    const turnAway = (status: number, reason: string, title: string, advice: string): Response => {
      log.warn('Somebody was not let into the console', { request_id: info.requestId, reason });
      const response = consoleNotice(status, title, advice);
      response.headers.append('set-cookie', forget);
      return response;
    };
    const pending = await takePending(cookieOf(request, pendingCookie));
    if (pending === null) return turnAway(400, 'no_login_begun', 'This login is over', 'Begin again.');
    const verdict = await operators.finish(new URL(request.url), pending);
    if (verdict.verdict === 'refused')
      return turnAway(400, 'refused', 'The login did not succeed', 'Nothing was shown. Begin again.');
    if (verdict.verdict === 'stranger')
      return turnAway(403, 'no_role', 'You may not see this console', 'Ask for the role, then log in again.');
    const value = fresh();
    const key = sessionKey(value);
    const { subject } = verdict;
    const expiresAt = clock.now() + sessionSeconds;
    await store.commit({ checks: [{ key, version: null }], writes: [{ put: key, value: { subject }, expiresAt }] });
    log.info('An operator logged into the console', { request_id: info.requestId });
    return redirect('/console', [forget, cookie(sessionCookie, value, sessionSeconds)]);
  };

  const logout: Endpoint = async (request) => {
    const value = cookieOf(request, sessionCookie);
    if (value !== null) await store.commit({ checks: [], writes: [{ delete: sessionKey(value) }] });
    const left = `${ports.issuer}/console/left`;
    const away = await operators.leave(left).catch(() => null);
    const response = new Response(JSON.stringify({ location: away ?? left }), {
      headers: { 'content-type': 'application/json' },
    });
    response.headers.append('set-cookie', cookie(sessionCookie, '', 0));
    return response;
  };

  const left: Endpoint = () => consoleNotice(200, 'You have left the console', 'You can close this page.');

  return {
    login,
    callback,
    logout,
    left,
    async allowed(request: Request): Promise<boolean> {
      const value = cookieOf(request, sessionCookie);
      return value !== null && (await store.get(sessionKey(value))) !== null;
    },
  };
};
