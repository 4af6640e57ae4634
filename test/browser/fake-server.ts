import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { contentDigest, sha256 } from '#core';
import { createPages, type PageSettings } from '#page';
import { shipped } from '#transaction';

/** One grant as this stand-in knows it. A test may change anything at any time. */
export type FakeGrant = {
  readonly code: string;
  readonly type: string;
  readonly lang: 'en' | 'es';
  state: 'offered' | 'redeemed' | 'awaiting_confirmation' | 'consumed' | 'dead';
  reason?: string;
  call: 'live' | 'ended';
  expiresIn: number;
  attempts: number;
  digits: string;
  jkt?: string;
  body?: string;
  opened: number;
  declined?: string;
  /** The sentence of the receipt; another one by default. */
  message?: string;
  /** What the transaction endpoint answers instead of 201, once. */
  refusal?: { status: number; body: Record<string, unknown> };
};

type Reply = { status: number; body?: Record<string, unknown>; headers?: Record<string, string> };

const message = 'Anna Ortiz is now on your account';
const reference = '7KQ4-2M';

/**
 * Stands in for the whole server as the page sees it: real pages, real DPoP checks, one grant a code. `lose` makes the
 * next answer of a path vanish after (or before) it has had its effect.
 */
export const startFakeServer = async (settings: Partial<PageSettings> = {}) => {
  const grants = new Map<string, FakeGrant>();
  const requests: { method: string; path: string; url: string; headers: IncomingMessage['headers'] }[] = [];
  const lost: { path: string; when: 'before' | 'after' }[] = [];
  const used = new Set<string>();
  const pages = createPages({
    brand: { name: 'Acme', accent: '#0b5cad' },
    host: 'acme.example',
    transactions: shipped,
    ...settings,
  });
  let origin = '';
  let serial = 0;
  let slowMs = 0;
  let policy = true;

  const proofFault = async (
    request: IncomingMessage,
    path: string,
    body: string,
    token?: string,
  ): Promise<string | { jkt: string }> => {
    const proof = String(request.headers['dpop'] ?? '');
    try {
      // As the server does it: what is fresh is told by the nonce, not by the telephone's clock.
      const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
      if (payload['nonce'] === undefined) return 'use_dpop_nonce';
      if (payload['htm'] !== 'POST' || payload['htu'] !== `${origin}${path}` || used.has(String(payload.jti)))
        return 'invalid_dpop_proof';
      used.add(String(payload.jti));
      if (token !== undefined && payload['ath'] !== sha256(token)) return 'invalid_dpop_proof';
      if (token !== undefined && payload['content_digest'] !== contentDigest(body)) return 'invalid_dpop_proof';
      return { jkt: await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk!) };
    } catch {
      return 'invalid_dpop_proof';
    }
  };

  const token = async (request: IncomingMessage, body: string): Promise<Reply> => {
    const form = new URLSearchParams(body);
    const grant = grants.get(form.get('pre-authorized_code') ?? '');
    const proof = await proofFault(request, '/oauth/token', body);
    if (typeof proof === 'string') return { status: 400, body: { error: proof } };
    const refused = (extra = {}): Reply => ({ status: 400, body: { error: 'invalid_grant', ...extra } });
    if (!grant || grant.call === 'ended') return refused();
    if (grant.state === 'redeemed' && grant.jkt !== proof.jkt) return refused();
    if (grant.state !== 'offered' && grant.state !== 'redeemed') return refused();
    if (form.get('tx_code') !== grant.digits) {
      grant.attempts -= 1;
      if (grant.attempts > 0) return refused({ tx_code_attempts_remaining: grant.attempts });
      grant.state = 'dead';
      grant.reason = 'attempts_spent';
      return refused();
    }
    grant.state = 'redeemed';
    grant.jkt = proof.jkt;
    return {
      status: 200,
      body: { access_token: `at.${grant.code}`, token_type: 'DPoP', expires_in: 300, account_ending: '4821' },
    };
  };

  const transact = async (request: IncomingMessage, path: string, body: string): Promise<Reply> => {
    const [, bearer = ''] = /^DPoP at\.(.+)$/.exec(String(request.headers['authorization'])) ?? [];
    const grant = grants.get(bearer);
    const proof = await proofFault(request, path, body, `at.${bearer}`);
    if (typeof proof === 'string') return { status: 400, body: { code: proof } };
    if (!grant || grant.jkt !== proof.jkt || path !== `/transactions/${grant.type}`)
      return { status: 401, body: { code: 'invalid_token' } };
    if (grant.refusal) {
      const { refusal } = grant;
      delete grant.refusal;
      return refusal;
    }
    if (grant.state === 'dead' && grant.reason === 'refused')
      return { status: 409, body: { code: 'confirmation_refused' } };
    if (grant.state === 'dead' || grant.call === 'ended') return { status: 401, body: { code: 'invalid_token' } };
    if (grant.body !== undefined && grant.body !== body) return { status: 409, body: { code: 'different_input' } };
    grant.body = body;
    if (grant.type === 'add_payee' && grant.state !== 'consumed') {
      grant.state = 'awaiting_confirmation';
      return { status: 202, body: { status: 'awaiting_confirmation' } };
    }
    grant.state = 'consumed';
    return { status: 201, body: { receipt: 'rcpt_1', reference, type: grant.type, message: grant.message ?? message } };
  };

  const offer = (path: string, body: string): Reply => {
    const form = new URLSearchParams(body);
    const grant = grants.get(form.get('pre-authorized_code') ?? '');
    if (path === '/offer/open') {
      if (grant) grant.opened += 1;
      return { status: 204 };
    }
    if (path === '/offer/decline') {
      if (grant && grant.state !== 'consumed') {
        grant.state = 'dead';
        grant.reason = grant.declined = form.get('reason') ?? '';
      }
      return { status: 204 };
    }
    if (!grant) return { status: 200, body: { state: 'unknown' } };
    return {
      status: 200,
      body: {
        state: grant.state,
        ...(grant.reason === undefined ? {} : { reason: grant.reason }),
        call: grant.call,
        expires_in: grant.expiresIn,
        called_number: '+18005550199',
        // 14:32 in Madrid.
        started_at: Date.UTC(2026, 10, 22, 13, 32) / 1000,
        transaction: grant.type,
        lang: grant.lang,
        attempts_remaining: grant.attempts,
      },
    };
  };

  const answer = async (request: IncomingMessage, url: URL, body: string): Promise<Reply> => {
    const path = url.pathname;
    if (path === '/oauth/token') return token(request, body);
    if (path.startsWith('/transactions/')) return transact(request, path, body);
    return offer(path, body);
  };

  const servePage = (url: URL, request: IncomingMessage, response: ServerResponse): void => {
    const lang = url.searchParams.get('lang') === 'es' || url.searchParams.has('es') ? 'es' : 'en';
    const page = url.pathname === '/' ? pages.home(lang) : pages.page(url.pathname.slice(1), lang);
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    const { body, headers } = page.encoded(request.headers['accept-encoding']?.toString());
    const { 'Content-Security-Policy': _, ...bare } = headers;
    response.writeHead(200, policy ? headers : bare).end(body);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    requests.push({ method: request.method ?? '', path: url.pathname, url: url.href, headers: request.headers });
    if (request.method === 'GET') return servePage(url, request, response);
    let body = '';
    for await (const chunk of request) body += chunk;
    const losing = lost.findIndex(({ path }) => url.pathname.startsWith(path));
    const [loss] = losing < 0 ? [] : lost.splice(losing, 1);
    if (loss?.when === 'before') return void request.socket.destroy();
    const reply = await answer(request, url, body);
    if (loss) return void request.socket.destroy();
    if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
    serial += 1;
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'dpop-nonce': `nonce-${serial}`,
      // As the server does it at the end, so that nothing stays behind.
      ...(reply.status === 201 ? { 'clear-site-data': '"storage"' } : {}),
    });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A run that is cut short must not be kept alive by it.
  server.unref();
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    requests,
    pages,
    /** A new grant; the code is eight digits long with `voiced: false`. */
    offer: (options: Partial<FakeGrant> & { noLink?: boolean } = {}): FakeGrant & { link: string } => {
      serial += 1;
      const code = options.noLink ? String(20_000_000 + serial) : sha256(`code ${serial}`);
      const grant: FakeGrant = {
        code,
        type: 'add_user',
        lang: 'en',
        state: 'offered',
        call: 'live',
        expiresIn: 240,
        attempts: 5,
        digits: '482193',
        opened: 0,
        ...options,
      };
      grants.set(code, grant);
      const link = `${origin}/${grant.type}${grant.lang === 'es' ? '?lang=es' : ''}#${code}`;
      return Object.assign(grant, { link });
    },
    /** The next answer of this path is lost on the way, before or after the server has acted on the request. */
    lose: (path: string, when: 'before' | 'after') => void lost.push({ path, when }),
    /** Every answer takes this long, in milliseconds. */
    slow: (ms: number) => {
      slowMs = ms;
    },
    /** Serves pages without their content security policy, to see that the page does not lean on it. */
    dropPolicy: () => {
      policy = false;
    },
    claimsOf: (proof: string) => decodeJwt(proof),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

export type FakeServer = Awaited<ReturnType<typeof startFakeServer>>;
