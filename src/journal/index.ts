// In: facts from every room, to be kept in the same commit as the step they record.
// Out: each call's entries in order, chained by hash, under signed checkpoints: evidence, and the feed the bot speaks.
// Must never: hold a PIN, digit, code, token or personal detail.
export type { JournalEntry } from './chain.ts';
export type { CheckpointSigner } from './checkpoint.ts';
export { createCheckpointer } from './checkpoint.ts';
export { exportJournal, verifyExport } from './export.ts';
export type { DeathReason, Fact, Kind } from './facts.ts';
export { deathReasons } from './facts.ts';
export type { Journal } from './journal.ts';
export { createJournal } from './journal.ts';
export type { JournalFault, SignatureCheck, Verified } from './verify.ts';
export { verifyJournal } from './verify.ts';
export { watchJournal } from './watch.ts';
