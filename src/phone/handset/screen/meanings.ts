import type { Entry } from './wire.ts';

type Fields = Entry['fact'];

/** What an entry means: a sign, one plain sentence, and the attack it stops, if it stops one. */
type Meaning = { readonly sign: string; readonly says: (fields: Fields) => string; readonly stops?: string };

const words = (name: string | number | undefined): string => String(name ?? '').replaceAll('_', ' ');

const verdicts: Readonly<Record<string, string>> = {
  verified: 'The identity provider knows this id and PIN.',
  wrong: 'That id and PIN do not go together.',
  locked: 'The account is locked, so nothing was compared.',
  cannot_say: 'The identity provider could not be asked.',
};
const deaths: Readonly<Record<string, string>> = {
  hung_up: 'The call is over, so the grant died with it.',
  lease_lapsed: 'The line went silent; the grant died with its lease.',
  expired: 'Time is up: the grant expired.',
  attempts_spent: 'Too many wrong digits: the grant is spent.',
  declined: 'The caller pressed Cancel; the grant is dead.',
  disowned: 'Somebody pressed “I did not make this call”; the grant is dead.',
  replaced: 'A newer text took this grant’s place.',
  locked: 'The account was locked, and its grant with it.',
  revoked: 'The grant was revoked.',
  text_failed: 'The text could not be sent, so the grant was taken back.',
  cancelled: 'The caller cancelled on the phone.',
  refused: 'The caller said no on the phone.',
};
const endings: Readonly<Record<string, string>> = {
  caller: 'The caller hung up.',
  bot: 'The bot ended the call.',
  dropped: 'The line was lost.',
  transferred: 'The call went to a person.',
  lease_lapsed: 'Nothing was heard for a whole lease, so the call counts as over.',
  limit: 'The call reached its longest time.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  call_started: { sign: '☎', says: ({ channel }) => `A call came in by ${words(channel)}; its lease begins.` },
  call_ended: {
    sign: '☎',
    says: ({ how }) => endings[String(how)] ?? 'The call ended.',
    stops: 'A link used after the call: whatever is still open dies in this same write.',
  },
  lease_lapsed: {
    sign: '…',
    says: () => 'No sign of life from the phone for a whole lease.',
    stops: 'Waiting for a hang-up event that never comes: silence alone ends the right to act.',
  },
  identity_checked: {
    sign: '◉',
    says: ({ verdict }) => verdicts[String(verdict)] ?? words(verdict),
    stops: 'Guessing PINs: every attempt is counted before it is compared, and all refusals sound alike.',
  },
  identity_subject: {
    sign: '◉',
    says: () => 'The caller is known by two opaque handles; no name and no number is kept.',
    stops: 'A stolen journal: it names nobody.',
  },
  guard_tripped: {
    sign: '!',
    says: ({ guard }) => `A guard against guessing stepped in: ${words(guard)}.`,
    stops: 'Trying one PIN on many accounts, or many PINs on one.',
  },
  intent_heard: { sign: '❝', says: ({ type }) => `The caller wants: ${words(type)}.` },
  transferred: { sign: '☎', says: ({ reason }) => `Handed to a person: ${words(reason)}.` },
  grant_offered: {
    sign: '◇',
    says: ({ type, expires_in }) => `One grant: ${words(type)}, this account, this call, ${expires_in} seconds.`,
    stops: 'A token that can do anything the caller can: this one does a single thing, once.',
  },
  grant_refused: { sign: '◇', says: ({ reason }) => `No grant was made: ${words(reason)}.` },
  text_sent: {
    sign: '✉',
    says: ({ segments }) =>
      `A text with the link went to the number on file (${segments} segment${segments === 1 ? '' : 's'}).`,
    stops: 'A caller naming a number of their own: only the one on file is ever used.',
  },
  text_failed: { sign: '✉', says: ({ reason }) => `The text could not be sent: ${words(reason)}.` },
  text_status: { sign: '✉', says: ({ status }) => `The carrier says of the text: ${words(status)}.` },
  link_opened: {
    sign: '▤',
    says: () => 'A human hand is on the page.',
    stops: 'Link scanners: loading the page does nothing, only a touch counts.',
  },
  digits_wrong: {
    sign: '✗',
    says: ({ left }) =>
      `Wrong digits. ${left === 0 ? 'No try is left.' : `${left} ${left === 1 ? 'try is' : 'tries are'} left.`}`,
    stops: 'A forwarded or stolen link: without hearing the call there is only guessing, five times.',
  },
  grant_redeemed: {
    sign: '◆',
    says: () => 'Link and digits met: a token was made, bound to this browser’s own key.',
    stops: 'A copied token: without the private key in that browser it is worth nothing (RFC 9449).',
  },
  grant_dead: {
    sign: '†',
    says: ({ reason }) => deaths[String(reason)] ?? 'The grant is dead.',
    stops: 'Anything later with this link or this token. Dead is final.',
  },
  details_sent: {
    sign: '▤',
    says: () => 'The details arrived; only their digest is written down.',
    stops: 'Personal details in logs: this line holds a hash, not a name.',
  },
  readback_asked: {
    sign: '❝',
    says: () => 'The bot reads the details back and asks for a yes.',
    stops: 'A page that shows one thing and sends another: the ear checks the eye.',
  },
  caller_said_yes: { sign: '✓', says: () => 'The caller said yes on the phone.' },
  caller_said_no: { sign: '✗', says: () => 'The caller said no on the phone.' },
  grant_consumed: {
    sign: '◆',
    says: () => 'The grant is used up.',
    stops: 'A second use: the grant’s row decides, not the token, so a replay finds nothing left.',
  },
  transaction_done: {
    sign: '✓',
    says: ({ type }) => `Done at the system of record: ${words(type)}.`,
    stops: 'Doing it twice: the grant is the idempotency key.',
  },
  transaction_refused: { sign: '✗', says: ({ reason }) => `The system of record said no: ${words(reason)}.` },
  refused: { sign: '✗', says: ({ code }) => `A request was refused: ${words(code)}.` },
};

/** What an entry means, in words. */
export const meaningOf = ({ fact }: Entry): { sign: string; says: string; stops: string | undefined } => {
  const meaning = meanings[fact.kind];
  return {
    sign: meaning?.sign ?? '·',
    says: meaning?.says(fact) ?? words(fact.kind),
    stops: meaning?.stops,
  };
};

/** Why a grant is dead, in words. */
export const deathOf = (reason: string): string => deaths[reason] ?? words(reason);
