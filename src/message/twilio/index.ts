// In: texts. Out: the same texts through Twilio's Messages API, and what became of each, in the room's words.
// One attempt within its budget; what is unclear is told as unclear and can be looked up.
// Must never: try a text twice, send with the account's auth token, or let an answer of Twilio's through unread.
import { PortError } from '#core';
import type { TextSender } from '#message';
import { lookUp, type Signal } from './lookup.ts';
import { candidatesOf, formOf, resultOf } from './messages.ts';
import { type Access, ask, type Net } from './wire.ts';

export { knownCodes } from './codes.ts';
export { reportFrom, type TextReport } from './status.ts';
export type { Access, Net } from './wire.ts';

export type TwilioSettings = Access & {
  readonly messagingService: string;
  /** Where Twilio reports on a text: our public address of `POST /message/twilio/status`. */
  readonly statusUrl: string;
  readonly content: 'discard' | 'keep';
  readonly lookups: string;
  readonly signals: readonly Signal[];
};

/** What a caller waits for the text at most, before hearing that it is taking longer. */
const budgetMs = 3000;
const lookupMs = 1000;

/** A message provider over Twilio's Messages API. `send` answers within 3 s, Lookup included. */
export const createTwilioSender = (settings: TwilioSettings, net: Net): TextSender => {
  const account = `${settings.api}/2010-04-01/Accounts/${settings.accountSid}`;
  const asksFirst = settings.signals.length > 0;
  return {
    name: 'twilio',
    async send(text) {
      if (asksFirst) {
        const reason = await lookUp(net, settings, settings.lookups, settings.signals, text.to, lookupMs);
        if (reason !== null) return { result: 'refused', reason };
      }
      try {
        const request = { url: `${account}/Messages.json`, form: formOf(text, settings) };
        return resultOf(await ask(net, settings, request, asksFirst ? budgetMs - lookupMs : budgetMs));
      } catch (error) {
        const certain = error instanceof PortError && error.retryable;
        return certain ? { result: 'refused', reason: 'unavailable' } : { result: 'unknown' };
      }
    },
    async find(to, since) {
      // Filtering by `DateSent` would hide what is still in a queue, so the newest of this number are looked through.
      const url = `${account}/Messages.json?${new URLSearchParams({ To: to, PageSize: '50' })}`;
      try {
        return candidatesOf(await ask(net, settings, { url }, budgetMs))?.filter(({ at }) => at >= since) ?? null;
      } catch {
        return null;
      }
    },
    async ready() {
      try {
        const url = `${account}/Messages.json?PageSize=1`;
        return (await ask(net, settings, { url }, budgetMs)).status === 200;
      } catch {
        return false;
      }
    },
  };
};
