// A process reads a lease, stands still for longer than the lease, and goes on with its commit as if nothing had happened.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Secret, silentLog, systemClock } from '#core';
import type { Store } from '#store';
import { openPostgresStore } from '#store/postgres';
import { openSqliteStore } from '#store/sqlite';
import { type PostgresServer, startPostgres } from './store-postgres-server.ts';
import type { SleeperReport } from './store-sleeper.ts';

const clock = systemClock();
/** Long enough that the process comes to its commit in time, nearly always; it is asked again when it did not. */
const leaseSeconds = 1;

/** Lets a process stop at its nth look at the clock, wakes it when its batch is too late, and answers what it reported. */
const sleep = async (engine: string, address: string, reads: number): Promise<SleeperReport[]> => {
  const args = [engine, address, String(reads), String(leaseSeconds)];
  const child = fork(join(import.meta.dirname, 'store-sleeper.ts'), args, { execArgv: [] });
  const exited = once(child, 'exit');
  const told: SleeperReport[] = [];
  child.on('message', (report: SleeperReport) => told.push(report));
  const waking = setInterval(() => {
    const [first] = told;
    if (first !== undefined && 'before' in first && clock.now() > first.before) child.kill('SIGCONT');
  }, 20);
  try {
    await exited;
  } finally {
    clearInterval(waking);
  }
  return told;
};

describe('a process that stands still in its commit until its lease is over', { timeout: 60_000 }, () => {
  let folder: string;
  let server: PostgresServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voicegrant-paused-'));
    server = await startPostgres();
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const changesNothing = async (engine: string, address: string, reads: number, store: Store) => {
    const [first, last, ...rest] = await sleep(engine, address, reads);
    assert.ok(first !== undefined && 'before' in first && last !== undefined && rest.length === 0);
    assert.ok('ok' in last ? !last.ok : 'refused' in last && last.refused, JSON.stringify(last));
    assert.equal(await store.get(['late']), null);
    await store.close();
  };

  test('changes nothing on SQLite, though it had the write lock when it stopped', async () => {
    const file = join(folder, 'locked.db');
    await changesNothing('sqlite', file, 1, await openSqliteStore({ file, clock, log: silentLog }));
  });

  test('says on SQLite what has happened, when nothing was left to look at but the commit', async () => {
    const file = join(folder, 'last.db');
    const store = await openSqliteStore({ file, clock, log: silentLog });
    const [, last] = await sleep('sqlite', file, 2);
    assert.equal((await store.get(['late'])) !== null, last !== undefined && 'ok' in last && last.ok);
    await store.close();
  });

  test('changes nothing on PostgreSQL, whose clock looks at the commit once more', async () => {
    const url = server.url();
    await changesNothing('postgres', url, 1, await openPostgresStore({ url: new Secret(url), clock, log: silentLog }));
  });
});
