import { PortError, type Secret } from '#core';

/** Where and as whom Twilio's REST API is asked. An API key, never the account's auth token (R-T3). */
export type Access = {
  readonly api: string;
  readonly accountSid: string;
  readonly keySid: string;
  readonly keySecret: Secret;
};

/** `abortAfter` gives a signal that aborts after so many milliseconds. */
export type Net = {
  readonly fetch: typeof globalThis.fetch;
  readonly abortAfter: (ms: number) => AbortSignal;
};

/** An answer read to its end, `body` null when it is not JSON or too long. */
export type Answer = { readonly status: number; readonly body: unknown };

const longestAnswer = 131_072;

const readBounded = async (response: Response): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > longestAnswer) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
};

/** Nothing has left this machine when the connection itself could not be made. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const codeOf = (error: unknown): string => {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : '';
};

/**
 * One request, one answer, within `ms`; never a second try. Follows no redirect: credentials go to one origin.
 * @throws PortError; `retryable` only when the request certainly never left.
 */
export const ask = async (
  net: Net,
  access: Access,
  request: { readonly url: string; readonly form?: URLSearchParams },
  ms: number,
): Promise<Answer> => {
  const credentials = Buffer.from(`${access.keySid}:${access.keySecret.reveal()}`).toString('base64');
  try {
    const response = await net.fetch(request.url, {
      method: request.form === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Basic ${credentials}`,
        ...(request.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(request.form === undefined ? {} : { body: request.form.toString() }),
      redirect: 'error',
      signal: net.abortAfter(ms),
    });
    return { status: response.status, body: await readBounded(response) };
  } catch (error) {
    throw new PortError('message', 'twilio gave no answer', { retryable: neverSent.has(codeOf(error)), cause: error });
  }
};
