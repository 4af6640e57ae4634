// In: what the caller says and keys, the answers to commands, and what the journal says of the caller's screen.
// Out: commands for the rooms below, and the words the bot says. A pure function of its state and the event.
// Must never: keep, say or throw a PIN, take a spoken secret for anything else, or let a language model decide.
export { expectOf } from './expect.ts';
export { spokenFaults } from './faults.ts';
export type { Vocabulary } from './heard/vocabulary.ts';
export { learn, type Spoken } from './languages.ts';
export { begin, listen } from './listen.ts';
export type { Fill, Locale } from './locale/locale.ts';
export { speak } from './speak.ts';
export type {
  Command,
  ConversationEvent,
  ConversationPolicy,
  ConversationState,
  Decision,
  Delivery,
  Expect,
  GrantRefusal,
  Offer,
  Prompt,
  PromptId,
  SpeakingContext,
  TransferReason,
} from './types.ts';
