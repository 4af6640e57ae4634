// The only things a journal can say. A field has one of six shapes, none of which takes a person's name, a number on file,
// a PIN, six digits or a token as it stands.

const word = <const Words extends readonly string[]>(...words: Words) => ({ shape: 'word', words }) as const;
const count = { shape: 'count' } as const;
/** A handle of a person or an account, ours or a provider's: lower-case prefix, `_`, the rest. */
const handle = { shape: 'handle' } as const;
/** An id we made ourselves: its prefix and 128 random bits, nothing shorter or longer. */
const id = <const Prefix extends string>(prefix: Prefix) => ({ shape: 'id', prefix }) as const;
const hash = { shape: 'hash' } as const;
/** A transaction type of the catalogue, or the code of a rule: lower case, our own source text. */
const name = { shape: 'name' } as const;

/** Why a grant is dead. */
export const deathReasons = [
  'hung_up',
  'lease_lapsed',
  'expired',
  'attempts_spent',
  'declined',
  'disowned',
  'replaced',
  'locked',
  'revoked',
  'text_failed',
  'cancelled',
  'refused',
] as const;
export type DeathReason = (typeof deathReasons)[number];

/** Every kind of entry and the fields it has. `room` says which room wrote it. */
export const kinds = {
  call_started: { room: 'call', fields: { channel: word('handset', 'twilio', 'connect'), lang: name } },
  call_ended: {
    room: 'call',
    fields: { how: word('caller', 'bot', 'dropped', 'transferred', 'lease_lapsed', 'limit') },
  },
  lease_lapsed: { room: 'call', fields: {} },
  identity_checked: {
    room: 'identity',
    fields: { verdict: word('verified', 'wrong', 'locked', 'cannot_say', 'sign_in'), provider: name },
  },
  signed_in: { room: 'identity', fields: { grant: id('grant') } },
  sign_in_refused: {
    room: 'identity',
    fields: { grant: id('grant'), reason: word('other_person', 'cancelled', 'provider') },
  },
  identity_subject: { room: 'identity', fields: { subject: handle, account: handle } },
  guard_tripped: { room: 'identity', fields: { guard: name } },
  intent_heard: { room: 'conversation', fields: { type: name } },
  transferred: { room: 'conversation', fields: { reason: name } },
  grant_offered: {
    room: 'grant',
    fields: { grant: id('grant'), type: name, account: handle, expires_in: count, delivery: word('link', 'voice') },
  },
  grant_refused: { room: 'grant', fields: { type: name, reason: name } },
  text_sent: { room: 'message', fields: { grant: id('grant'), text: id('text'), segments: count } },
  text_failed: { room: 'message', fields: { grant: id('grant'), text: id('text'), reason: name } },
  text_withheld: { room: 'message', fields: { grant: id('grant'), reason: name } },
  text_status: { room: 'message', fields: { text: id('text'), status: name } },
  link_opened: { room: 'page', fields: { grant: id('grant') } },
  digits_wrong: { room: 'grant', fields: { grant: id('grant'), left: count } },
  grant_redeemed: { room: 'grant', fields: { grant: id('grant'), jkt: hash, token: id('tok') } },
  grant_dead: { room: 'grant', fields: { grant: id('grant'), reason: word(...deathReasons) } },
  details_sent: { room: 'transaction', fields: { grant: id('grant'), digest: hash } },
  readback_asked: { room: 'transaction', fields: { grant: id('grant'), digest: hash } },
  caller_said_yes: { room: 'transaction', fields: { grant: id('grant') } },
  caller_said_no: { room: 'transaction', fields: { grant: id('grant') } },
  grant_consumed: { room: 'grant', fields: { grant: id('grant'), type: name, digest: hash } },
  transaction_done: { room: 'transaction', fields: { grant: id('grant'), type: name, receipt: id('rcpt') } },
  transaction_refused: { room: 'transaction', fields: { grant: id('grant'), type: name, reason: name } },
  credential_issued: { room: 'http', fields: { grant: id('grant') } },
  refused: { room: 'http', fields: { route: name, code: name } },
} as const;

type Kinds = typeof kinds;
export type Kind = keyof Kinds;
type ValueOf<Field> = Field extends { shape: 'word'; words: readonly (infer Word)[] }
  ? Word
  : Field extends { shape: 'count' }
    ? number
    : string;

/** One thing that happened: its kind, and the fields of that kind. */
export type Fact = {
  [K in Kind]: { readonly kind: K } & { readonly [F in keyof Kinds[K]['fields']]: ValueOf<Kinds[K]['fields'][F]> };
}[Kind];

/** No count of ours comes near; six digits or a PIN, taken for a number, lie above. */
const mostCount = 9999;

const patterns = {
  handle: /^[a-z]{2,8}_[A-Za-z0-9_-]{6,64}$/,
  random: /^[A-Za-z0-9_-]{22}$/,
  hash: /^[A-Za-z0-9_-]{43}$/,
  name: /^[a-z][a-z0-9_.-]{0,47}$/,
} as const;

/**
 * Answers what is wrong with a fact, or null. Run on every append, so that what the type cannot see (a name put where an
 * id belongs) is stopped before it is written.
 */
export const faultOf = (fact: Readonly<Record<string, unknown>>): string | null => {
  if (typeof fact.kind !== 'string' || !Object.hasOwn(kinds, fact.kind)) return 'unknown kind';
  const fields: Record<string, { shape: string; words?: readonly string[]; prefix?: string }> =
    kinds[fact.kind as Kind].fields;
  // Names no field: somebody may have put what is private where the name belongs.
  if (Object.keys(fact).some((name) => name !== 'kind' && !Object.hasOwn(fields, name))) return 'unexpected field';
  for (const [name, field] of Object.entries(fields)) {
    const value = fact[name];
    if (field.shape === 'count') {
      if (!Number.isSafeInteger(value) || !((value as number) >= 0 && (value as number) <= mostCount))
        return `${name} is not a count`;
    } else if (field.shape === 'word') {
      if (!field.words?.includes(value as string)) return `${name} is not one of its words`;
    } else if (field.shape === 'id') {
      const [prefix, random] = typeof value === 'string' ? [value.slice(0, -22), value.slice(-22)] : [];
      if (prefix !== `${field.prefix}_` || !patterns.random.test(random ?? '')) return `${name} is not an id of ours`;
    } else if (typeof value !== 'string' || !patterns[field.shape as keyof typeof patterns].test(value)) {
      return `${name} is not a ${field.shape}`;
    }
  }
  return null;
};
