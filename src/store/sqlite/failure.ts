import { PortError } from '#core';

/** What the engine was doing. Only at `commit` can a failure leave it open whether the writes were kept. */
export type Phase = 'open' | 'read' | 'begin' | 'write' | 'commit';

const busy = 5;
const locked = 6;
const readOnly = 8;
const inputOutput = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

/** SQLite's primary result code (sqlite.org/rescode.html), or null when the error is not SQLite's. */
export const sqliteCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;

/** Does another connection hold what this one needs, so that waiting can help? */
export const isBusy = (error: unknown): boolean => {
  const code = sqliteCode(error);
  return code === busy || code === locked;
};

const advice = (error: unknown, file: string): string => {
  // A value that is no JSON was not written by us.
  const code = error instanceof SyntaxError ? corrupt : sqliteCode(error);
  switch (code) {
    case busy:
    case locked:
      return `another process keeps ${file} locked; end the program that holds it, or use PostgreSQL for many processes`;
    case readOnly:
      return `${file} cannot be written; give this user write permission on the file and its folder`;
    case inputOutput:
      return `the disk under ${file} failed to read or write; check the disk and the system's log`;
    case corrupt:
    case notADatabase:
      return `${file} is damaged or is not a Voicegrant store; restore it from a backup, or name another file`;
    case full:
      return `the disk under ${file} is full; make room and the store goes on by itself`;
    case cannotOpen:
      return `${file} cannot be opened; check that its folder exists and this user may write there`;
    default:
      return `SQLite refused to work on ${file} (result code ${code ?? 'none'})`;
  }
};

/**
 * The failure of the engine as the port's error. `retryable` is true when nothing was written for certain. At `commit`
 * that holds for a busy file and a full disk, which stop SQLite before the commit record is in the log; after any other
 * failure there, a restart may still find the record and keep the writes.
 */
export const storeFailure = (error: unknown, file: string, phase: Phase): PortError => {
  const code = sqliteCode(error);
  const certain = phase === 'open' ? isBusy(error) : phase !== 'commit' || isBusy(error) || code === full;
  return new PortError('store', advice(error, file), { retryable: certain, cause: error });
};
