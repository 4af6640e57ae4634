import type { Lang } from '#call';
import type { ConversationEvent } from '#conversation';
import type { E164 } from '#core';
import { parseE164, Secret } from '#core';

type Rule = readonly [pattern: RegExp, need: 'must' | 'may'];
type Rules = Readonly<Record<string, Rule>>;

const address = /^(\+?\d{1,15}|anonymous|unavailable|restricted|unknown|sip:[\w.+@:-]{1,80}|client:[\w.-]{1,80})$/i;
const place = /^[\p{L}\p{M}0-9 .,'&()/#-]{0,60}$/u;
const token = /^[\x21-\x7e]{0,4096}$/;
const may = (pattern: RegExp): Rule => [pattern, 'may'];
const must = (pattern: RegExp): Rule => [pattern, 'must'];

const places = Object.fromEntries(
  ['Called', 'Caller', 'From', 'To'].flatMap((who) =>
    ['City', 'State', 'Zip', 'Country'].map((what) => [`${who}${what}`, may(place)]),
  ),
);

/** What every request about a call may carry. */
const ofCall: Rules = {
  ...places,
  AccountSid: must(/^AC[0-9a-f]{32}$/),
  ApiVersion: may(/^2010-04-01$/),
  CallSid: must(/^CA[0-9a-f]{32}$/),
  CallStatus: must(/^(queued|ringing|in-progress|completed|busy|failed|no-answer|canceled)$/),
  CallToken: may(token),
  Called: may(address),
  Caller: may(address),
  CallerName: may(place),
  Direction: may(/^inbound$/),
  ForwardedFrom: may(address),
  From: must(address),
  ParentCallSid: may(/^CA[0-9a-f]{32}$/),
  StirPassportToken: may(token),
  StirStatus: may(/^[A-Za-z-]{0,40}$/),
  StirVerstat: may(/^(TN-Validation-(Passed|Failed)(-[ABC])?|No-TN-Validation)(-Diverted|-Passed-Diverted)?$/),
  To: must(address),
};

const keyed: Rules = {
  Digits: may(/^[0-9A-D*#]{0,64}$/),
  FinishedOnKey: may(/^[#]?$/),
  msg: may(/^Gather End$/),
};

const spoken: Rules = {
  Confidence: may(/^(|[01](\.\d{1,18})?|\d(\.\d{1,18})?E-\d{1,2})$/),
  Language: may(/^[a-z]{2}-[A-Z]{2}$/),
  SpeechResult: may(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,400}$/u),
};

const ended: Rules = {
  CallDuration: may(/^\d{1,6}$/),
  CallbackSource: may(/^call-progress-events$/),
  Duration: may(/^\d{1,6}$/),
  SequenceNumber: may(/^\d{1,6}$/),
  SipResponseCode: may(/^\d{3}$/),
  Timestamp: may(/^[A-Za-z0-9 ,:+-]{10,40}$/),
};

/** What each kind of request may carry and nothing else (R-T1). `secret`: a PIN by keypad, so no speech. */
const schemas = {
  ring: ofCall,
  listen: { ...ofCall, ...keyed, ...spoken },
  wait: { ...ofCall, ...keyed, ...spoken },
  secret: { ...ofCall, ...keyed },
  news: ofCall,
  status: { ...ofCall, ...ended },
} as const satisfies Record<string, Rules>;

export type Kind = keyof typeof schemas;

/** A request about a call, in our words. */
export type CallRequest = {
  readonly callSid: string;
  readonly callStatus: string;
  readonly from: E164 | null;
  readonly to: E164 | null;
  /** The carrier vouches for the calling number (STIR/SHAKEN attestation A), and the call was not diverted. */
  readonly attested: boolean;
  readonly event: Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }>;
};

/** Names no recogniser writes: found inside free text they are parameters that were moved into it. */
const names = Object.keys({ ...ofCall, ...keyed, ...spoken, ...ended }).filter((name) => /[a-z][A-Z]/.test(name));
const swallowed = new RegExp(`${names.join('|')}|(To|From|Called|Caller|Digits|Direction)[+\\d]|Directioninbound`);
const freeText: ReadonlySet<string> = new Set(['SpeechResult', 'CallerName', 'CallToken', 'StirPassportToken']);
const isFree = (name: string) => freeText.has(name) || Object.hasOwn(places, name);

const eventOf = (form: ReadonlyMap<string, string>): CallRequest['event'] => {
  const digits = form.get('Digits') ?? '';
  if (digits !== '') return { type: 'digits', digits: new Secret(digits) };
  if (form.get('FinishedOnKey') === '#') return { type: 'digits', digits: new Secret('#') };
  const speech = form.get('SpeechResult') ?? '';
  return speech === '' ? { type: 'silence' } : { type: 'speech', alternatives: [new Secret(speech)] };
};

/** The first thing wrong, as a word for the log; names that are not ours are never quoted, they may hold what was keyed. */
const faultOf = (rules: Rules, form: ReadonlyMap<string, string>): string | null => {
  for (const [name, value] of form) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return 'unknown_parameter';
    if (!rule[0].test(value)) return 'value';
    if (isFree(name) && swallowed.test(value)) return 'swallowed_parameter';
  }
  const missing = Object.entries(rules).some(([name, [, need]]) => need === 'must' && !form.has(name));
  return missing ? 'missing_parameter' : null;
};

/**
 * Reads a request whose signature has been checked. Only known names, each once (the form's reader sees to that), each
 * value matched as a whole, keys or speech but not both: one signature then leaves one reading (T-40).
 */
export const readRequest = (
  kind: Kind,
  accountSid: string,
  form: ReadonlyMap<string, string>,
): { readonly ok: true; readonly request: CallRequest } | { readonly ok: false; readonly fault: string } => {
  const fault = faultOf(schemas[kind], form);
  if (fault !== null) return { ok: false, fault };
  const of = (name: string) => form.get(name) ?? '';
  if (of('AccountSid') !== accountSid) return { ok: false, fault: 'account' };
  if (of('Digits') !== '' && of('SpeechResult') !== '') return { ok: false, fault: 'keys_and_speech' };
  return {
    ok: true,
    request: {
      callSid: of('CallSid'),
      callStatus: of('CallStatus'),
      from: parseE164(of('From')),
      to: parseE164(of('To')),
      attested: of('StirVerstat') === 'TN-Validation-Passed-A',
      event: eventOf(form),
    },
  };
};

/** The language of a number's own address: `/phone/twilio/calls/es`. */
export const langOf = (word: string | undefined, spokenHere: readonly Lang[]): Lang | null =>
  word === undefined ? (spokenHere[0] ?? 'en') : (spokenHere.find((lang) => lang === word) ?? null);
