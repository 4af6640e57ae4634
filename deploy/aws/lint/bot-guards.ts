// Is this a bot that Lex would build, and does it keep the PIN? (R-P1, R-T6, T-42)
import type { BotDefinition, BotLocale, Intent, Slot } from '../bot/definition.ts';
import { type Problem, problem } from './problem.ts';

export type BotRules = {
  /** Names of the slots that are secret: keys only, obfuscated, bounded. */
  readonly secretSlots: RegExp;
};

const usual: BotRules = { secretSlots: /pin|passcode|password|secret|otp/i };
const isName = (text: string) => /^([0-9a-zA-Z][_-]?){1,100}$/.test(text);
const mostKeys = 12;

const slotProblems = (at: string, slot: Slot, rules: BotRules, locale: BotLocale): Problem[] => {
  const { PromptSpecification: prompt, SlotCaptureSetting: capture } = slot.ValueElicitationSetting ?? {};
  const attempts = Object.entries(prompt?.PromptAttemptsSpecification ?? {});
  const wanted = ['Initial', ...Array.from({ length: prompt?.MaxRetries ?? 0 }, (_, index) => `Retry${index + 1}`)];
  const isSecret = rules.secretSlots.test(slot.Name);
  const says = JSON.stringify(prompt?.MessageGroupsList ?? []);
  const custom = (locale.SlotTypes ?? []).find(({ Name }) => Name === slot.SlotTypeName);
  const missing = wanted.filter((name) => !attempts.some(([has]) => has === name));
  return [
    ...(slot.ObfuscationSetting?.ObfuscationSettingType === 'DefaultObfuscation'
      ? []
      : [problem('obfuscation', at, 'What is said or keyed here is kept in conversation logs.')]),
    ...missing.map((name) => problem('attempts', at, `The attempt ${name} is not limited.`)),
    ...(prompt?.MessageGroupsList?.length ? [] : [problem('prompt', at, 'It has no words to ask with.')]),
    ...(/\{\w+\}/.test(says) ? [problem('echo', at, 'Its words repeat what was keyed.')] : []),
    ...(capture?.ElicitationCodeHook?.EnableCodeHookInvocation === true
      ? []
      : [problem('hook', at, 'The code hook does not hear this slot.')]),
    ...attempts.flatMap(([name, attempt]) => {
      const { AllowedInputTypes: allowed, AudioAndDTMFInputSpecification: input } = attempt;
      const keys = input?.DTMFSpecification;
      return [
        ...(isSecret && allowed?.AllowAudioInput !== false
          ? [problem('audio', at, `A secret may be spoken at ${name}.`)]
          : []),
        ...(allowed?.AllowDTMFInput === true ? [] : [problem('keys', at, `No keys are taken at ${name}.`)]),
        ...(keys !== undefined && keys.MaxLength >= 1 && keys.MaxLength <= mostKeys
          ? []
          : [problem('keys', at, `The number of keys is not bounded at ${name}.`)]),
        ...(keys?.EndCharacter === '#' ? [] : [problem('keys', at, `The hash key does not end the entry at ${name}.`)]),
        ...(keys !== undefined && keys.EndTimeoutMs > 0 && keys.EndTimeoutMs <= 5000
          ? []
          : [problem('keys', at, `The pause that ends an entry is not set at ${name}.`)]),
        ...(input !== undefined && input.StartTimeoutMs > 0 && input.StartTimeoutMs <= 15_000
          ? []
          : [problem('silence', at, `How long a silence is has no bound at ${name}.`)]),
      ];
    }),
    ...(custom === undefined
      ? [problem('slot-type', at, `${slot.SlotTypeName} is no slot type with bounds of its own.`)]
      : []),
  ];
};

const intentProblems = (at: string, intent: Intent, rules: BotRules, locale: BotLocale): Problem[] => {
  const slots = intent.Slots ?? [];
  const named = (intent.SampleUtterances ?? []).flatMap(({ Utterance }) =>
    [...Utterance.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
  );
  const code = intent.InitialResponseSetting?.CodeHook;
  const isFallback = intent.ParentIntentSignature === 'AMAZON.FallbackIntent';
  return [
    ...(isName(intent.Name) ? [] : [problem('name', at, 'This cannot be the name of an intent.')]),
    ...(intent.DialogCodeHook?.Enabled === true
      ? []
      : [problem('hook', at, 'The code hook does not hear this intent.')]),
    ...(intent.FulfillmentCodeHook?.Enabled === true
      ? []
      : [problem('hook', at, 'The code hook is not asked when this intent is complete.')]),
    ...(code?.EnableCodeHookInvocation === true && code.IsActive === true
      ? []
      : [problem('hook', at, 'The code hook is not asked when this intent is recognised.')]),
    ...(code?.PostCodeHookSpecification?.FailureNextStep === undefined ||
    code.PostCodeHookSpecification.TimeoutNextStep === undefined
      ? [problem('hook', at, 'Nothing says what happens when the code hook fails or is late.')]
      : []),
    ...(!isFallback && (intent.SampleUtterances ?? []).length === 0
      ? [problem('utterance', at, 'No utterance leads here.')]
      : []),
    ...named
      .filter((name) => !slots.some((slot) => slot.Name === name))
      .map((name) => problem('utterance', at, `An utterance names the slot ${name}, which is not there.`)),
    ...named
      .filter((name) => rules.secretSlots.test(name))
      .map((name) => problem('utterance', at, `An utterance takes the secret ${name} as speech.`)),
    ...slots
      .filter((slot) => !(intent.SlotPriorities ?? []).some(({ SlotName }) => SlotName === slot.Name))
      .map((slot) => problem('priority', at, `${slot.Name} has no place in the order of slots.`)),
    ...slots.flatMap((slot) => slotProblems(`${at}/${slot.Name}`, slot, rules, locale)),
  ];
};

const localeProblems = (locale: BotLocale, rules: BotRules): Problem[] => {
  const at = locale.LocaleId;
  const said = new Map<string, string>();
  const twice = locale.Intents.flatMap((intent) =>
    (intent.SampleUtterances ?? []).flatMap(({ Utterance }) => {
      const key = Utterance.toLowerCase().trim();
      const by = said.get(key);
      said.set(key, intent.Name);
      return by === undefined ? [] : [problem('utterance', `${at}/${intent.Name}`, `${by} has the same utterance.`)];
    }),
  );
  return [
    ...(locale.NluConfidenceThreshold >= 0 && locale.NluConfidenceThreshold <= 1
      ? []
      : [problem('locale', at, 'The confidence threshold lies between 0 and 1.')]),
    ...(locale.Intents.some(({ ParentIntentSignature }) => ParentIntentSignature === 'AMAZON.FallbackIntent')
      ? []
      : [problem('fallback', at, 'There is no fallback intent.')]),
    ...(locale.Intents.some(({ Slots }) => (Slots ?? []).some(({ Name }) => rules.secretSlots.test(Name)))
      ? []
      : [problem('pin', at, 'No slot takes the PIN, so it would be kept as it was keyed.')]),
    ...(locale.VoiceSettings?.VoiceId ? [] : [problem('locale', at, 'It has no voice.')]),
    ...(locale.SlotTypes ?? []).flatMap(({ Name, ParentSlotTypeSignature, ValueSelectionSetting: value }) => {
      const pattern = value?.RegexFilter?.Pattern ?? '';
      return [
        ...(ParentSlotTypeSignature === 'AMAZON.AlphaNumeric'
          ? []
          : [problem('slot-type', `${at}/${Name}`, 'A number loses its leading zeros; use AMAZON.AlphaNumeric.')]),
        ...(pattern !== '' && pattern.length <= 300 && !/[*+.]|\{\d+,\}/.test(pattern)
          ? []
          : [
              problem(
                'slot-type',
                `${at}/${Name}`,
                'Its pattern is missing, or not one that Lex takes: no * + . or {n,}.',
              ),
            ]),
      ];
    }),
    ...twice,
    ...locale.Intents.flatMap((intent) => intentProblems(`${at}/${intent.Name}`, intent, rules, locale)),
  ];
};

/** What is wrong with a bot; empty for one that Lex builds and that keeps the PIN. */
export const botProblems = (bot: BotDefinition, rules: BotRules = usual): Problem[] => {
  const names = (locale: BotLocale) =>
    locale.Intents.map(({ Name }) => Name)
      .sort()
      .join(' ');
  const [first, ...others] = bot.BotLocales ?? [];
  return [
    ...(isName(bot.Name) ? [] : [problem('name', 'bot', 'This cannot be the name of a bot.')]),
    ...(bot.DataPrivacy?.ChildDirected === false ? [] : [problem('privacy', 'bot', 'ChildDirected must be false.')]),
    ...(bot.IdleSessionTTLInSeconds >= 60 && bot.IdleSessionTTLInSeconds <= 3600
      ? []
      : [problem('ttl', 'bot', 'A session must end between one minute and one hour after the last word.')]),
    ...(bot.AutoBuildBotLocales === true ? [] : [problem('build', 'bot', 'Its locales are not built on deployment.')]),
    ...((bot.BotTags ?? []).some(({ Key, Value }) => Key === 'AmazonConnectEnabled' && Value === 'True')
      ? []
      : [problem('tag', 'bot', 'Connect lists the intents of bots tagged AmazonConnectEnabled=True only.')]),
    ...(first === undefined ? [problem('locale', 'bot', 'It has no locale.')] : []),
    ...others
      .filter((locale) => first !== undefined && names(locale) !== names(first))
      .map((locale) => problem('locale', locale.LocaleId, 'It has other intents than the first locale.')),
    ...(bot.BotLocales ?? []).flatMap((locale) => localeProblems(locale, rules)),
  ];
};
