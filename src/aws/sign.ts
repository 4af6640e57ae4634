import { createHmac, hash } from 'node:crypto';
import type { Secret } from '#core';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: string | null;
};

/** A request as it goes out, but for its signature. Header names in lower case. */
export type Unsigned = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const mac = (key: string | Buffer, words: string): Buffer => createHmac('sha256', key).update(words).digest();
/** RFC 3986: all but the unreserved characters. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/**
 * The headers that sign a request (AWS Signature Version 4) for one service and region at one instant (`20261122T201500Z`):
 * every header it has, its query and its body are covered.
 */
export const signatureOf = (
  { method, url, headers, body }: Unsigned,
  {
    service,
    region,
    credentials,
    instant,
  }: { service: string; region: string; credentials: Credentials; instant: string },
): Record<string, string> => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const own = { 'x-amz-date': instant, ...(sessionToken === null ? {} : { 'x-amz-security-token': sessionToken }) };
  const covered: Record<string, string> = { ...headers, ...own, host: url.host };
  const names = Object.keys(covered).sort(inOrder);
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort(inOrder);
  const canonical = [
    method,
    // Every service but S3 has the path encoded once more than it is sent.
    url.pathname.split('/').map(encoded).join('/'),
    query.join('&'),
    ...names.map((name) => `${name}:${covered[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    hash('sha256', body),
  ].join('\n');
  const scope = `${instant.slice(0, 8)}/${region}/${service}/aws4_request`;
  const words = ['AWS4-HMAC-SHA256', instant, scope, hash('sha256', canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(mac, `AWS4${secretAccessKey.reveal()}`);
  const signature = mac(key, words).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...own, authorization };
};
