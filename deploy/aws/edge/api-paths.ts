/**
 * What CloudFront hands to the HTTP API; everything else is a page or nothing. `/metrics` is not among them: a Lambda has
 * no process whose figures would mean anything. A test holds this against the route table.
 */
export const apiPaths = [
  '/.well-known/*',
  '/oauth/*',
  '/offer/*',
  '/credential',
  '/credential/*',
  '/console',
  '/console/*',
  '/transactions',
  '/transactions/*',
  '/openapi.json',
  '/message/*',
  '/favicon.ico',
  '/healthz',
  '/readyz',
] as const;
