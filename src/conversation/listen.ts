import type { Lang } from '#call';
import { anywhere, welcome } from './anywhere.ts';
import { listenForIntent, listenForMore } from './choose.ts';
import { at, line, nothing, say } from './decide.ts';
import { type Heard, heardIn } from './heard/hear.ts';
import { listenForId, listenForPin, onVerdict } from './identify.ts';
import { onScreen } from './screen.ts';
import type { ConversationEvent, ConversationPolicy, ConversationState, Decision, Delivery } from './types.ts';
import { listenForAnswer, listenWhileWaiting, onConfirmed, onGrantOffered, onGrantRefused } from './wait.ts';

/** The state before the first word of a call. `delivery` is how a link reaches the caller unless they ask otherwise. */
export const begin = (lang: Lang, delivery: Delivery): ConversationState => ({
  step: 'start',
  lang,
  userId: null,
  wrongPins: 0,
  signIn: false,
  misses: 0,
  transaction: null,
  delivery,
  spokenSeq: 0,
  last: [],
  quietWaits: 0,
  death: null,
  asked: null,
  grant: null,
  digest: null,
  numberEnding: null,
  textAwaited: false,
  linkOpened: false,
  outcomeSaid: false,
  transferred: false,
});

const greet = (policy: ConversationPolicy, state: ConversationState): Decision =>
  say(at(state, 'id'), [welcome(policy), line('ask_id')]);

const hear = (policy: ConversationPolicy, state: ConversationState, heard: Heard): Decision => {
  // The key that ended an entry already complete arrives at the next step: it means nothing, but it cut the prompt short.
  if (heard.by === 'keys' && heard.keys === '#') return { state, commands: [], say: state.last };
  const repeats = heard.by === 'keys' && /^\*+#?$/.test(heard.keys) && state.step !== 'id' && state.step !== 'pin';
  if (repeats) return anywhere(policy, state, 'repeat');
  switch (state.step) {
    case 'id':
      return listenForId(policy, state, heard);
    case 'pin':
      return listenForPin(policy, state, heard);
    case 'intent':
      return listenForIntent(policy, state, heard);
    case 'waiting':
      return listenWhileWaiting(policy, state, heard);
    case 'readback':
      return listenForAnswer(policy, state, heard);
    case 'more':
      return listenForMore(policy, state, heard);
    case 'start':
    case 'ended':
      return nothing(state);
  }
};

/**
 * Decides what one event changes, what the rooms below must do, and what is said. A pure function: no clock, no chance,
 * and it does not throw for anything a caller says or keys. An answer to a command that was not given, and anything
 * after the end, changes nothing. What is keyed or said for a PIN is in the command alone, never in the state or `say`.
 */
export const listen = (policy: ConversationPolicy, state: ConversationState, event: ConversationEvent): Decision => {
  if (state.step === 'ended') return nothing(state);
  switch (event.type) {
    case 'started':
      return state.step === 'start' ? greet(policy, state) : { state, commands: [], say: state.last };
    case 'identity_verdict':
      return state.asked === 'verdict' ? onVerdict(policy, state, event) : nothing(state);
    case 'grant_offered':
      return state.asked === 'grant' ? onGrantOffered(state, event) : nothing(state);
    case 'grant_refused':
      return state.asked === 'grant' ? onGrantRefused(state, event) : nothing(state);
    case 'confirmed':
      return state.asked === 'yes' || state.asked === 'no' ? onConfirmed(state, event) : nothing(state);
    case 'screen':
      return onScreen(state, event.entries);
    case 'speech':
    case 'digits':
    case 'silence':
      // A caller's turn means that an answer still outstanding is lost; coming late, it must not decide anything.
      return state.step === 'start' ? greet(policy, state) : hear(policy, { ...state, asked: null }, heardIn(event));
  }
};
