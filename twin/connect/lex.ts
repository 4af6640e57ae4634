// A Lex V2 bot as Connect's StartConversation drives it: one session, one input at a time, the code hook asked each time.
import type { BotDefinition, BotLocale, Intent, PromptAttempt, Slot } from '../../deploy/aws/bot/definition.ts';
import { entryOf, type KeyLimits } from './keys.ts';
import { slotPattern, understand } from './nlu.ts';
import type { Records } from './records.ts';

/** What a caller does on a telephone. */
export type Input = { readonly speech: string } | { readonly digits: string } | { readonly silence: true };

export type LexAnswer = {
  readonly sessionState: {
    readonly sessionAttributes?: Readonly<Record<string, string>>;
    readonly dialogAction: { readonly type: string; readonly slotToElicit?: string };
    readonly intent?: {
      readonly name: string;
      readonly state: string;
      readonly slots?: Readonly<Record<string, unknown>>;
    };
  };
  readonly messages?: readonly { readonly contentType: string; readonly content: string }[];
};

export type CodeHook = (event: unknown) => Promise<LexAnswer>;

/** What came of one input: words and more listening, or the end of the conversation with the bot. */
export type LexTurn = {
  readonly say: readonly string[];
  readonly over: null | { readonly intent: string; readonly state: string };
  readonly waitedMs: number;
};

type Listening = { readonly intent: Intent; readonly slot: Slot; readonly attempt: number } | null;

export type LexPorts = {
  readonly bot: BotDefinition;
  readonly botId: string;
  readonly aliasId: string;
  readonly hook: CodeHook;
  readonly records: Records;
  /** Real events from Connect hold null where the documents show nothing; every other one here does too. */
  readonly sparse: boolean;
};

const defaults = { startTimeoutMs: 3000, most: 1024, endTimeoutMs: 5000, end: '#', deletion: '*' };

/** One bot session of one contact. Session attributes stay from one Connect block to the next. */
export const createLexSession = (ports: LexPorts, sessionId: string) => {
  let attributes: Record<string, string> = {};
  let listening: Listening = null;
  let turns = 0;

  const localeOf = (id: string): BotLocale => {
    const locale = ports.bot.BotLocales.find(({ LocaleId }) => LocaleId === id);
    if (locale === undefined) throw new TypeError(`the bot has no locale ${id}`);
    return locale;
  };

  /** A setting by its most specific name: intent and slot, then the wildcard. */
  const setting = (name: string): string | undefined => {
    const specific = listening === null ? '' : `${listening.intent.Name}:${listening.slot.Name}`;
    return attributes[`x-amz-lex:${name}:${specific}`] ?? attributes[`x-amz-lex:${name}:*:*`];
  };

  const attempt = (): PromptAttempt | undefined => {
    if (listening === null) return undefined;
    const all = listening.slot.ValueElicitationSetting.PromptSpecification.PromptAttemptsSpecification;
    return listening.attempt === 0 ? all.Initial : all[`Retry${listening.attempt}`];
  };

  const keyLimits = (): KeyLimits => {
    const keys = attempt()?.AudioAndDTMFInputSpecification.DTMFSpecification;
    return {
      most: Number(setting('dtmf:max-length') ?? keys?.MaxLength ?? defaults.most),
      end: setting('dtmf:end-character') ?? keys?.EndCharacter ?? defaults.end,
      deletion: setting('dtmf:deletion-character') ?? keys?.DeletionCharacter ?? defaults.deletion,
      endTimeoutMs: Number(setting('dtmf:end-timeout-ms') ?? keys?.EndTimeoutMs ?? defaults.endTimeoutMs),
    };
  };

  const startTimeoutMs = (): number =>
    Number(
      setting('audio:start-timeout-ms') ??
        attempt()?.AudioAndDTMFInputSpecification.StartTimeoutMs ??
        defaults.startTimeoutMs,
    );

  const slotsOf = (intent: Intent, filled: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      (intent.Slots ?? []).map(({ Name }) => {
        const value = filled[Name];
        return [
          Name,
          value === undefined
            ? null
            : { shape: 'Scalar', value: { originalValue: value, interpretedValue: value, resolvedValues: [value] } },
        ];
      }),
    );

  /** What conversation logs keep of an input: a masked value where a slot is obfuscated, all of it where nothing was recognised. */
  const logged = (text: string, intent: Intent, filled: Readonly<Record<string, string>>, asked: Listening): string => {
    const isHidden = (slot: Slot | undefined) =>
      slot?.ObfuscationSetting.ObfuscationSettingType === 'DefaultObfuscation';
    let shown = text;
    for (const [name, value] of Object.entries(filled)) {
      if (isHidden(intent.Slots?.find(({ Name }) => Name === name))) shown = shown.replaceAll(value, `{${name}}`);
    }
    const missed = asked !== null && Object.keys(filled).length === 0 && isHidden(asked.slot);
    return missed && text !== '' ? `{${asked?.slot.Name}}` : shown;
  };

  const event = (
    localeId: string,
    mode: 'DTMF' | 'Speech',
    transcript: string,
    intent: Intent,
    filled: Readonly<Record<string, string>>,
    sure: number,
  ) => {
    const asSlots = slotsOf(intent, filled);
    const state = { name: intent.Name, state: 'InProgress', confirmationState: 'None', slots: asSlots };
    const nulls = ports.sparse && turns % 2 === 1;
    return {
      messageVersion: '1.0',
      invocationSource: 'DialogCodeHook',
      inputMode: mode,
      responseContentType: 'audio/pcm',
      sessionId,
      inputTranscript: transcript,
      invocationLabel: nulls ? null : `${intent.Name}Hook`,
      bot: { id: ports.botId, name: ports.bot.Name, localeId, version: '1', aliasId: ports.aliasId, aliasName: 'live' },
      interpretations: [
        { interpretationSource: 'Lex', intent: state, nluConfidence: nulls || sure === 0 ? null : sure },
        ...(intent.ParentIntentSignature === undefined
          ? [{ intent: { name: 'FallbackIntent', state: 'InProgress', slots: {} }, nluConfidence: null }]
          : []),
      ],
      proposedNextState: nulls
        ? null
        : { dialogAction: { type: 'Delegate' }, intent: state, prompt: { attempt: 'Initial' } },
      requestAttributes: {
        'x-amz-lex:accept-content-types': 'PlainText,SSML',
        'x-amz-lex:channels:platform': 'Connect',
        ...(mode === 'DTMF' ? { 'x-amz-lex:dtmf-transcript': transcript } : {}),
      },
      sessionState: {
        sessionAttributes: { ...attributes },
        activeContexts: nulls ? null : [],
        runtimeHints: null,
        intent: state,
        originatingRequestId: `${sessionId}-${turns}`,
      },
      transcriptions:
        mode === 'DTMF' || transcript === ''
          ? nulls
            ? null
            : []
          : [
              {
                transcription: transcript,
                transcriptionConfidence: 0.92,
                resolvedContext: { intent: intent.Name },
                resolvedSlots: {},
              },
              {
                transcription: `${transcript} the`,
                transcriptionConfidence: 0.41,
                resolvedContext: {},
                resolvedSlots: {},
              },
            ],
    };
  };

  const carryOut = (locale: BotLocale, answer: LexAnswer, intent: Intent, waitedMs: number): LexTurn => {
    const { sessionState, messages = [] } = answer;
    if (sessionState.sessionAttributes !== undefined) attributes = { ...sessionState.sessionAttributes };
    ports.records.sessionAttributes.push({ ...attributes });
    const say = messages.map(({ content }) => content);
    const { dialogAction } = sessionState;
    if (dialogAction.type === 'Close') {
      listening = null;
      const state = sessionState.intent?.state ?? 'Failed';
      return { say, over: { intent: sessionState.intent?.name ?? intent.Name, state }, waitedMs };
    }
    if (dialogAction.type === 'ElicitIntent') {
      if (say.length === 0) throw new TypeError('ElicitIntent must come with messages');
      listening = null;
      return { say, over: null, waitedMs };
    }
    if (dialogAction.type !== 'ElicitSlot') throw new TypeError(`the twin has no dialog action ${dialogAction.type}`);
    const of = locale.Intents.find(({ Name }) => Name === sessionState.intent?.name);
    const slot = of?.Slots?.find(({ Name }) => Name === dialogAction.slotToElicit);
    if (of === undefined || slot === undefined) throw new TypeError('ElicitSlot names no slot of its intent');
    listening = { intent: of, slot, attempt: 0 };
    const own = slot.ValueElicitationSetting.PromptSpecification.MessageGroupsList.map(
      ({ Message }) => Message.PlainTextMessage.Value,
    );
    return { say: say.length > 0 ? say : own.slice(0, 1), over: null, waitedMs };
  };

  return {
    /** A Connect block begins: its attributes are laid over those of the session, and nothing is being asked. */
    begin(given: Readonly<Record<string, string>>): void {
      const kept = Object.entries(attributes).filter(([name]) => !name.endsWith(':*:*'));
      attributes = { ...Object.fromEntries(kept), ...given };
      ports.records.sessionAttributes.push({ ...attributes });
      listening = null;
    },
    attributes: (): Readonly<Record<string, string>> => attributes,
    startTimeoutMs,
    /** May a caller break into what is being said? By the session's attribute first, then by the prompt; else yes. */
    mayInterrupt: (): boolean => {
      const told = setting('allow-interrupt');
      return told === undefined ? attempt()?.AllowInterrupt !== false : told !== 'false';
    },
    keysOnly: (): boolean => attempt()?.AllowedInputTypes.AllowAudioInput === false,

    /** One input. @throws whatever the code hook throws, as Lex would fail. */
    async input(localeId: string, given: Input): Promise<LexTurn> {
      turns += 1;
      const locale = localeOf(localeId);
      const asked = listening;
      // Speech where only keys are taken is not heard at all.
      const heard: Input =
        'speech' in given && attempt()?.AllowedInputTypes.AllowAudioInput === false ? { silence: true } : given;
      const entry = 'digits' in heard ? entryOf(heard.digits, keyLimits()) : null;
      const transcript = entry?.digits ?? ('speech' in heard ? heard.speech : '');
      const mode = 'digits' in heard ? 'DTMF' : 'Speech';
      const waitedMs = 'silence' in heard ? startTimeoutMs() : (entry?.waitedMs ?? 0);
      const compact = transcript.replace(/\s+/g, '');
      const fits = asked !== null && slotPattern(locale, asked.slot.SlotTypeName).test(compact);
      const { intent, slots, sure } =
        asked === null
          ? understand(locale, transcript)
          : { intent: asked.intent, slots: fits ? { [asked.slot.Name]: compact } : {}, sure: 1 };
      const answer = await ports.hook(event(localeId, mode, transcript, intent, slots, sure));
      if (JSON.stringify(answer).length > 25_000) throw new TypeError('the answer of the code hook is too long');
      const turn = carryOut(locale, answer, intent, waitedMs);
      ports.records.conversationLogs.push({
        input: logged(transcript, intent, slots, asked),
        mode,
        intent: intent.Name,
        slots: Object.fromEntries(
          Object.entries(slots).map(([name, value]) => [name, logged(value, intent, { [name]: value }, null)]),
        ),
        messages: turn.say,
      });
      return turn;
    },
  };
};

export type LexSession = ReturnType<typeof createLexSession>;
