import type { Log } from '#core';
import { PortError, WireError } from '#core';

/** Headers every answer carries, errors included (R-B4). */
export const securityHeaders = (https: boolean): Readonly<Record<string, string>> => ({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  ...(https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains; preload' } : {}),
});

/** A JSON answer. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** An answer without a body. */
export const empty = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers });

/** How a refusal is written: RFC 6749 §5.2 JSON at OAuth endpoints, RFC 9457 problem+json elsewhere. */
export type Manner = 'oauth' | 'problem';

const asWireError = (error: unknown): WireError => {
  if (error instanceof WireError) return error;
  if (error instanceof PortError) {
    return new WireError('temporarily_unavailable', error.port, { headers: { 'retry-after': '2' }, cause: error });
  }
  return new WireError('server_error', 'unexpected', { cause: error });
};

/**
 * The only place that turns an error into a response. What is not a `WireError` becomes `server_error` (or
 * `temporarily_unavailable` for a broken neighbour) with the request id and none of its words.
 */
export const refusal = (thrown: unknown, manner: Manner, requestId: string, log: Log): Response => {
  const error = asWireError(thrown);
  if (error.status >= 500) {
    const cause = error.cause instanceof Error ? error.cause.name : 'unknown';
    log.error('A request failed', {
      request_id: requestId,
      code: error.error,
      detail: error.detail,
      reason: nameOf(cause),
    });
  }
  const id = error.status >= 500 ? { request_id: requestId } : {};
  if (manner === 'oauth') {
    const body = { error: error.error, error_description: error.description, ...error.members, ...id };
    return json(error.status, body, { ...error.headers });
  }
  const body = {
    type: 'about:blank',
    title: error.description,
    status: error.status,
    code: error.error,
    ...error.members,
    ...id,
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: { 'content-type': 'application/problem+json', ...error.headers },
  });
};

/** A class name as a log reason: `TypeError` → `type_error`. */
const nameOf = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
