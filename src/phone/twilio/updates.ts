import type { Secret } from '#core';

/** Where and as whom Twilio's REST API is asked: an API key, never the account's auth token. */
export type CallsAccess = {
  readonly api: string;
  readonly accountSid: string;
  readonly keySid: string;
  readonly keySecret: Secret;
};

type Net = {
  readonly fetch: typeof globalThis.fetch;
  readonly abortAfter: (ms: number) => AbortSignal;
};

const budgetMs = 3000;

/** Makes a live call fetch its next document from `url` now. */
export type UpdateCall = (callSid: string, url: string) => Promise<boolean>;

/**
 * Updates live calls by Twilio's REST API. Answers whether Twilio took it; never throws and never tries twice: what is
 * missed here is said when the caller's own silence comes round, eight seconds later at most.
 */
export const createUpdateCall =
  (access: CallsAccess, net: Net): UpdateCall =>
  async (callSid, url) => {
    const credentials = Buffer.from(`${access.keySid}:${access.keySecret.reveal()}`).toString('base64');
    try {
      const response = await net.fetch(`${access.api}/2010-04-01/Accounts/${access.accountSid}/Calls/${callSid}.json`, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: `Basic ${credentials}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ Url: url, Method: 'POST' }).toString(),
        redirect: 'error',
        signal: net.abortAfter(budgetMs),
      });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  };
