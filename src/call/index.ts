// In: beats and hang-ups from the voice side. Out: one row a call: who, where in the conversation, and until when it lives.
// A lease keeps it alive; a disconnect event only shortens it (DESIGN 4.2).
// Must never: hold a PIN, a code or the six digits, or revive a call whose lease has lapsed.
export type { Call, Calls, Channel, ClaimedCaller, EndedHow, Lang, VerifiedCaller } from './call.ts';
export { createCalls, isLive, longestCallSeconds } from './call.ts';
