import type { DeathReason, Fact, JournalEntry } from '#journal';
import { at, handOver, hangUp, line, nothing, say, withoutTransaction } from './decide.ts';
import type { ConversationState, Decision, Prompt, PromptId } from './types.ts';
import { finished, textFailure } from './wait.ts';

/** Said as news while it is the newest; what comes after it in the same breath makes it stale. */
const staleBefore: Partial<Record<PromptId, readonly PromptId[]>> = {
  digits_wrong: ['digits_wrong', 'digits_right', 'attempts_spent', 'locked_meanwhile', 'disowned'],
  details_sent: ['done', 'not_done', 'readback', 'disowned', 'declined'],
  offer_again: ['offer_again', 'transfer', 'locked_meanwhile'],
};

const fresh = (prompts: readonly Prompt[]): readonly Prompt[] =>
  prompts.filter(
    ({ id }, index) => !prompts.slice(index + 1).some((later) => staleBefore[id]?.includes(later.id) === true),
  );

/** A grant takes a verified caller, so before that the journal has nothing to say to one. */
const isVerified = (state: ConversationState): boolean =>
  isFollowing(state) || state.step === 'intent' || state.step === 'more';

const isFollowing = (state: ConversationState): boolean => state.step === 'waiting' || state.step === 'readback';

const dead = (state: ConversationState, death: DeathReason, id: PromptId): Decision =>
  say({ ...at(state, 'waiting'), death, asked: null }, [line(id), line('offer_again')]);

const onDeath = (state: ConversationState, reason: DeathReason): Decision => {
  // Whoever merely named a user id learns nothing of what its owner pressed.
  if (reason === 'disowned' && state.signIn) return hangUp(state, [line('locked_meanwhile')]);
  // These two are about the person on the line, so they count for any grant of this call and at any step.
  if (reason === 'disowned') return handOver({ ...state, death: reason }, 'disowned', [line('disowned')]);
  if (reason === 'locked') return hangUp(state, [line('locked_meanwhile')]);
  // A death while an answer is outstanding is told by that answer.
  if (!isFollowing(state) || state.death !== null || state.asked !== null) return nothing(state);
  switch (reason) {
    case 'attempts_spent':
      return dead(state, reason, 'attempts_spent');
    case 'expired':
      return dead(state, reason, 'grant_expired');
    case 'text_failed':
      return dead(state, reason, 'text_failed');
    case 'declined':
      return say(withoutTransaction(at(state, 'intent')), [line('declined'), line('ask_intent_again')]);
    case 'refused':
      return finished(state, 'not_done');
    case 'replaced':
      return nothing(state);
    case 'hung_up':
    case 'lease_lapsed':
    case 'revoked':
    case 'cancelled':
      return dead(state, reason, 'link_lapsed');
  }
};

const onOutcome = (state: ConversationState, outcome: 'done' | 'not_done'): Decision =>
  state.outcomeSaid || state.asked !== null ? nothing(state) : finished(state, outcome);

/** Another text helps where a line was bad; where the number takes none at all, a person does. */
const onTextFailed = (state: ConversationState, id: PromptId): Decision =>
  id === 'text_opted_out' || id === 'text_not_mobile'
    ? handOver({ ...state, death: 'text_failed' }, 'text_failed', [line(id)])
    : dead(state, 'text_failed', id);

/** Now it is known who is on the line, and only now are the six digits said. */
const onSignedIn = (state: ConversationState): Decision =>
  say(
    { ...state, signIn: false },
    isFollowing(state) && state.death === null
      ? [line('signed_in'), line('digits'), line('digits_only_there')]
      : [line('signed_in')],
  );

const onFact = (state: ConversationState, fact: Fact): Decision => {
  if (!isVerified(state)) return nothing(state);
  if (fact.kind === 'grant_dead') return onDeath(state, fact.reason);
  if (fact.kind === 'transaction_done') return onOutcome(state, 'done');
  if (fact.kind === 'transaction_refused') return onOutcome(state, 'not_done');
  if (fact.kind === 'signed_in' && state.signIn) return onSignedIn(state);
  if (!isFollowing(state) || state.death !== null || state.asked !== null || state.signIn) return nothing(state);
  switch (fact.kind) {
    case 'text_sent':
      return state.textAwaited
        ? say({ ...state, textAwaited: false }, [
            {
              id: state.delivery === 'voice' ? 'text_has_digits' : 'text_sent',
              ...(state.numberEnding === null ? {} : { values: { ending: state.numberEnding } }),
            },
          ])
        : nothing(state);
    case 'text_failed':
      return onTextFailed(state, textFailure(fact.reason));
    case 'link_opened':
      return state.linkOpened
        ? nothing(state)
        : say({ ...state, linkOpened: true }, [{ id: 'link_opened', values: { delivery: state.delivery } }]);
    case 'digits_wrong':
      return say(state, [{ id: 'digits_wrong', values: { left: fact.left, delivery: state.delivery } }]);
    case 'grant_redeemed':
      return say(state, [line('digits_right')]);
    case 'details_sent':
      return say(state, [line('details_sent')]);
    case 'readback_asked':
      return say({ ...at(state, 'readback'), digest: fact.digest }, [line('readback')]);
    default:
      return nothing(state);
  }
};

const grantOf = (fact: Fact): string | null => ('grant' in fact ? fact.grant : null);

const countsForAny = (fact: Fact): boolean =>
  fact.kind === 'grant_dead' && (fact.reason === 'disowned' || fact.reason === 'locked');

/**
 * Speaks the journal: turns what happened since the bot last spoke into what it says now. Entries up to `spokenSeq` and
 * entries of a grant that was replaced are passed over; whatever the order or number of entries, each is spoken once.
 */
export const onScreen = (state: ConversationState, entries: readonly JournalEntry[]): Decision => {
  const news = entries.filter((entry) => entry.seq > state.spokenSeq).sort((a, b) => a.seq - b.seq);
  const newest = news.findLast((entry) => entry.fact.kind === 'grant_offered');
  const grant = newest === undefined ? state.grant : grantOf(newest.fact);
  let decision = nothing({ ...state, grant });
  for (const { seq, fact } of news) {
    if (decision.state.step === 'ended' || seq <= decision.state.spokenSeq) continue;
    const about = grantOf(fact);
    const ours = about === null || grant === null || about === grant || countsForAny(fact);
    const next = ours ? onFact(decision.state, fact) : nothing(decision.state);
    decision = {
      state: { ...next.state, spokenSeq: seq },
      commands: [...decision.commands, ...next.commands],
      say: [...decision.say, ...next.say],
    };
  }
  const spoken = fresh(decision.say);
  return spoken.length === 0
    ? { ...decision, say: [] }
    : { ...decision, say: spoken, state: { ...decision.state, last: spoken, quietWaits: 0 } };
};
