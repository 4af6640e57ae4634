import * as z from 'zod';
import type { Candidate, SendResult, Text } from '#message';
import { faultOf, progressOf } from './codes.ts';
import type { Answer } from './wire.ts';

const sid = z.string().regex(/^(SM|MM)[0-9a-f]{32}$/);
const code = z.union([z.int(), z.null()]).optional();
const created = z.looseObject({ sid, status: z.string().max(32), error_code: code });
const refusal = z.looseObject({ code: z.int() });
const listed = z.looseObject({
  messages: z.array(z.looseObject({ sid, status: z.string().max(32), error_code: code, date_created: z.string() })),
});

/** Longest validity Twilio takes (seconds). */
const longestValidity = 36_000;

/**
 * The form of a new message. The text's own id goes with the callback's address, so that even a text whose creation got
 * no answer is known by its first callback.
 */
export const formOf = (
  text: Text,
  settings: { readonly messagingService: string; readonly statusUrl: string; readonly content: 'discard' | 'keep' },
): URLSearchParams =>
  new URLSearchParams({
    To: text.to,
    MessagingServiceSid: settings.messagingService,
    Body: text.body.reveal(),
    StatusCallback: `${settings.statusUrl}?text=${text.id}`,
    ValidityPeriod: String(Math.min(longestValidity, Math.max(1, text.validSeconds))),
    RiskCheck: 'enable',
    ShortenUrls: 'false',
    SmartEncoded: 'false',
    ...(settings.content === 'discard' ? { ContentRetention: 'discard' } : {}),
  });

/** What an answer to a creation means. Only 201 with a message and 4xx with a code are clear; all else may have sent. */
export const resultOf = ({ status, body }: Answer): SendResult => {
  if (status === 201) {
    const message = created.safeParse(body);
    if (!message.success) return { result: 'unknown' };
    const progress = progressOf(message.data.status, message.data.error_code ?? null);
    return progress?.state === 'failed'
      ? { result: 'refused', reason: progress.reason }
      : { result: 'accepted', providerId: message.data.sid };
  }
  if (status === 429) return { result: 'refused', reason: 'throttled' };
  if (status === 401 || status === 403) return { result: 'refused', reason: 'misconfigured' };
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) {
    const why = refusal.safeParse(body);
    return { result: 'refused', reason: faultOf(why.success ? why.data.code : null, 'misconfigured') };
  }
  return { result: 'unknown' };
};

/** Messages of a list; null when the answer is not one. An instant that cannot be read is left out. */
export const candidatesOf = ({ status, body }: Answer): Candidate[] | null => {
  const list = listed.safeParse(body);
  if (status !== 200 || !list.success) return null;
  return list.data.messages.flatMap((message) => {
    const at = secondsOf(message.date_created);
    const progress = progressOf(message.status, message.error_code ?? null);
    return at === null || progress === null ? [] : [{ providerId: message.sid, at, progress }];
  });
};

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** An instant of RFC 2822 in UTC, as Twilio writes them: `Thu, 24 Aug 2023 05:01:45 +0000`. Seconds, or null. */
export const secondsOf = (text: string): number | null => {
  const match = /^\w{3}, (\d{1,2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) \+0000$/.exec(text);
  if (match === null) return null;
  const [, day, month = '', year, hour, minute, second] = match;
  if (!months.includes(month)) return null;
  const days = daysSince1970(Number(year), months.indexOf(month) + 1, Number(day));
  return days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
};

/** Days of the Gregorian calendar. */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
};
