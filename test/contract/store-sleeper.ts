// A process that stands still in the middle of one commit: it stops itself at the moment asked for, and goes on when it is
// told to (SIGCONT). Started by store-paused.test.ts, which decides how long that takes.
import { Secret, silentLog, systemClock } from '#core';
import { openPostgresStore } from '#store/postgres';
import { openSqliteStore } from '#store/sqlite';

/** What it answers: `ok` of its commit, or that the engine refused it with nothing done. */
export type SleeperReport = { readonly before: number } | { readonly ok: boolean } | { readonly refused: boolean };

const [engine = '', address = '', reads = '', seconds = ''] = process.argv.slice(2);
const base = systemClock();
let left = Number.POSITIVE_INFINITY;
/** Stops right after so many looks at the clock, with what it saw still in hand. */
const clock = {
  now() {
    const now = base.now();
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGSTOP');
    return now;
  },
};
const store =
  engine === 'sqlite'
    ? await openSqliteStore({ file: address, clock, log: silentLog })
    : await openPostgresStore({ url: new Secret(address), clock, log: silentLog });

const before = base.now() + Number(seconds);
const report = (told: SleeperReport) => new Promise((resolve) => process.send?.(told, resolve));
await report({ before });
left = Number(reads);
const done = await store
  .commit({ checks: [{ key: ['late'], version: null }], writes: [{ put: ['late'], value: reads }], before })
  .then(
    ({ ok }) => ({ ok }),
    (error: { retryable?: boolean }) => ({ refused: error.retryable === true }),
  );
await report(done);
await store.close();
process.disconnect();
