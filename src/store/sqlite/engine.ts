import type { DatabaseSync } from 'node:sqlite';
import { type Clock, type Json, type Log, PortError } from '#core';
import type { Committed, Entry, Key, ListOptions, Store } from '#store';
import { type AdmittedBatch, admitBatch, admitLimit } from '../admit.ts';
import { decodeKey, encodeKey, rangeOf } from '../key.ts';
import { isBusy, type Phase, sqliteCode, storeFailure } from './failure.ts';
import { defaultBusyTries } from './file.ts';
import { createGroup } from './group.ts';

type Row = { readonly key: Uint8Array; readonly version: number; readonly value: string };

/** How many expired entries one transaction removes, so that no commit waits long behind a sweep. */
const sweepStep = 200;

const live = '(expires_at IS NULL OR expires_at > ?)';

const statementsOf = (db: DatabaseSync) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  get: db.prepare(`SELECT version, value FROM entry WHERE key = ? AND ${live}`),
  check: db.prepare(`SELECT version FROM entry WHERE key = ? AND ${live}`),
  list: db.prepare(`SELECT key, version, value FROM entry WHERE key > ? AND key < ? AND ${live} ORDER BY key LIMIT ?`),
  listBack: db.prepare(
    `SELECT key, version, value FROM entry WHERE key > ? AND key < ? AND ${live} ORDER BY key DESC LIMIT ?`,
  ),
  last: db.prepare('SELECT last FROM sequence'),
  setLast: db.prepare('UPDATE sequence SET last = ?'),
  put: db.prepare(
    `INSERT INTO entry (key, version, value, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
     SET version = excluded.version, value = excluded.value, expires_at = excluded.expires_at`,
  ),
  delete: db.prepare('DELETE FROM entry WHERE key = ?'),
  sweep: db.prepare(
    'DELETE FROM entry WHERE key IN (SELECT key FROM entry WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
  ),
});

const entryOf = <Value extends Json>(row: Omit<Row, 'key'>, key: Key): Entry<Value> => ({
  key,
  value: JSON.parse(row.value) as Value,
  version: String(row.version),
});

/** The store over an open connection, which it owns from now on. */
export const storeOver = (
  db: DatabaseSync,
  ports: { file: string; clock: Clock; log: Log; busyTries?: number },
): Store => {
  const { file, clock, log, busyTries = defaultBusyTries } = ports;
  const sql = statementsOf(db);
  let closing: Promise<void> | undefined;

  const failed = (error: unknown, phase: Phase): PortError => {
    log.error('The store failed.', { port: 'store', reason: phase, code: `sqlite_${sqliteCode(error) ?? 'none'}` });
    return error instanceof PortError ? error : storeFailure(error, file, phase);
  };
  const rollback = (): void => {
    try {
      if (db.isTransaction) db.exec('ROLLBACK');
    } catch (error) {
      log.error('The store could not roll back.', { port: 'store', code: `sqlite_${sqliteCode(error) ?? 'none'}` });
    }
  };
  /** The sequence inside the open transaction; null until a batch of it has written. The lock keeps it ours meanwhile. */
  let last: number | null = null;
  let isSynced = true;
  /** From when the open transaction is too late. */
  let before = Number.POSITIVE_INFINITY;
  const transaction = {
    begin(synced: boolean) {
      // A rollback that failed left the last transaction open; its writes must not get into this one.
      rollback();
      last = null;
      // Between two transactions only. The next sync of the same log covers what was written without (sqlite.org/wal.html).
      if (synced !== isSynced) db.exec(`PRAGMA synchronous = ${synced ? 'FULL' : 'NORMAL'}`);
      isSynced = synced;
      before = Number.POSITIVE_INFINITY;
      sql.begin.run();
    },
    commit() {
      if (last !== null) sql.setLast.run(last);
      // Stood still in the middle: nothing of this has happened, and everybody in it is to look again.
      if (clock.now() >= before) throw new PortError('store', 'the process was held up', { retryable: true });
      sql.commit.run();
    },
    rollback,
  };
  const group = createGroup(transaction, { failed, busyTries });

  const assertOpen = (): void => {
    if (closing !== undefined) throw new PortError('store', 'the store is closed', { retryable: true });
  };
  const readAgain = async <Result>(query: () => Result, first: unknown): Promise<Result> => {
    let error = first;
    for (let tries = 1; isBusy(error) && tries < busyTries; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, tries));
      assertOpen();
      try {
        return query();
      } catch (next) {
        error = next;
      }
    }
    throw failed(error, 'read');
  };
  /** At once in all but the rarest case, so that a read costs no promise of its own. */
  const read = <Result>(query: () => Result): Result | Promise<Result> => {
    assertOpen();
    try {
      return query();
    } catch (error) {
      return readAgain(query, error);
    }
  };

  const write = ({ checks, writes, ...given }: AdmittedBatch): Committed => {
    const now = clock.now();
    if (now >= given.before) return { ok: false };
    for (const { key, version } of checks) {
      const row = sql.check.get(key, now);
      if ((row === undefined ? null : String(row.version)) !== version) return { ok: false };
    }
    const previous = last ?? sql.last.get()?.last;
    if (typeof previous !== 'number') throw new Error('the sequence row is missing');
    const version = previous + 1;
    last = version;
    before = Math.min(before, given.before);
    for (const { key, text, expiresAt } of writes) {
      if (text === null) sql.delete.run(key);
      else sql.put.run(key, version, text, expiresAt);
    }
    return { ok: true, version: String(version) };
  };

  const close = async (): Promise<void> => {
    await group.idle();
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      log.warn('The store closed before its log was emptied; the next start does it.', {
        port: 'store',
        code: `sqlite_${sqliteCode(error) ?? 'none'}`,
      });
    }
    db.close();
  };

  return {
    async get<Value extends Json>(key: Key) {
      const bytes = encodeKey(key);
      const asked = [...key];
      return read(() => {
        const row = sql.get.get(bytes, clock.now()) as Omit<Row, 'key'> | undefined;
        return row === undefined ? null : entryOf<Value>(row, asked);
      });
    },
    async list<Value extends Json>(prefix: Key, options: ListOptions = {}) {
      const limit = admitLimit(options.limit);
      const { above, below } = rangeOf(prefix, options.after, options.reverse);
      const query = options.reverse ? sql.listBack : sql.list;
      return read(() =>
        (query.all(above, below, clock.now(), limit) as Row[]).map((row) => entryOf<Value>(row, decodeKey(row.key))),
      );
    },
    async commit(batch) {
      const admitted = admitBatch(batch);
      assertOpen();
      return group.run(() => write(admitted), batch.sync);
    },
    async sweep(limit) {
      const most = admitLimit(limit);
      let removed = 0;
      while (removed < most) {
        assertOpen();
        const step = Math.min(sweepStep, most - removed);
        const gone = await group.run(() => Number(sql.sweep.run(clock.now(), step).changes));
        removed += gone;
        if (gone < step) break;
      }
      return removed;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
};
