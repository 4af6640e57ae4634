import type { Call, Lang } from '#call';
import { PortError } from '#core';
import { backToFlow, type CodeHookAnswer, listenOn } from './lex-answer.ts';
import { heardIn, type LexEvent, readLexEvent } from './lex-event.ts';
import { type ConnectPorts, type LineTurn, langOf } from './ports.ts';
import { isContactId, isLiveContact, refuse } from './refusal.ts';

type Ports = ConnectPorts & {
  /** The plain words by which a transaction is asked for, by its intent's name; null for any other intent. */
  readonly askOf: (intent: string, lang: Lang) => string | null;
};

/** The event, its call's contact and its language, once every field is what it must be. */
const checked = ({ expected, log }: Ports, raw: unknown) => {
  const lex = readLexEvent(raw);
  if (lex === null) return refuse(log, 'not_a_code_hook_event');
  if (lex.messageVersion !== '1.0') return refuse(log, 'message_version');
  if (lex.bot.id !== expected.botId) return refuse(log, 'bot');
  if (lex.bot.aliasId !== expected.botAliasId) return refuse(log, 'alias');
  const lang = langOf(expected, lex.bot.localeId);
  if (lang === null || expected.locales[lang] !== lex.bot.localeId) return refuse(log, 'locale');
  const platform = lex.requestAttributes?.['x-amz-lex:channels:platform'];
  if (platform != null && platform !== 'Connect') return refuse(log, 'platform');
  const contactId = lex.sessionState.sessionAttributes?.ContactId ?? '';
  if (!isContactId(contactId)) return refuse(log, 'contact');
  // Connect names the Lex session by the contact; whoever chose one of the two must have known the other.
  if (lex.sessionId !== contactId) return refuse(log, 'contact');
  return { lex, lang, contactId };
};

/** The slot to ask for next, by what the conversation listens for before the caller is known. */
const slotFor = (turn: LineTurn, call: Pick<Call, 'caller'>): 'UserId' | 'Pin' | null => {
  if (turn.expect.secret) return 'Pin';
  return call.caller === null && turn.expect.hints.length === 0 ? 'UserId' : null;
};

/**
 * The Lex V2 code hook (dialog and fulfilment alike): one event, one turn of the call's conversation, one answer. Lex
 * itself speaks only until a grant exists and only while there is something to listen for; everything after that is said
 * by the flow, because it may hold the six digits or personal details and Lex keeps what it says in conversation logs.
 * The contact is confirmed live before anything a caller does counts. @throws RefusedEvent
 */
export const createCodeHook = (ports: Ports) => {
  const { line, calls, expected, log } = ports;

  const isLive = async (contactId: string): Promise<boolean> => {
    try {
      return isLiveContact(await ports.describeContact(contactId), contactId, expected);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      log.error('A contact could not be confirmed', { room: 'phone/connect', port: error.port });
      return false;
    }
  };

  return async (raw: unknown): Promise<CodeHookAnswer> => {
    const { lex, lang, contactId } = checked(ports, raw);
    const before = await calls.byVendorId('connect', contactId);
    if (before === null) return refuse(log, 'unknown_contact');
    const { id } = before.value;
    if (before.value.endedAt !== null) return backToFlow(contactId, lex, 'Failed');
    const heard = heardIn(lex, (intent) => ports.askOf(intent, lang));
    if (heard === null) return refuse(log, 'input_mode');
    if (heard.type !== 'silence' && !(await isLive(contactId))) {
      log.warn('A caller acted on a contact that is not live', { room: 'phone/connect', call_id: id });
      return backToFlow(contactId, lex, 'Failed');
    }
    const turn = await line.turn(id, heard);
    const mayLexSpeak = before.value.grant === null && turn.expect.next === 'listening' && turn.lang === lang;
    if (!mayLexSpeak || (turn.expect.secret && expected.pinBy === 'encrypted') || turn.say.length === 0)
      return backToFlow(contactId, lex, 'Fulfilled');
    const after = (await calls.byVendorId('connect', contactId))?.value ?? before.value;
    return listenOn(contactId, turn.expect, turn.say, slotFor(turn, after));
  };
};

export type { LexEvent };
