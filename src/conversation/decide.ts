import type { Command, ConversationState, Decision, Prompt, PromptId, TransferReason } from './types.ts';

/** What is asked again after this many misses in a row is not asked any more. */
const mostMisses = 3;

/** A sentence without values. */
export const line = (id: PromptId): Prompt => ({ id });

/** Nothing changes and nothing is said. */
export const nothing = (state: ConversationState): Decision => ({ state, commands: [], say: [] });

/** Says something; it becomes what "repeat" repeats. */
export const say = (
  state: ConversationState,
  prompts: readonly Prompt[],
  commands: readonly Command[] = [],
): Decision => ({
  state: prompts.length > 0 ? { ...state, last: prompts } : state,
  commands,
  say: prompts,
});

/** The state at the start of another step. */
export const at = (state: ConversationState, step: ConversationState['step']): ConversationState => ({
  ...state,
  step,
  misses: 0,
  quietWaits: 0,
});

/** The state without the transaction and the grant it was about. */
export const withoutTransaction = (state: ConversationState): ConversationState => ({
  ...state,
  transaction: null,
  death: null,
  digest: null,
  asked: null,
  textAwaited: false,
});

/** Could a grant of this call still be used? */
export const grantIsLive = (state: ConversationState): boolean =>
  state.asked === 'grant' || ((state.step === 'waiting' || state.step === 'readback') && state.death === null);

/** Kills the live grant, if there is one. */
export const killing = (state: ConversationState): readonly Command[] =>
  grantIsLive(state) ? [{ type: 'cancel_grant' }] : [];

const over = (state: ConversationState, transferred: boolean): ConversationState => ({
  ...withoutTransaction(at(state, 'ended')),
  userId: null,
  transferred,
});

/** Hands on the caller's yes or no to what was read back. */
export const answered = (state: ConversationState, yes: boolean): Decision => ({
  state: { ...state, asked: yes ? 'yes' : 'no' },
  commands: [{ type: 'confirm_transaction', yes, digest: state.digest ?? '' }],
  say: [],
});

/** The call goes to a person; a live grant dies first, since nobody is following it any more. */
export const handOver = (state: ConversationState, reason: TransferReason, first: readonly Prompt[] = []): Decision =>
  say(over(state, true), [...first, line('transfer')], [...killing(state), { type: 'transfer', reason }]);

/** The bot ends the call. */
export const hangUp = (state: ConversationState, prompts: readonly Prompt[]): Decision =>
  say(over(state, false), prompts, [{ type: 'hangup' }]);

/**
 * Nothing usable was heard. Twice it is asked again; the third time in a row a silent call is ended politely, and a
 * caller who speaks but is not understood gets a person.
 */
export const missed = (
  state: ConversationState,
  why: 'silence' | 'nonsense',
  again: { readonly silence: readonly Prompt[]; readonly nonsense: readonly Prompt[] },
): Decision => {
  const misses = state.misses + 1;
  if (misses >= mostMisses)
    return why === 'silence' ? hangUp(state, [line('not_heard_end')]) : handOver(state, 'not_understood');
  const next = { ...state, misses };
  // "I did not hear you" is not what a caller wants repeated.
  return why === 'silence'
    ? { state: { ...next, last: again.silence }, commands: [], say: [line('not_heard'), ...again.silence] }
    : say(next, again.nonsense);
};
