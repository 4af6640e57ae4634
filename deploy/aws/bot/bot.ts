// Why this exists: the Lex V2 bot is made from the same declarations as everything else, so that a new transaction needs no
// second description of itself. Pure functions; the template, the twin and the tests use what they give.
import type { Lang } from '#call';
import { speak } from '#conversation';
import { intentNames, slotNames } from '#phone/connect';
import { type AnyTransaction, wordsIn } from '#transaction';
import type { BotDefinition, BotLocale, Intent, PromptAttempt, Slot, SlotType } from './definition.ts';
import { utterancesIn, voiceIn } from './words.ts';

export type BotOptions = {
  readonly name: string;
  readonly transactions: readonly AnyTransaction[];
  readonly langs: readonly Lang[];
  /** Exact digits of a PIN; 0 when they differ. */
  readonly pinLength: number;
};

const idDigits = { least: 4, most: 12 } as const;
const maxRetries = 2;
const startTimeoutMs = 8000;

const attempt = (keys: number, audio: boolean): PromptAttempt => ({
  AllowInterrupt: true,
  AllowedInputTypes: { AllowAudioInput: audio, AllowDTMFInput: true },
  AudioAndDTMFInputSpecification: {
    StartTimeoutMs: startTimeoutMs,
    ...(audio ? { AudioSpecification: { MaxLengthMs: 12_000, EndTimeoutMs: 800 } } : {}),
    DTMFSpecification: { MaxLength: keys, EndTimeoutMs: 3000, DeletionCharacter: '*', EndCharacter: '#' },
  },
});

const attempts = (keys: number, audio: boolean): Record<string, PromptAttempt> =>
  Object.fromEntries(
    ['Initial', ...Array.from({ length: maxRetries }, (_, index) => `Retry${index + 1}`)].map((name) => [
      name,
      attempt(keys, audio),
    ]),
  );

const slot = (lang: Lang, options: BotOptions, name: 'UserId' | 'Pin', keys: number): Slot => {
  const ask = name === slotNames.pin ? 'ask_pin' : 'ask_id';
  const words = speak(lang, [{ id: ask, values: { length: options.pinLength } }], { brand: '', host: '' }).join(' ');
  return {
    Name: name,
    Description: name === slotNames.pin ? 'Secret; taken from the keypad alone' : 'The number a caller is known by',
    SlotTypeName: `${name}Digits`,
    ObfuscationSetting: { ObfuscationSettingType: 'DefaultObfuscation' },
    ValueElicitationSetting: {
      SlotConstraint: 'Required',
      PromptSpecification: {
        MaxRetries: maxRetries,
        AllowInterrupt: true,
        MessageGroupsList: [{ Message: { PlainTextMessage: { Value: words } } }],
        // A PIN that is said aloud can be overheard and recorded, so Lex does not even listen for one.
        PromptAttemptsSpecification: attempts(keys, name !== slotNames.pin),
      },
      SlotCaptureSetting: { ElicitationCodeHook: { EnableCodeHookInvocation: true } },
    },
  };
};

const digits = (name: string, least: number, most: number): SlotType => ({
  Name: `${name}Digits`,
  Description: 'Digits, bounded; leading zeros are kept',
  ParentSlotTypeSignature: 'AMAZON.AlphaNumeric',
  ValueSelectionSetting: {
    ResolutionStrategy: 'ORIGINAL_VALUE',
    RegexFilter: { Pattern: least === most ? `[0-9]{${least}}` : `[0-9]{${least},${most}}` },
  },
});

/** Every turn of every intent goes to the code hook, and where the hook fails the call goes back to the flow. */
const hooks = {
  DialogCodeHook: { Enabled: true },
  FulfillmentCodeHook: { Enabled: true },
  InitialResponseSetting: {
    CodeHook: {
      EnableCodeHookInvocation: true,
      IsActive: true,
      PostCodeHookSpecification: {
        SuccessNextStep: { DialogAction: { Type: 'EndConversation' } },
        FailureNextStep: { DialogAction: { Type: 'EndConversation' } },
        TimeoutNextStep: { DialogAction: { Type: 'EndConversation' } },
      },
    },
  },
} as const;

const intent = (name: string, description: string, phrases: readonly string[]): Intent => ({
  Name: name,
  Description: description,
  SampleUtterances: phrases.map((Utterance) => ({ Utterance })),
  ...hooks,
});

const localeOf = (lang: Lang, options: BotOptions): BotLocale => {
  const taken = new Set<string>();
  // Two intents with the same utterance do not build.
  const fresh = (phrases: readonly string[]) =>
    phrases.filter((phrase) => {
      const isNew = !taken.has(phrase.toLowerCase());
      taken.add(phrase.toLowerCase());
      return isNew;
    });
  const words = utterancesIn(lang);
  const [leastPin, mostPin] = options.pinLength > 0 ? [options.pinLength, options.pinLength] : [4, 12];
  const { locale, voice, engine } = voiceIn(lang);
  return {
    LocaleId: locale,
    NluConfidenceThreshold: 0.4,
    VoiceSettings: { VoiceId: voice, Engine: engine },
    SlotTypes: [digits(slotNames.userId, idDigits.least, idDigits.most), digits(slotNames.pin, leastPin, mostPin)],
    Intents: [
      {
        ...intent(intentNames.identify, 'Who is calling: user id, then PIN', fresh(words.identify)),
        SlotPriorities: [
          { Priority: 1, SlotName: slotNames.userId },
          { Priority: 2, SlotName: slotNames.pin },
        ],
        Slots: [slot(lang, options, slotNames.userId, idDigits.most), slot(lang, options, slotNames.pin, mostPin)],
      },
      intent(intentNames.answerYes, 'The caller agrees', fresh(words.answerYes)),
      intent(intentNames.answerNo, 'The caller does not agree, or is done', fresh(words.answerNo)),
      intent(intentNames.help, 'The caller wants help', fresh(words.help)),
      intent(intentNames.person, 'The caller wants a person', fresh(words.person)),
      ...options.transactions.map((transaction) =>
        intent(transaction.type, wordsIn(transaction, lang).title, fresh(wordsIn(transaction, lang).asks)),
      ),
      {
        Name: intentNames.fallback,
        Description: 'Anything else; the conversation understands what it can',
        ParentIntentSignature: 'AMAZON.FallbackIntent',
        ...hooks,
      },
    ],
  };
};

/** The bot of this installation. @throws TypeError when a transaction's name is one of the bot's own intents. */
export const botDefinition = (options: BotOptions): BotDefinition => {
  const own = new Set<string>(Object.values(intentNames));
  for (const { type } of options.transactions)
    if (own.has(type)) throw new TypeError(`${type} is an intent of the bot already`);
  return {
    Name: options.name,
    Description: 'Voicegrant: identifies a caller and hears what they want to do',
    DataPrivacy: { ChildDirected: false },
    IdleSessionTTLInSeconds: 300,
    AutoBuildBotLocales: true,
    // The Connect console lists a bot's intents only with this tag.
    BotTags: [{ Key: 'AmazonConnectEnabled', Value: 'True' }],
    BotLocales: options.langs.map((lang) => localeOf(lang, options)),
  };
};

/** The plain words by which a transaction's intent asks for it, for the code hook; null for an intent that is none. */
export const askOfIntent =
  (transactions: readonly AnyTransaction[]) =>
  (name: string, lang: Lang): string | null =>
    transactions.filter(({ type }) => type === name).map((found) => wordsIn(found, lang).asks[0] ?? null)[0] ?? null;
