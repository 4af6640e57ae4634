// In: orders. Out: requests to a customer's own system of record, JSON over HTTPS.
// Must never: follow a redirect, trust the size or the shape of an answer, or retry without the same Idempotency-Key.
import type { AccountRecord, Order, Performed } from '#account';
import type { Secret } from '#core';
import { PortError } from '#core';

export type HttpRecordSettings = {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly token: Secret;
  /** For one try, in milliseconds (default 4000). */
  readonly timeoutMs?: number;
  /** Tries in all (default 3). */
  readonly tries?: number;
};

type Ports = { readonly fetch: typeof globalThis.fetch; readonly sleep: (ms: number) => Promise<void> };

const maxAnswerBytes = 65_536;

const readBytes = async (response: Response): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxAnswerBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    // The time-out and a line that breaks may come in the middle of an answer as well.
    throw new PortError('account', 'broke off its answer', { retryable: true, cause });
  }
  if (size > maxAnswerBytes) throw new PortError('account', 'the answer is larger than 64 KB', { retryable: true });
  return Buffer.concat(chunks);
};

/** Reads at most 64 KB of an answer as a JSON object. */
const readAnswer = async (response: Response): Promise<Record<string, unknown>> => {
  const bytes = await readBytes(response);
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, without quoting what came.
  }
  throw new PortError('account', 'the answer is not a JSON object', { retryable: true });
};

/**
 * The record's side of the contract, documented in docs/account-http.md:
 * - `POST {url}/accounts/{account}/{action}` with `Idempotency-Key`, `Authorization: Bearer …`, the details as JSON
 *   → 200 or 201 `{"reference": "…"}`; 409 or 422 `{"reason": "lower_case_code"}` for a refusal that repeating will not change.
 * - `GET {url}/accounts/{account}` → 200 `{"ending": "4821"}`.
 * 429, 5xx, time-outs and broken answers are tried again with the same key; whatever else comes, a redirect too, is a
 * `PortError` at once: nothing is followed.
 */
export const createHttpRecord = (settings: HttpRecordSettings, ports: Ports): AccountRecord => {
  const tries = settings.tries ?? 3;

  const once = async (method: string, path: string, order?: Order): Promise<Response> => {
    try {
      return await ports.fetch(`${settings.url}${path}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(settings.timeoutMs ?? 4000),
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${settings.token.reveal()}`,
          ...(order === undefined
            ? {}
            : { 'content-type': 'application/json', 'idempotency-key': order.idempotencyKey }),
        },
        ...(order === undefined ? {} : { body: JSON.stringify(order.input) }),
      });
    } catch (cause) {
      throw new PortError('account', 'did not answer', { retryable: true, cause });
    }
  };

  const ask = async <Answer>(
    request: () => Promise<Response>,
    read: (response: Response) => Promise<Answer | null>,
  ) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await request();
        const answer = await read(response);
        if (answer !== null) return answer;
        // An answer that nobody reads would hold its connection.
        await response.body?.cancel().catch(() => undefined);
        const retryable = response.status === 429 || response.status >= 500;
        throw new PortError('account', `answered with status ${response.status}`, { retryable });
      } catch (error) {
        if (!(error instanceof PortError && error.retryable) || attempt >= tries) throw error;
        await ports.sleep(200 * 2 ** (attempt - 1));
      }
    }
  };

  const perform = async (response: Response): Promise<Performed | null> => {
    if (response.status === 200 || response.status === 201) {
      const { reference } = await readAnswer(response);
      if (typeof reference !== 'string' || !/^[\w-]{1,40}$/.test(reference)) {
        throw new PortError('account', 'the answer has no usable reference', { retryable: true });
      }
      return { ok: true, reference };
    }
    if (response.status === 409 || response.status === 422) {
      const { reason } = await readAnswer(response);
      const code = typeof reason === 'string' && /^[a-z][a-z0-9_]{0,47}$/.test(reason) ? reason : 'refused';
      return { ok: false, reason: code };
    }
    return null;
  };

  return {
    perform: (order) =>
      ask(
        () => once('POST', `/accounts/${encodeURIComponent(order.account)}/${encodeURIComponent(order.action)}`, order),
        perform,
      ),
    ending: (account) =>
      ask(
        () => once('GET', `/accounts/${encodeURIComponent(account)}`),
        async (response) => {
          if (response.status !== 200) return null;
          const { ending } = await readAnswer(response);
          return typeof ending === 'string' && /^[\w]{1,8}$/.test(ending) ? ending : '';
        },
      ),
  };
};
