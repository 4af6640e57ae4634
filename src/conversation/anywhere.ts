import type { Lang } from '#call';
import { answered, at, handOver, hangUp, killing, line, say, withoutTransaction } from './decide.ts';
import type { Wish } from './heard/vocabulary.ts';
import { offerIn } from './languages.ts';
import type { ConversationPolicy, ConversationState, Decision, Prompt } from './types.ts';

/** The wishes that mean the same thing at every step. */
export type Anywhere = Exclude<Wish, 'resend' | 'no_link'>;

const isVerified = (state: ConversationState): boolean => state.step !== 'id' && state.step !== 'pin';

/** The first words of a call. */
export const welcome = (policy: ConversationPolicy): Prompt =>
  line(policy.signIn === 'always' ? 'welcome_sign_in' : 'welcome');

/** The list of what can be done, each with its key. */
export const intents = (policy: ConversationPolicy, lang: Lang): Prompt => ({
  id: 'intents',
  values: Object.fromEntries(policy.offers.map((offer, index) => [String(index + 1), offerIn(offer, lang).offer])),
});

/** What is said to hear again what the digits, or the page code, are. */
export const secretAgain = (state: ConversationState): Prompt =>
  line(state.signIn ? 'sign_in_text' : state.delivery === 'voice' ? 'page_code' : 'digits');

/** The question of the step the call is at. */
export const question = (policy: ConversationPolicy, state: ConversationState): readonly Prompt[] => {
  switch (state.step) {
    case 'start':
    case 'id':
      return [line('ask_id')];
    case 'pin':
      return [{ id: 'ask_pin', values: { length: policy.pinLength } }];
    case 'intent':
      return [intents(policy, state.lang)];
    case 'waiting':
      return state.death === null ? [secretAgain(state)] : [line('offer_again')];
    case 'readback':
      return [line('readback')];
    case 'more':
      return [line('anything_else')];
    case 'ended':
      return [];
  }
};

const helpFor = (state: ConversationState): readonly Prompt[] => {
  switch (state.step) {
    case 'id':
      return [line('help_id')];
    case 'pin':
      return [line('help_pin')];
    case 'waiting':
      if (state.death !== null) return [];
      return [state.signIn ? line('help_sign_in') : { id: 'help_waiting', values: { delivery: state.delivery } }];
    case 'readback':
      return [line('help_readback')];
    default:
      return [line('help_intent')];
  }
};

const help = (policy: ConversationPolicy, state: ConversationState): Decision => {
  const first = helpFor(state);
  // While a text is out the help says how to hear the digits: they are not said to whoever merely asks for help.
  return say(state, state.step === 'waiting' && state.death === null ? first : [...first, ...question(policy, state)]);
};

const repeat = (policy: ConversationPolicy, state: ConversationState): Decision => {
  const again =
    (state.step === 'waiting' && state.death === null) || state.step === 'readback'
      ? question(policy, state)
      : state.last;
  return say({ ...state, quietWaits: 0 }, again.length > 0 ? again : question(policy, state));
};

const backToIntent = (state: ConversationState, first: Prompt, ask: Prompt): Decision =>
  say(withoutTransaction(at(state, 'intent')), [first, ask], killing(state));

const startOver = (state: ConversationState): Decision =>
  isVerified(state)
    ? backToIntent(state, line('start_over'), line('ask_intent'))
    : say({ ...at(state, 'id'), userId: null, signIn: false }, [line('start_over'), line('ask_id')]);

const cancel = (state: ConversationState): Decision => {
  switch (state.step) {
    case 'waiting':
      return backToIntent(state, line('cancelled'), line('ask_intent_again'));
    case 'intent':
      return say(at(state, 'more'), [line('cancelled'), line('anything_else')]);
    case 'more':
      return hangUp(state, [line('goodbye')]);
    case 'readback':
      return answered(state, false);
    default:
      return startOver(state);
  }
};

/** The call goes on in another language. */
export const inLanguage = (policy: ConversationPolicy, state: ConversationState, lang: Lang): Decision => {
  const next = { ...state, lang };
  return say(next, state.step === 'id' ? [welcome(policy), line('ask_id')] : question(policy, next));
};

/** Does what a caller can ask for at any step. */
export const anywhere = (policy: ConversationPolicy, state: ConversationState, wish: Anywhere): Decision => {
  switch (wish) {
    case 'person':
      return handOver(state, 'asked');
    case 'goodbye':
      return hangUp(state, [line('goodbye')]);
    case 'help':
      return help(policy, state);
    case 'repeat':
      return repeat(policy, state);
    case 'start_over':
      return startOver(state);
    case 'cancel':
      return cancel(state);
    case 'english':
      return inLanguage(policy, state, 'en');
    case 'spanish':
      return inLanguage(policy, state, 'es');
  }
};
