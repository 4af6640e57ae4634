import type { Log, LogFields } from '#core';
import type { JournalEntry, Kind } from '#journal';
import type { Metrics } from './metrics.ts';

/** The line of the log for each thing that happens on a call, in the order a call has them. */
const sentences: Readonly<Record<Kind, string>> = {
  call_started: 'A call has come in',
  identity_checked: 'An id and PIN were checked',
  identity_subject: 'The caller is verified',
  guard_tripped: 'An attempt was stopped by a guard',
  intent_heard: 'A wish was understood',
  grant_offered: 'A grant was offered',
  grant_refused: 'A wish got no grant',
  text_sent: 'A text was handed to the provider',
  text_failed: 'A text failed',
  text_status: 'The provider told of a text',
  text_withheld: 'A text was withheld',
  signed_in: 'The caller signed in on their own screen',
  sign_in_refused: 'A sign-in was refused',
  link_opened: 'The page was opened by a human',
  digits_wrong: 'Wrong digits were typed',
  grant_redeemed: 'A grant was redeemed for a token',
  details_sent: 'The details were sent',
  readback_asked: 'The details wait for a yes on the phone',
  caller_said_yes: 'The caller said yes',
  caller_said_no: 'The caller said no',
  grant_consumed: 'A grant was consumed',
  transaction_done: 'A transaction was done',
  transaction_refused: 'The system of record refused a transaction',
  credential_issued: 'A receipt was issued as a credential',
  refused: 'A request with a genuine token was refused',
  transferred: 'The caller was put through to a person',
  grant_dead: 'A grant is dead',
  lease_lapsed: 'A lease has lapsed',
  call_ended: 'A call has ended',
};

type Fact = Readonly<Record<string, string | number>> & { readonly kind: Kind };

const text = (value: unknown): string => String(value ?? '');

/** The counter each kind of entry adds to. */
const counted: Partial<Record<Kind, (metrics: Metrics, fact: Fact) => void>> = {
  call_started: (metrics, { channel }) => metrics.count('calls_started_total', text(channel)),
  call_ended: (metrics, { how }) => metrics.count('calls_ended_total', text(how)),
  lease_lapsed: (metrics) => metrics.count('lease_lapses_total'),
  identity_checked: (metrics, { provider, verdict }) => metrics.count('verdicts_total', text(provider), text(verdict)),
  guard_tripped: (metrics, { guard }) => metrics.count('guards_tripped_total', text(guard)),
  transferred: (metrics, { reason }) => metrics.count('transfers_total', text(reason)),
  grant_offered: (metrics, { type, delivery }) => metrics.count('grants_offered_total', text(type), text(delivery)),
  grant_refused: (metrics, { type, reason }) => metrics.count('grants_refused_total', text(type), text(reason)),
  text_sent: (metrics) => metrics.count('texts_total', 'sent'),
  text_failed: (metrics, { reason }) => metrics.count('texts_total', text(reason)),
  link_opened: (metrics) => metrics.count('links_opened_total'),
  digits_wrong: (metrics) => metrics.count('digits_wrong_total'),
  grant_redeemed: (metrics) => metrics.count('grants_redeemed_total'),
  grant_dead: (metrics, { reason }) => metrics.count('grants_dead_total', text(reason)),
  transaction_done: (metrics, { type }) => metrics.count('transactions_total', text(type), 'done'),
  transaction_refused: (metrics, { type }) => metrics.count('transactions_total', text(type), 'refused'),
};

/** The one word of an entry that tells how it went. */
const codeOf = ({ channel, how, verdict, guard, reason, code, status, delivery }: Fact): string | undefined => {
  const word = how ?? verdict ?? guard ?? reason ?? code ?? status ?? delivery ?? channel;
  return word === undefined ? undefined : String(word);
};

/** What of an entry may be told outside the journal: ids, the type, one code. No subject, no account, no digest. */
export const tellable = (fact: Fact): { readonly [name: string]: string } => {
  const code = codeOf(fact);
  return {
    ...(fact.grant === undefined ? {} : { grant_id: String(fact.grant) }),
    ...(fact.text === undefined ? {} : { text_id: String(fact.text) }),
    ...(fact.type === undefined ? {} : { type: String(fact.type) }),
    ...(code === undefined ? {} : { code }),
  };
};

/** A neighbour could not do its part; whoever is on call should find it without reading every call. */
const isTrouble = ({ kind, verdict }: Fact): boolean => verdict === 'cannot_say' || kind === 'lease_lapsed';

/** Tells the log and the metrics of one journal entry. */
export const tell = (log: Log, metrics: Metrics, entry: JournalEntry): void => {
  const fact = entry.fact as Fact;
  const fields: LogFields = { call_id: entry.call, room: entry.room, ...tellable(fact) };
  log[isTrouble(fact) ? 'warn' : 'info'](sentences[fact.kind], fields);
  counted[fact.kind]?.(metrics, fact);
};
