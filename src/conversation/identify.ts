import { Secret } from '#core';
import { type Anywhere, anywhere, inLanguage } from './anywhere.ts';
import { at, handOver, hangUp, line, missed, say } from './decide.ts';
import { digitsHeard } from './heard/digits.ts';
import { entryKeyed, type Heard } from './heard/hear.ts';
import { plain } from './heard/text.ts';
import { wishHeard } from './heard/wishes.ts';
import { languageNamed, vocabularyOf } from './languages.ts';
import type { ConversationEvent, ConversationPolicy, ConversationState, Decision, Prompt } from './types.ts';

/** Digits of a user id, and of a PIN where the policy fixes no length. */
const entryLength = { least: 4, most: 12 };

const always: readonly Anywhere[] = ['person', 'help', 'repeat', 'start_over', 'cancel', 'goodbye'];
const spokenHere = ({ languages = ['en', 'es'] }: ConversationPolicy): readonly string[] => languages;

/** Before the caller is verified, and only then, another language of this installation can be asked for. */
const wantedIn = (policy: ConversationPolicy, state: ConversationState): readonly Anywhere[] => {
  const others = spokenHere(policy).filter((lang) => lang !== state.lang);
  const spanish = others.includes('es') ? (['spanish'] as const) : [];
  return [...always, ...spanish, ...(others.includes('en') ? (['english'] as const) : [])];
};

/** A language beside English and Spanish, asked for by its own name. */
const otherNamed = (policy: ConversationPolicy, state: ConversationState, readings: readonly string[]) =>
  languageNamed(
    readings,
    spokenHere(policy).filter((lang) => lang !== state.lang && lang !== 'en' && lang !== 'es'),
  );

const fits = (digits: string): boolean => digits.length >= entryLength.least && digits.length <= entryLength.most;

const pinFits = (policy: ConversationPolicy, digits: string): boolean =>
  policy.pinLength > 0 ? digits.length === policy.pinLength : fits(digits);

/**
 * May the PIN be spoken now? Only where the policy takes it, and only for the first pair of a call: what was said aloud
 * once may have been overheard or recorded, so the next one is keyed (T-46).
 */
export const pinMayBeSpoken = (policy: ConversationPolicy, state: ConversationState): boolean =>
  policy.spokenPin && state.wrongPins === 0;

/** The question for the PIN. */
export const askPin = (policy: ConversationPolicy): Prompt => ({ id: 'ask_pin', values: { length: policy.pinLength } });

const idHeard = (state: ConversationState, readings: readonly string[]): string | null => {
  const vocabulary = vocabularyOf(state.lang);
  if (
    readings.some((reading) =>
      plain(reading)
        .split(' ')
        .some((word) => vocabulary.secretWords.has(word)),
    )
  )
    return null;
  return readings.map((reading) => digitsHeard(vocabulary, reading)?.digits ?? '').find(fits) ?? null;
};

/** An id is there: its PIN is asked for, or nothing more where callers sign in on their own screen. */
const taken = (policy: ConversationPolicy, state: ConversationState, userId: string): Decision =>
  policy.signIn === 'always'
    ? {
        state: { ...state, asked: 'verdict' },
        commands: [{ type: 'claim_identity', userId: new Secret(userId) }],
        say: [],
      }
    : say({ ...at(state, 'pin'), userId }, [askPin(policy)]);

/** The step that collects the user id, by voice or by keys. */
export const listenForId = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  const again = { silence: [line('ask_id')], nonsense: [line('id_not_understood')] };
  if (heard.by === 'silence') return missed(state, 'silence', again);
  if (heard.by === 'keys') {
    const entry = entryKeyed(heard.keys);
    if (entry === 'cleared') return say(state, [line('ask_id')]);
    if (entry === 'bad' || !fits(entry.digits)) return missed(state, 'nonsense', again);
    return taken(policy, state, entry.digits);
  }
  const userId = idHeard(state, heard.readings);
  if (userId !== null) return taken(policy, state, userId);
  const wish = wishHeard(vocabularyOf(state.lang), heard.readings, wantedIn(policy, state));
  const lang = otherNamed(policy, state, heard.readings);
  if (wish === null && lang !== null) return inLanguage(policy, state, lang);
  return wish !== null ? anywhere(policy, state, wish) : missed(state, 'nonsense', again);
};

/** The step that collects the PIN. What is keyed or said here goes into the command and nowhere else. */
export const listenForPin = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  const spoken = pinMayBeSpoken(policy, state);
  const again = { silence: [askPin(policy)], nonsense: [line('pin_not_understood')] };
  if (state.userId === null) return say(at(state, 'id'), [line('ask_id')]);
  const verify = (userId: string, pin: string): Decision => ({
    state: { ...state, asked: 'verdict' },
    commands: [{ type: 'verify_identity', userId: new Secret(userId), pin: new Secret(pin) }],
    say: [],
  });
  if (heard.by === 'silence') return missed(state, 'silence', again);
  if (heard.by === 'keys') {
    const entry = entryKeyed(heard.keys);
    if (entry === 'cleared') return say(state, [askPin(policy)]);
    if (entry === 'bad' || !pinFits(policy, entry.digits)) return missed(state, 'nonsense', again);
    return verify(state.userId, entry.digits);
  }
  const vocabulary = vocabularyOf(state.lang);
  if (spoken) {
    const pin = heard.readings
      .map((reading) => digitsHeard(vocabulary, reading)?.digits ?? '')
      .find((digits) => pinFits(policy, digits));
    if (pin !== undefined) return verify(state.userId, pin);
  }
  const wish = wishHeard(vocabulary, heard.readings, wantedIn(policy, state));
  if (wish !== null) return anywhere(policy, state, wish);
  const lang = otherNamed(policy, state, heard.readings);
  if (lang !== null) return inLanguage(policy, state, lang);
  return missed(state, 'nonsense', spoken ? again : { ...again, nonsense: [line('pin_by_keypad')] });
};

/**
 * The verdict on an id and PIN. `wrong` and `locked` are said in the same words and lead the same way, so a caller
 * learns nothing about an account before being verified (T-34). The id leaves the state here.
 */
export const onVerdict = (
  policy: ConversationPolicy,
  state: ConversationState,
  { verdict }: Extract<ConversationEvent, { type: 'identity_verdict' }>,
): Decision => {
  const next: ConversationState = { ...state, userId: null, asked: null };
  if (verdict === 'verified') return say(at(next, 'intent'), [line('verified'), line('ask_intent')]);
  if (verdict === 'sign_in') {
    return say({ ...at(next, 'intent'), signIn: true }, [line('sign_in_first'), line('ask_intent')]);
  }
  if (verdict === 'cannot_say') return handOver(next, 'cannot_verify', [line('cannot_verify')]);
  const wrongPins = state.wrongPins + 1;
  if (wrongPins >= policy.pinTriesPerCall) return hangUp({ ...next, wrongPins }, [line('too_many_wrong')]);
  return say({ ...at(next, 'id'), wrongPins }, [line('wrong_id_or_pin'), line('ask_id')]);
};
