import type { Lang } from '#call';
import type { Secret } from '#core';
import type { DeathReason, JournalEntry } from '#journal';

/**
 * What reaches the conversation. The first group comes from the telephone, the second is the answer to a command, the
 * third is what happened on the caller's screen. Whatever a caller says or keys may be a secret, so it travels as one.
 *
 * Within one turn the caller's own event comes BEFORE `screen`: what was said before a read-back was heard can then never
 * be taken for the answer to it.
 */
export type ConversationEvent =
  | { readonly type: 'started' }
  | { readonly type: 'speech'; readonly alternatives: readonly Secret[] }
  | { readonly type: 'digits'; readonly digits: Secret }
  | { readonly type: 'silence' }
  | { readonly type: 'identity_verdict'; readonly verdict: 'verified' | 'wrong' | 'locked' | 'cannot_say' | 'sign_in' }
  | {
      readonly type: 'grant_offered';
      readonly delivery: Delivery;
      /** The last two digits of the number on file. */
      readonly numberEnding: string;
      /** False while the provider has not answered within the budget of the call. */
      readonly textAccepted: boolean;
    }
  | { readonly type: 'grant_refused'; readonly reason: GrantRefusal }
  | { readonly type: 'confirmed'; readonly outcome: 'done' | 'refused' | 'dead' | 'pending' }
  | { readonly type: 'screen'; readonly entries: readonly JournalEntry[] };

/** `link`: the text carries the link, the digits are heard. `voice`: a short page code is heard, the text carries the digits. */
export type Delivery = 'link' | 'voice';

export type GrantRefusal =
  | 'no_number'
  | 'too_many_texts'
  | 'number_blocked'
  | 'opted_out'
  | 'not_mobile'
  | 'text_failed'
  | 'not_allowed'
  | 'too_many_attempts'
  | 'unavailable';

/** What the conversation asks of the rooms below; `app/run-turn.ts` carries it out and answers with the event named. */
export type Command =
  /** → `identity_verdict`. */
  | { readonly type: 'verify_identity'; readonly userId: Secret; readonly pin: Secret }
  /** The caller is to sign in on their own screen; only the id is taken → `identity_verdict`, `sign_in` for every id there could be. */
  | { readonly type: 'claim_identity'; readonly userId: Secret }
  /** A fresh grant for this transaction, the one before it replaced → `grant_offered` or `grant_refused`. */
  | { readonly type: 'offer_grant'; readonly transaction: string; readonly delivery: Delivery }
  /**
   * The caller's yes or no to the read-back → `confirmed`. `digest` is that of the details read back: the page may have
   * sent others since, and a yes is for no others.
   */
  | { readonly type: 'confirm_transaction'; readonly yes: boolean; readonly digest: string }
  /** The grant dies; nothing is answered. */
  | { readonly type: 'cancel_grant' }
  /** The call goes to a person; nothing is answered. */
  | { readonly type: 'transfer'; readonly reason: TransferReason }
  /** The bot ends the call; nothing is answered. */
  | { readonly type: 'hangup' };

export type TransferReason =
  | 'asked'
  | 'cannot_verify'
  | 'no_number'
  | 'text_failed'
  | 'too_many_texts'
  | 'not_understood'
  | 'disowned'
  | 'too_many_attempts'
  | 'unavailable';

/** One sentence to say, by name; its words are the locale's. `values` hold nothing secret and nothing personal. */
export type Prompt = { readonly id: PromptId; readonly values?: Readonly<Record<string, string | number>> };

/** Every sentence the bot can say; each locale has all of them. */
export type PromptId =
  | 'welcome'
  | 'welcome_sign_in'
  | 'ask_id'
  | 'ask_pin'
  | 'pin_by_keypad'
  | 'id_not_understood'
  | 'pin_not_understood'
  | 'wrong_id_or_pin'
  | 'too_many_wrong'
  | 'cannot_verify'
  | 'verified'
  | 'sign_in_first'
  | 'sign_in_text'
  | 'signed_in'
  | 'ask_intent'
  | 'ask_intent_again'
  | 'intents'
  | 'intent_not_understood'
  | 'text_sent'
  | 'text_trying'
  | 'digits'
  | 'digits_only_there'
  | 'page_code'
  | 'text_has_digits'
  | 'no_number'
  | 'too_many_texts'
  | 'text_failed'
  | 'text_opted_out'
  | 'text_not_mobile'
  | 'text_unreachable'
  | 'not_allowed'
  | 'too_many_attempts'
  | 'waiting'
  | 'still_here'
  | 'link_opened'
  | 'digits_wrong'
  | 'digits_right'
  | 'details_sent'
  | 'attempts_spent'
  | 'grant_expired'
  | 'link_lapsed'
  | 'offer_again'
  | 'disowned'
  | 'declined'
  | 'locked_meanwhile'
  | 'readback'
  | 'readback_not_understood'
  | 'one_moment'
  | 'done'
  | 'not_done'
  | 'refused_by_you'
  | 'anything_else'
  | 'cancelled'
  | 'start_over'
  | 'help_id'
  | 'help_pin'
  | 'help_intent'
  | 'help_waiting'
  | 'help_sign_in'
  | 'help_readback'
  | 'transfer'
  | 'not_heard'
  | 'not_heard_end'
  | 'unavailable'
  | 'goodbye';

/** Where the conversation stands. Kept between turns; holds no PIN, code or digits. */
export type ConversationState = {
  readonly step: 'start' | 'id' | 'pin' | 'intent' | 'waiting' | 'readback' | 'more' | 'ended';
  readonly lang: Lang;
  /** The user id as heard, until the verdict. Personal, so it is dropped at the verdict. */
  readonly userId: string | null;
  /** Wrong id and PIN pairs in this call. */
  readonly wrongPins: number;
  /** Silences and misunderstandings in a row at this step. */
  readonly misses: number;
  /** The caller has not been verified and is to sign in on their own screen. Until then nothing tells whether the id is anybody's. */
  readonly signIn: boolean;
  /** The transaction being done. */
  readonly transaction: string | null;
  readonly delivery: Delivery;
  /** The last journal entry spoken about. */
  readonly spokenSeq: number;
  /** What was said last, for "repeat". */
  readonly last: readonly Prompt[];
  /** How many silent waits in a row, so that "still here" is said only now and then. */
  readonly quietWaits: number;
  /** Why the grant this is about is dead, if it is: a new one can be had by asking. */
  readonly death: DeathReason | null;
  /** The command whose answer is outstanding; `yes` and `no` are what the caller answered to the read-back. */
  readonly asked: 'verdict' | 'grant' | 'yes' | 'no' | null;
  /** The grant the journal speaks of now; null until its `grant_offered` entry has been seen. */
  readonly grant: string | null;
  /** Digest of the details read back, while their yes or no is waited for. */
  readonly digest: string | null;
  /** The last two digits of the number on file, once a text was offered. */
  readonly numberEnding: string | null;
  /** The provider had not answered when the digits were said, so the `text_sent` entry is still news. */
  readonly textAwaited: boolean;
  /** "You have opened the link" was said for this grant. */
  readonly linkOpened: boolean;
  /** The outcome of this grant was said, so its journal entries are no longer news. */
  readonly outcomeSaid: boolean;
  /** The call ended by going to a person. */
  readonly transferred: boolean;
};

/** What the channel should listen for next. `seconds` is how long a silence is a silence. */
export type Expect = {
  readonly input: 'digits' | 'speech' | 'both' | 'none';
  /** Stop listening after this many keys; 0 is no limit (the key `#` ends it). */
  readonly maxDigits: number;
  readonly seconds: number;
  /** What is keyed or said now is secret: no echo, no transcript, no log, no recording. */
  readonly secret: boolean;
  /** `listening`: the caller's turn. `waiting`: come back with a silence after `seconds` (the wait loop). `ended`/`transferred`: nothing follows. */
  readonly next: 'listening' | 'waiting' | 'ended' | 'transferred';
  /** Words the speech recogniser should expect. */
  readonly hints: readonly string[];
};

/** What a turn decides: the next state, what the rooms below must do, what to say. Commands come before what is said. */
export type Decision = {
  readonly state: ConversationState;
  readonly commands: readonly Command[];
  readonly say: readonly Prompt[];
};

/** What the conversation must know of the catalogue: for each transaction, how it is asked for and named, by language. */
export type Offer = {
  readonly type: string;
  readonly words: Readonly<Record<Lang, { readonly offer: string; readonly asks: readonly string[] }>>;
};

/** Policy of the conversation. */
export type ConversationPolicy = {
  readonly offers: readonly Offer[];
  /** Languages of this installation; callers may ask for any of them by its name. English and Spanish unless given. */
  readonly languages?: readonly Lang[];
  /** Wrong pairs before the bot ends the call (default 3). */
  readonly pinTriesPerCall: number;
  /** Is a spoken PIN taken, or must it be keyed? */
  readonly spokenPin: boolean;
  /** `always`: callers are asked for their id alone and sign in on their own screen (default `never`). */
  readonly signIn?: 'never' | 'when_needed' | 'always';
  /** Exact length of a PIN in digits, so that keying ends by itself; 0 when lengths differ. */
  readonly pinLength: number;
};

/**
 * What only the moment of speaking knows, and no state keeps: filled in by `app/run-turn.ts`. The secrets are said and
 * forgotten.
 */
export type SpeakingContext = {
  readonly brand: string;
  readonly host: string;
  /** The six digits of the live grant. */
  readonly digits?: Secret;
  /** The short page code of the live grant in `voice` delivery. */
  readonly pageCode?: Secret;
  /** The read-back and outcome sentences, already filled in, in the call's language. */
  readonly readback?: Secret;
  readonly done?: Secret;
};
