import { type Anywhere, anywhere, intents } from './anywhere.ts';
import { at, hangUp, line, missed, say } from './decide.ts';
import type { Heard } from './heard/hear.ts';
import { offerAskedFor, offerMeant } from './heard/offers.ts';
import { answerHeard, wishHeard } from './heard/wishes.ts';
import { vocabularyOf } from './languages.ts';
import type { ConversationPolicy, ConversationState, Decision, Offer } from './types.ts';
import { offerGrant } from './wait.ts';

const wanted: readonly Anywhere[] = ['start_over', 'goodbye', 'person', 'help', 'repeat', 'cancel'];

const offerKeyed = (policy: ConversationPolicy, keys: string): Offer | null => {
  const choice = /^([1-9][0-9]?)#?$/.exec(keys)?.[1];
  return (choice === undefined ? undefined : policy.offers[Number(choice) - 1]) ?? null;
};

const chosen = (state: ConversationState, offer: Offer): Decision =>
  offerGrant({ ...state, transaction: offer.type }, 'link');

const meantIn = (
  policy: ConversationPolicy,
  state: ConversationState,
  readings: readonly string[],
): Anywhere | Offer | null => {
  const vocabulary = vocabularyOf(state.lang);
  return (
    offerAskedFor(policy.offers, state.lang, vocabulary, readings) ??
    wishHeard(vocabulary, readings, wanted) ??
    offerMeant(policy.offers, state.lang, vocabulary, readings)
  );
};

/** The step that finds out what the caller wants to do. */
export const listenForIntent = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  const list = intents(policy, state.lang);
  const again = { silence: [list], nonsense: [line('intent_not_understood'), list] };
  if (heard.by === 'silence') return missed(state, 'silence', again);
  const meant =
    heard.by === 'keys'
      ? /^0#?$/.test(heard.keys)
        ? 'person'
        : offerKeyed(policy, heard.keys)
      : meantIn(policy, state, heard.readings);
  if (meant === null) return missed(state, 'nonsense', again);
  return typeof meant === 'string' ? anywhere(policy, state, meant) : chosen(state, meant);
};

/** The step after a transaction: something else, or goodbye. */
export const listenForMore = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  const bye = () => hangUp(state, [line('goodbye')]);
  const again = () => (state.misses > 0 ? bye() : say({ ...state, misses: 1 }, [line('anything_else')]));
  const yes = () => say(at(state, 'intent'), [line('ask_intent')]);
  if (heard.by === 'silence') return again();
  if (heard.by === 'keys') {
    if (/^1#?$/.test(heard.keys)) return yes();
    if (/^2#?$/.test(heard.keys)) return bye();
    return /^0#?$/.test(heard.keys) ? anywhere(policy, state, 'person') : again();
  }
  const meant = meantIn(policy, state, heard.readings);
  const answer = answerHeard(vocabularyOf(state.lang), heard.readings);
  if (meant !== null && typeof meant !== 'string') return chosen(state, meant);
  if (meant !== null) return anywhere(policy, state, meant);
  return answer === 'yes' ? yes() : answer === 'no' ? bye() : again();
};
