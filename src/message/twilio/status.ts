import type { TextId } from '#core';
import type { Progress } from '#message';
import { progressOf } from './codes.ts';

const sid = /^(SM|MM)[0-9a-f]{32}$/;
const number = /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/;
const status =
  /^(accepted|scheduled|queued|sending|sent|delivered|undelivered|failed|read|canceled|partially_delivered)$/;

/** Every parameter a status callback may have, the whole of its value, and whether it must be there (R-T1). */
const parameters: Readonly<Record<string, readonly [pattern: RegExp, need: 'must' | 'may']>> = {
  MessageSid: [sid, 'must'],
  SmsSid: [sid, 'may'],
  MessageStatus: [status, 'must'],
  SmsStatus: [status, 'may'],
  To: [/^\+[1-9]\d{6,14}$/, 'must'],
  From: [number, 'may'],
  AccountSid: [/^AC[0-9a-f]{32}$/, 'must'],
  ApiVersion: [/^2010-04-01$/, 'may'],
  MessagingServiceSid: [/^MG[0-9a-f]{32}$/, 'may'],
  ErrorCode: [/^\d{1,6}$/, 'may'],
  ErrorMessage: [/^[\w ,.'()/-]{0,200}$/, 'may'],
  RawDlrDoneDate: [/^\d{10}$/, 'may'],
  ChannelToAddress: [number, 'may'],
};

/** A status callback in our words. `progress` null: no news. */
export type TextReport = { readonly text: TextId; readonly providerId: string; readonly progress: Progress | null };

/**
 * Reads a status callback whose signature has been checked. A signature alone is not enough: the signed string has no
 * marks between names and values, so the same signature fits other readings. Only known names, each once, each value
 * matched as a whole, and both spellings of a thing saying the same, leave one reading. Null: refused.
 */
export const reportFrom = (
  accountSid: string,
  textId: string | null,
  form: ReadonlyMap<string, string>,
): TextReport | null => {
  if (textId === null || !/^text_[\w-]{22}$/.test(textId)) return null;
  for (const [name, value] of form) {
    const rule = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (rule === undefined || !rule[0].test(value)) return null;
  }
  for (const [name, [, need]] of Object.entries(parameters)) if (need === 'must' && !form.has(name)) return null;
  const of = (name: string) => form.get(name) ?? '';
  if (of('AccountSid') !== accountSid) return null;
  if (form.has('SmsSid') && of('SmsSid') !== of('MessageSid')) return null;
  if (form.has('SmsStatus') && of('SmsStatus') !== of('MessageStatus')) return null;
  const code = form.has('ErrorCode') ? Number(of('ErrorCode')) : null;
  return {
    text: textId as TextId,
    providerId: of('MessageSid'),
    progress: progressOf(of('MessageStatus'), code === 0 ? null : code),
  };
};
