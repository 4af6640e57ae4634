import { Hono } from 'hono';
import type { Clock, Log, Random } from '#core';
import { newId, WireError } from '#core';
import type { Endpoint, Manner } from '#http';
import { refusal, requireSameOrigin, securityHeaders } from '#http';

/**
 * One row of the route table. `who`: `anyone`; `code` and `token` for whoever holds one; `client` for an authenticated
 * caller; `dev` for the development handset. `{name}` in a path is a parameter.
 */
export type Route = readonly [
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  source: string,
  says: string,
  handler: Endpoint,
  who: Who,
];
export type Who = 'anyone' | 'code' | 'token' | 'client' | 'dev';

type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly issuer: string;
  readonly answered: (route: string, status: number, seconds: number) => void;
};

/** Headers the host sets for us: the client's address as the socket, or a trusted proxy, says. */
export type HostInfo = { readonly client: string };

const mannerOf = (path: string): Manner => (/^\/(?:oauth\/|credential)/.test(path) ? 'oauth' : 'problem');

/** Adds what every answer carries, without touching what the endpoint decided. */
const withHeaders = (response: Response, headers: Readonly<Record<string, string>>): Response => {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
};

/**
 * Turns the route table into one function from request to response: request ids, security headers, same-origin rule for
 * whatever changes something, errors into answers, 404 and 405 with the same care as 200.
 */
export const serve = (routes: readonly Route[], ports: Ports) => {
  const headers = securityHeaders(ports.issuer.startsWith('https:'));
  const router = new Hono<{ Bindings: HostInfo }>();
  const methods = new Map<string, Set<string>>();

  for (const [method, path, , , handler, who] of routes) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    methods.set(pattern, (methods.get(pattern) ?? new Set()).add(method === 'GET' ? 'GET, HEAD' : method));
    router.on(method, pattern, async (context) => {
      const began = ports.clock.now();
      const requestId = newId<string>(ports.random, 'req');
      const request = context.req.raw;
      let response: Response;
      try {
        if (method !== 'GET' && who !== 'client') requireSameOrigin(request, ports.issuer);
        response = await handler(request, {
          requestId,
          params: context.req.param() as Record<string, string>,
          client: context.env?.client ?? '',
        });
      } catch (error) {
        response = refusal(error, mannerOf(path), requestId, ports.log);
      }
      ports.answered(path, response.status, ports.clock.now() - began);
      return withHeaders(response, headers);
    });
  }
  for (const [pattern, allowed] of methods) {
    router.all(pattern, () => {
      const error = new WireError('method_not_allowed', 'method', { headers: { allow: [...allowed].join(', ') } });
      return withHeaders(refusal(error, mannerOf(pattern), '', ports.log), headers);
    });
  }
  router.notFound(() => withHeaders(refusal(new WireError('not_found', 'path'), 'problem', '', ports.log), headers));
  router.onError((error) => withHeaders(refusal(error, 'problem', '', ports.log), headers));
  return (request: Request, info: HostInfo = { client: '' }): Promise<Response> =>
    Promise.resolve(router.fetch(request, info));
};
