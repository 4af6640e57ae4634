type Row = { readonly failures: number; readonly lockedUntil: number; readonly lastTry: number };

const freeFailures = 5;
const longestLockSeconds = 900;
const forgetAfterSeconds = 900;

/**
 * Cognito's own lock-out, which nobody can configure: after five failures a lock of one second that doubles with each
 * further failure up to about a quarter of an hour; tries during a lock do not extend it; a quarter of an hour without a
 * try forgets everything. Documented as subject to change; whether it is per user or per user and address is UNVERIFIED.
 */
export const createPinLocks = (now: () => number) => {
  const rows = new Map<string, Row>();
  const rowOf = (user: string): Row => {
    const row = rows.get(user);
    const fresh = { failures: 0, lockedUntil: 0, lastTry: now() };
    return row === undefined || now() - row.lastTry >= forgetAfterSeconds ? fresh : row;
  };
  return {
    /** Is this user locked now? Counts as a try for the forgetting, not for the lock. */
    locked(user: string): boolean {
      const row = rowOf(user);
      rows.set(user, { ...row, lastTry: now() });
      return row.lockedUntil > now();
    },
    failed(user: string): void {
      const row = rowOf(user);
      const failures = row.failures + 1;
      const seconds = failures < freeFailures ? 0 : Math.min(2 ** (failures - freeFailures), longestLockSeconds);
      rows.set(user, { failures, lockedUntil: now() + seconds, lastTry: now() });
    },
    succeeded: (user: string): void => void rows.delete(user),
  };
};
