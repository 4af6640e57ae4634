import { AwsError, isPassing, refusalOf, silenceOf } from './failure.ts';
import { type Credentials, signatureOf } from './sign.ts';

/** Where a process runs and as whom. */
export type Access = {
  readonly region: string;
  /** Takes the place of every service's own address; null outside tests. */
  readonly endpoint: string | null;
  /** Asked for each request, since they change while a process lives. */
  readonly credentials: () => Credentials;
};

export type AwsPorts = {
  readonly fetch: typeof globalThis.fetch;
  readonly abortAfter: (ms: number) => AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  /** Now, in the basic format of ISO 8601 and UTC: `20261122T201500Z`. */
  readonly instant: () => string;
};

/** How long one try may take, in ms, from its first byte to the answer's last, and how many there may be. */
export type Patience = { readonly answerMs: number; readonly tries: number };

/** One request. An operation of a JSON service, or a method and path of one whose operations are paths. */
export type Ask =
  | { readonly service: 'dynamodb' | 'kms' | 'secretsmanager'; readonly operation: string; readonly input: object }
  | {
      readonly service: 'connect';
      readonly method: 'GET' | 'PUT' | 'DELETE';
      /** Parts of the path, not encoded. */
      readonly path: readonly string[];
      readonly query?: Readonly<Record<string, string>>;
      readonly input?: object;
    };

const targets = { dynamodb: 'DynamoDB_20120810', kms: 'TrentService', secretsmanager: 'secretsmanager' } as const;
/** Larger than any page of a listing that DynamoDB gives (1 MB, a third more in base64). */
const mostBytes = 4_000_000;
const pauseMs = 100;

/** Bytes go as base64. */
const onTheWire = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(onTheWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, onTheWire(inside)]));
};

const formOf = (ask: Ask): { method: string; path: string; headers: Record<string, string>; body: string } => {
  if ('operation' in ask) {
    const version = ask.service === 'dynamodb' ? '1.0' : '1.1';
    const target = `${targets[ask.service]}.${ask.operation}`;
    const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
    return { method: 'POST', path: '/', headers, body: JSON.stringify(onTheWire(ask.input)) };
  }
  const query = new URLSearchParams(ask.query).toString();
  return {
    method: ask.method,
    path: `/${ask.path.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`,
    headers: ask.input === undefined ? {} : { 'content-type': 'application/json' },
    body: ask.input === undefined ? '' : JSON.stringify(ask.input),
  };
};

const addressOf = ({ region, endpoint }: Access, service: string): string =>
  endpoint ?? `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/**
 * AWS, asked by plain signed requests. Answers what the service answered, bytes still as base64.
 * @throws AwsError the service's own, `TimeoutError`, or `NoAnswer`.
 */
export const createAws = (access: Access, ports: AwsPorts) => {
  const once = async (ask: Ask, answerMs: number): Promise<unknown> => {
    const { method, path, headers, body } = formOf(ask);
    const url = new URL(path, addressOf(access, ask.service));
    // Credentials that are not there are no answer that could have been lost.
    const who = { service: ask.service, region: access.region, credentials: access.credentials() };
    const signed = signatureOf({ method, url, headers, body }, { ...who, instant: ports.instant() });
    let answer: Response;
    let text: string;
    try {
      answer = await ports.fetch(url.href, {
        method,
        headers: { ...headers, ...signed },
        ...(body === '' ? {} : { body }),
        redirect: 'error',
        signal: ports.abortAfter(answerMs),
      });
      text = await answer.text();
    } catch (error) {
      throw silenceOf(error);
    }
    const told = text.length > mostBytes ? undefined : read(text);
    if (!answer.ok) throw refusalOf(answer.status, answer.headers, told);
    // An answer that cannot be read says as little as none.
    if (told === undefined) throw new AwsError('NoAnswer', 0);
    return told;
  };

  return {
    /** Asks once, and again while that may help and tries are left: only for what may happen twice. */
    async ask<Answer>(ask: Ask, { answerMs, tries }: Patience): Promise<Answer> {
      for (let left = tries - 1; ; left -= 1) {
        try {
          return (await once(ask, answerMs)) as Answer;
        } catch (error) {
          if (left <= 0 || !(error instanceof AwsError) || !isPassing(error)) throw error;
          await ports.sleep(pauseMs);
        }
      }
    },
  };
};

const read = (text: string): unknown => {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
};
