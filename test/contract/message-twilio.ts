import { Secret } from '#core';
import { createTwilioSender, type TwilioSettings } from '#message/twilio';
import { type Asked, type Behaviour, createAccount } from '../../twin/twilio/index.ts';

const hex = (digit: string) => digit.repeat(32);

export const credentials = {
  accountSid: `AC${hex('1')}`,
  authToken: hex('2'),
  keySid: `SK${hex('3')}`,
  keySecret: hex('4'),
};

export const settings: TwilioSettings = {
  api: 'https://api.twilio.com',
  lookups: 'https://lookups.twilio.com',
  accountSid: credentials.accountSid,
  keySid: credentials.keySid,
  keySecret: new Secret(credentials.keySecret),
  messagingService: `MG${hex('5')}`,
  statusUrl: 'https://confirm.acme.example/message/twilio/status',
  content: 'discard',
  signals: [],
};

/** The Twilio provider on an account of the twin, in memory. `asked` are the addresses and bodies it was sent. */
export const openTwilioProvider = (
  change: Partial<TwilioSettings> = {},
  about: (number: string) => Record<string, unknown> = () => ({}),
) => {
  let how: (asked: Asked) => Behaviour = () => 'accept';
  let now = 1_790_000_000;
  const aborts: AbortController[] = [];
  const requests: { readonly url: string; readonly body: string }[] = [];
  const account = createAccount({
    ...credentials,
    now: () => now,
    post: async () => new Response(null, { status: 204 }),
    behave: (asked) => how(asked),
    about,
    onHang: () => setImmediate(() => aborts.at(-1)?.abort()),
  });
  const budgets: number[] = [];
  const sender = createTwilioSender(
    { ...settings, ...change },
    {
      fetch: (async (url: string, init: RequestInit) => {
        requests.push({ url, body: String(init.body ?? '') });
        return account.fetch(url, init);
      }) as typeof globalThis.fetch,
      abortAfter(ms) {
        budgets.push(ms);
        const abort = new AbortController();
        aborts.push(abort);
        return abort.signal;
      },
    },
  );
  return {
    sender,
    account,
    requests,
    budgets,
    behave(next: (asked: Asked) => Behaviour) {
      how = next;
    },
    advance(seconds: number) {
      now += seconds;
    },
  };
};
