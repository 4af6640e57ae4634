import { anywhere, question } from './anywhere.ts';
import { answered, at, handOver, hangUp, line, missed, say, withoutTransaction } from './decide.ts';
import { digitsHeard } from './heard/digits.ts';
import type { Heard } from './heard/hear.ts';
import type { Wish } from './heard/vocabulary.ts';
import { answerHeard, wishHeard } from './heard/wishes.ts';
import { vocabularyOf } from './languages.ts';
import type {
  ConversationEvent,
  ConversationPolicy,
  ConversationState,
  Decision,
  Delivery,
  Prompt,
  PromptId,
} from './types.ts';

/** "I am still here" is said once in this many silent waits (one wait is about eight seconds). */
const quietBetween = 4;
/** With a dead link there is nothing to wait for: after this many silent waits the call is ended. */
const quietAfterDeath = 12;

const wanted: readonly Wish[] = ['no_link', 'resend', 'person', 'help', 'start_over', 'goodbye', 'cancel', 'repeat'];

/** Asks for a grant; one that is still live is replaced by it. A caller who is still to sign in needs the text's link for that. */
export const offerGrant = (state: ConversationState, wished: Delivery): Decision => {
  const delivery = state.signIn ? 'link' : wished;
  return state.transaction === null
    ? say(at(state, 'intent'), [line('ask_intent')])
    : {
        state: {
          ...state,
          delivery,
          asked: 'grant',
          grant: null,
          linkOpened: false,
          outcomeSaid: false,
          textAwaited: false,
        },
        commands: [{ type: 'offer_grant', transaction: state.transaction, delivery }],
        say: [],
      };
};

/** The grant is there and its text is on the way: says what to do with it, and starts waiting. */
export const onGrantOffered = (
  state: ConversationState,
  event: Extract<ConversationEvent, { type: 'grant_offered' }>,
): Decision => {
  // The same for everybody, whatever became of the text: only the right person's screen can change what is said next.
  if (state.signIn) {
    const next = { ...at(state, 'waiting'), delivery: event.delivery, asked: null, death: null };
    return say(next, [line('sign_in_text')]);
  }
  const ending = { ending: event.numberEnding };
  const text: Prompt = event.textAccepted
    ? { id: event.delivery === 'voice' ? 'text_has_digits' : 'text_sent', values: ending }
    : { id: 'text_trying', values: ending };
  const next: ConversationState = {
    ...at(state, 'waiting'),
    delivery: event.delivery,
    asked: null,
    death: null,
    numberEnding: event.numberEnding,
    textAwaited: !event.textAccepted,
  };
  return say(
    next,
    event.delivery === 'voice'
      ? [line('page_code'), text, line('digits_only_there')]
      : [text, line('digits'), line('digits_only_there')],
  );
};

/** Why no text came, as the caller can act on it. What is not theirs to mend is one sentence. */
export const textFailure = (reason: string): PromptId => {
  if (reason === 'opted_out') return 'text_opted_out';
  if (reason === 'not_mobile' || reason === 'invalid') return 'text_not_mobile';
  return reason === 'unreachable' ? 'text_unreachable' : 'text_failed';
};

/** No grant: says why in plain words, and either a person takes over or the caller chooses something else. */
export const onGrantRefused = (
  state: ConversationState,
  { reason }: Extract<ConversationEvent, { type: 'grant_refused' }>,
): Decision => {
  const next = withoutTransaction(state);
  switch (reason) {
    case 'no_number':
      return handOver(next, 'no_number', [line('no_number')]);
    case 'too_many_texts':
      return handOver(next, 'too_many_texts', [line('too_many_texts')]);
    case 'opted_out':
    case 'not_mobile':
    case 'number_blocked':
    case 'text_failed':
      return handOver(next, 'text_failed', [line(textFailure(reason))]);
    case 'too_many_attempts':
      return handOver(next, 'too_many_attempts', [line('too_many_attempts')]);
    case 'unavailable':
      return handOver(next, 'unavailable', [line('unavailable')]);
    case 'not_allowed':
      return say(at(next, 'intent'), [line('not_allowed'), line('ask_intent_again')]);
  }
};

const quiet = (state: ConversationState): Decision => {
  const quietWaits = state.quietWaits + 1;
  const next = { ...state, quietWaits };
  if (state.death !== null && quietWaits >= quietAfterDeath) return hangUp(state, [line('not_heard_end')]);
  if (quietWaits % quietBetween !== 0) return { state: next, commands: [], say: [] };
  const prompt =
    state.death !== null ? 'offer_again' : quietWaits % (2 * quietBetween) === 0 ? 'waiting' : 'still_here';
  return { state: next, commands: [], say: [line(prompt)] };
};

const keyed = (policy: ConversationPolicy, state: ConversationState, keys: string): Decision => {
  if (/^\*+#?$/.test(keys)) return anywhere(policy, state, 'repeat');
  if (/^0#?$/.test(keys)) return anywhere(policy, state, 'person');
  if (state.death !== null) {
    if (/^1#?$/.test(keys)) return offerGrant(state, state.delivery);
    if (/^2#?$/.test(keys)) return anywhere(policy, state, 'cancel');
    return say(state, [line('offer_again')]);
  }
  // Most likely the six digits, keyed into the telephone instead of the page.
  return say(state, [line('digits_only_there')]);
};

/** The step at which the caller is busy on the page. Nothing that is said or keyed here can finish the transaction. */
export const listenWhileWaiting = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  if (heard.by === 'silence') return quiet(state);
  const awake = { ...state, quietWaits: 0 };
  if (heard.by === 'keys') return keyed(policy, awake, heard.keys);
  const vocabulary = vocabularyOf(state.lang);
  const wish = wishHeard(vocabulary, heard.readings, wanted);
  if (wish === 'resend') return offerGrant(awake, awake.delivery);
  if (wish === 'no_link' && awake.signIn) return say(awake, [line('help_sign_in')]);
  if (wish === 'no_link') {
    return awake.delivery === 'link' || awake.death !== null
      ? offerGrant(awake, 'voice')
      : say(awake, [{ id: 'help_waiting', values: { delivery: 'voice' } }]);
  }
  if (wish !== null) return anywhere(policy, awake, wish);
  if (awake.death !== null) {
    const answer = answerHeard(vocabulary, heard.readings);
    if (answer === 'yes') return offerGrant(awake, awake.delivery);
    return answer === 'no' ? anywhere(policy, awake, 'cancel') : say(awake, [line('offer_again')]);
  }
  const digits = heard.readings.some((reading) => (digitsHeard(vocabulary, reading)?.digits.length ?? 0) >= 4);
  return { state: awake, commands: [], say: [line(digits ? 'digits_only_there' : 'waiting')] };
};

/** The step at which the caller says yes or no to what was read back. Only a clear yes commits. */
export const listenForAnswer = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  const again = { silence: question(policy, state), nonsense: [line('readback_not_understood')] };
  if (heard.by === 'silence') return missed(state, 'silence', again);
  if (heard.by === 'keys') {
    if (/^[12]#?$/.test(heard.keys)) return answered(state, heard.keys.startsWith('1'));
    if (/^\*+#?$/.test(heard.keys)) return anywhere(policy, state, 'repeat');
    return /^0#?$/.test(heard.keys) ? anywhere(policy, state, 'person') : missed(state, 'nonsense', again);
  }
  const vocabulary = vocabularyOf(state.lang);
  const wish = wishHeard(vocabulary, heard.readings, ['person', 'help', 'start_over', 'goodbye', 'cancel', 'repeat']);
  if (wish !== null) return anywhere(policy, state, wish);
  const number = digitsHeard(vocabulary, heard.readings[0] ?? '');
  if (number?.bare === true && /^[12]$/.test(number.digits)) return answered(state, number.digits === '1');
  const answer = answerHeard(vocabulary, heard.readings);
  return answer === null ? missed(state, 'nonsense', again) : answered(state, answer === 'yes');
};

/** What became of the caller's yes or no. */
export const onConfirmed = (
  state: ConversationState,
  { outcome }: Extract<ConversationEvent, { type: 'confirmed' }>,
): Decision => {
  const saidNo = state.asked === 'no';
  const next = { ...state, asked: null };
  if (outcome === 'done') return finished(next, 'done');
  if (saidNo) return finished(next, 'refused_by_you');
  if (outcome === 'refused') return finished(next, 'not_done');
  if (outcome === 'pending') return say(at(next, 'waiting'), [line('one_moment')]);
  return say({ ...at(next, 'waiting'), death: state.death ?? 'expired' }, [line('link_lapsed'), line('offer_again')]);
};

/** The transaction has its outcome: says it, and asks whether there is anything else. */
export const finished = (state: ConversationState, outcome: 'done' | 'not_done' | 'refused_by_you'): Decision =>
  say({ ...withoutTransaction(at(state, 'more')), outcomeSaid: true }, [line(outcome), line('anything_else')]);
