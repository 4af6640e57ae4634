import { Hono } from 'hono';
import type { Clock, Log, Random } from '#core';
import { newId, WireError } from '#core';
import type { Endpoint, Manner } from '#http';
import { refusal, requireSameOrigin, securityHeaders } from '#http';
import type { Metrics, Tracing } from '#telemetry';

/**
 * One row of the route table. `who`: `anyone`; `code` and `token` for whoever holds one; `client` for an authenticated
 * caller; `operator` for whoever has logged into the console; `dev` for the development handset. `{name}` in a path is a parameter.
 */
export type Route = readonly [
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  source: string,
  says: string,
  handler: Endpoint,
  who: Who,
];
export type Who = 'anyone' | 'code' | 'token' | 'client' | 'operator' | 'dev';

type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly issuer: string;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
  readonly tracing: Tracing;
};

/** Headers the host sets for us: the client's address as the socket, or a trusted proxy, says. */
export type HostInfo = { readonly client: string };

const mannerOf = (path: string): Manner => (/^\/(?:oauth\/|credential)/.test(path) ? 'oauth' : 'problem');

/** The path as it was sent, nothing decoded. */
const pathOf = (url: string): string => {
  const from = url.indexOf('/', url.indexOf('://') + 3);
  const query = url.indexOf('?', from);
  return from < 0 ? '/' : url.slice(from, query < 0 ? undefined : query);
};

/** Adds what every answer carries, without touching what the endpoint decided. */
const withHeaders = (response: Response, headers: readonly (readonly [name: string, value: string])[]): Response => {
  const { headers: own } = response;
  for (const [name, value] of headers) if (!own.has(name)) own.set(name, value);
  return response;
};

/**
 * Notices requests for another host than the issuer's, without refusing them: a balancer's probe has its own name. When
 * callers come that way, the public address in the settings is wrong, and their proofs fail. Says so once a minute.
 */
const hostWatch = ({ issuer, clock, log, metrics }: Ports): ((request: Request) => void) => {
  const host = issuer.slice(issuer.indexOf('://') + 3);
  let told = Number.NEGATIVE_INFINITY;
  return ({ url }) => {
    const from = url.indexOf('://') + 3;
    if (url.startsWith(host, from) && /^(?:[/?]|$)/.test(url.slice(from + host.length, from + host.length + 1))) return;
    metrics.count('foreign_host_total');
    if (clock.now() - told < 60) return;
    told = clock.now();
    log.warn('Requests come for another host than that of VOICEGRANT_ISSUER', { code: 'foreign_host' });
  };
};

/**
 * Turns the route table into one function from request to response: request ids, security headers, same-origin rule for
 * whatever changes something, errors into answers, 404 and 405 with the same care as 200.
 */
export const serve = (routes: readonly Route[], ports: Ports) => {
  const headers = Object.entries(securityHeaders(ports.issuer.startsWith('https:')));
  const router = new Hono<{ Bindings: HostInfo }>();
  const methods = new Map<string, Set<string>>();
  const { metrics, tracing } = ports;
  const noticeHost = hostWatch(ports);
  /** Routes without a parameter, by method and path: most requests need no search. */
  const plain = new Map<string, (request: Request, client: string) => Promise<Response>>();

  for (const [method, path, , , handler, who] of routes) {
    const answer = async (request: Request, params: Record<string, string>, client: string): Promise<Response> => {
      const began = ports.clock.now();
      noticeHost(request);
      let id: string | undefined;
      const idOnce = () => {
        id ??= newId<string>(ports.random, 'req');
        return id;
      };
      let response: Response;
      try {
        if (method !== 'GET' && who !== 'client') requireSameOrigin(request, ports.issuer);
        const info = {
          get requestId() {
            return idOnce();
          },
          params,
          client,
        };
        response = tracing.isOn
          ? await tracing.request(method, path, request.headers.get('traceparent'), async () => handler(request, info))
          : await handler(request, info);
      } catch (error) {
        response = refusal(error, mannerOf(path), idOnce(), ports.log);
        metrics.count('refusals_total', path, error instanceof WireError ? error.error : String(response.status));
      }
      metrics.count('http_requests_total', path, String(response.status));
      metrics.observe('http_request_seconds', ports.clock.now() - began, path);
      return withHeaders(response, headers);
    };
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    if (pattern === path) plain.set(`${method} ${path}`, (request, client) => answer(request, {}, client));
    methods.set(pattern, (methods.get(pattern) ?? new Set()).add(method === 'GET' ? 'GET, HEAD' : method));
    router.on(method, pattern, (context) =>
      answer(context.req.raw, context.req.param() as Record<string, string>, context.env?.client ?? ''),
    );
  }
  for (const [pattern, allowed] of methods) {
    router.all(pattern, () => {
      const error = new WireError('method_not_allowed', 'method', { headers: { allow: [...allowed].join(', ') } });
      return withHeaders(refusal(error, mannerOf(pattern), '', ports.log), headers);
    });
  }
  router.notFound(() => withHeaders(refusal(new WireError('not_found', 'path'), 'problem', '', ports.log), headers));
  router.onError((error) => withHeaders(refusal(error, 'problem', '', ports.log), headers));
  return (request: Request, info: HostInfo = { client: '' }): Promise<Response> => {
    const known = plain.get(`${request.method} ${pathOf(request.url)}`);
    return known === undefined ? Promise.resolve(router.fetch(request, info)) : known(request, info.client);
  };
};
