import type { Calls, Channel, Lang } from '#call';
import type { ConversationEvent, Expect } from '#conversation';
import type { CallId, E164, Log } from '#core';

/** One answer of the line. */
export type LineTurn = {
  readonly call: CallId;
  readonly lang: Lang;
  readonly say: readonly string[];
  readonly expect: Expect;
  readonly number: number;
};

/** What a channel may do with a call; `app` makes it. */
export type ConnectLine = {
  ring(ring: {
    readonly channel: Channel;
    readonly vendorId: string;
    readonly lang: Lang;
    readonly callingNumber: E164 | null;
    readonly calledNumber: E164 | null;
  }): Promise<LineTurn>;
  turn(
    call: CallId,
    event: Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }>,
    after?: number,
  ): Promise<LineTurn>;
  lastTurn(call: CallId): Promise<LineTurn>;
  hangUp(call: CallId, how: 'caller' | 'dropped'): Promise<void>;
};

/** What Connect's DescribeContact says of a contact; null from the port means that Connect knows none by that id. */
export type Contact = {
  readonly arn: string;
  readonly channel: string;
  readonly initiationMethod: string;
  /** It carries a disconnect timestamp. */
  readonly disconnected: boolean;
};

/** How the PIN reaches us: a Lex slot, or Connect's encrypted Store customer input that only one Lambda can read. */
export type PinBy = 'lex' | 'encrypted';

/** What this installation is, by its settings. An event that says otherwise is not for us. */
export type Expected = {
  readonly account: string;
  readonly region: string;
  readonly instanceArn: string;
  readonly botId: string;
  readonly botAliasId: string;
  /** Lex locale by language: `{ en: 'en_US', es: 'es_US' }`. The first language is the one a call begins in. */
  readonly locales: Readonly<Partial<Record<Lang, string>>>;
  readonly pinBy: PinBy;
};

export type ConnectPorts = {
  readonly line: ConnectLine;
  readonly calls: Pick<Calls, 'byVendorId'>;
  readonly log: Log;
  readonly expected: Expected;
  /** Asks Connect about a contact. May throw PortError: a contact that cannot be confirmed is not confirmed. */
  readonly describeContact: (contactId: string) => Promise<Contact | null>;
};

/** The language of a Lex locale, of a Connect language code (`es-US`), or of a language alone; null when not spoken here. */
export const langOf = (expected: Pick<Expected, 'locales'>, code: string | null | undefined): Lang | null => {
  const language = code?.slice(0, 2).toLowerCase();
  const known = (Object.keys(expected.locales) as Lang[]).find((lang) => lang === language);
  return known ?? null;
};

/** The language a call begins in. */
export const firstLang = (expected: Pick<Expected, 'locales'>): Lang =>
  (Object.keys(expected.locales) as Lang[])[0] ?? 'en';
