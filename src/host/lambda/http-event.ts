/** The parts of an API Gateway HTTP API event (payload 2.0) that a request is made of. */
export type HttpEvent = {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

/** API Gateway gives the path decoded; what would end it is encoded again, so that it cannot become a query. */
const pathOf = (event: HttpEvent): string => event.rawPath.replace(/[?#]/g, encodeURIComponent);

/** The request as the caller made it, at our own origin whatever the Host was. */
export const requestOf = (event: HttpEvent, origin: string): Request => {
  const { method } = event.requestContext.http;
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.set(name, value);
  if (event.cookies !== undefined && event.cookies.length > 0) headers.set('cookie', event.cookies.join('; '));
  const hasBody = event.body !== undefined && method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') : null;
  return new Request(`${origin}${pathOf(event)}${query}`, { method, headers, body });
};

/**
 * The caller's address. Behind our CloudFront the last forwarded address is CloudFront's own, added by API Gateway, and
 * the one before it is whom CloudFront saw; anything further left is whatever the caller wrote.
 */
export const clientOf = (event: HttpEvent): string => {
  const hops = (event.headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim());
  const edge = event.requestContext.http.sourceIp;
  return (hops.at(-1) === edge ? hops.at(-2) : hops.at(-1)) || edge;
};
