import type pg from 'pg';
import { type Clock, type Json, type Log, PortError } from '#core';
import type { Committed, Entry, Key, ListOptions, Store } from '#store';
import { type AdmittedBatch, admitBatch, admitLimit } from '../admit.ts';
import { decodeKey, encodeKey, rangeOf } from '../key.ts';
import { isConflict, isSpoilt, neverSent, type Phase, serverFailure } from './failure.ts';
import { createGate } from './gate.ts';
import { createGroup } from './group.ts';
import { locksOf } from './locks.ts';
import { createReads } from './reads.ts';

type Row = { readonly key: Buffer; readonly version: string; readonly value: string };
type CommitRow = { readonly versions: (string | null)[]; readonly server_now: number };
type Statement = { readonly name: string; readonly text: string };

/** How many expired entries one transaction removes, so that no commit waits long behind a sweep. */
const sweepStep = 200;
/** How often one verb is tried: conflicts, and connections that turn out to be dead, are met again with a fresh one. */
const maxTries = 6;

const live = (parameter: string) => `(expires_at IS NULL OR expires_at > ${parameter})`;
const columns = 'key, version::text AS version, value';

const statements = {
  get: {
    name: 'voicegrant_get',
    text: `SELECT ${columns} FROM voicegrant_entry WHERE key = ANY ($1::bytea[]) AND ${live('$2')}`,
  },
  list: {
    name: 'voicegrant_list',
    text: `SELECT ${columns} FROM voicegrant_entry WHERE key > $1 AND key < $2 AND ${live('$3')} ORDER BY key LIMIT $4`,
  },
  listBack: {
    name: 'voicegrant_list_back',
    text: `SELECT ${columns} FROM voicegrant_entry WHERE key > $1 AND key < $2 AND ${live('$3')} ORDER BY key DESC LIMIT $4`,
  },
  commit: {
    name: 'voicegrant_commit',
    text: `SELECT voicegrant_commit_2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS versions,
      extract(epoch FROM clock_timestamp())::float8 AS server_now`,
  },
  // For this one transaction. Whoever commits after it with a sync flushes the same log beyond it.
  commitLater: {
    name: 'voicegrant_commit_later',
    text: `SELECT voicegrant_commit_2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS versions,
      extract(epoch FROM clock_timestamp())::float8 AS server_now,
      set_config('synchronous_commit', 'off', true)`,
  },
  // Rows that a commit is about to renew are left alone, and looked at again once they are ours.
  sweep: {
    name: 'voicegrant_sweep',
    text: `DELETE FROM voicegrant_entry WHERE expires_at <= $1 AND key IN (
      SELECT key FROM voicegrant_entry WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
  },
} as const satisfies Record<string, Statement>;

const entryOf = <Value extends Json>(row: Row): Entry<Value> => {
  let value: Value;
  try {
    value = JSON.parse(row.value) as Value;
  } catch (cause) {
    const message = 'an entry of the database is damaged: it was not written by Voicegrant';
    throw new PortError('store', message, { retryable: true, cause });
  }
  return { key: decodeKey(row.key), value, version: row.version };
};

/**
 * Batches as the function takes them: one list of each kind, every item with the number of its batch, from 1. `ahead` is
 * how many seconds the server's clock is before ours; what is too late by our own clock already is so by any.
 */
const bound = (batches: readonly AdmittedBatch[], now: number, ahead: number, mostSkew: number | null): unknown[] => {
  const locks = locksOf(batches);
  const checks = batches.flatMap((batch, place) => batch.checks.map((check) => ({ ...check, batch: place + 1 })));
  const writes = batches.flatMap((batch, place) => batch.writes.map((write) => ({ ...write, batch: place + 1 })));
  const puts = writes.filter(({ text }) => text !== null);
  const deletes = writes.filter(({ text }) => text === null);
  return [
    locks.ids,
    locks.shared,
    batches.length,
    checks.map(({ batch }) => batch),
    checks.map(({ key }) => key),
    checks.map(({ version }) => version),
    puts.map(({ batch }) => batch),
    puts.map(({ key }) => key),
    puts.map(({ text }) => text),
    puts.map(({ expiresAt }) => expiresAt),
    deletes.map(({ batch }) => batch),
    deletes.map(({ key }) => key),
    now,
    batches.map(({ before }) => {
      if (before === Number.POSITIVE_INFINITY) return null;
      return now >= before ? 0 : before + ahead;
    }),
    mostSkew,
  ];
};

/** The store over an open pool, which it owns from now on. */
export const storeOver = (
  pool: pg.Pool,
  ports: { clock: Clock; log: Log; connections: number; ahead: number; mostSkew: number | null },
): Store => {
  const { clock, log, mostSkew } = ports;
  const gate = createGate(ports.connections);
  const underWay = new Set<Promise<unknown>>();
  let { ahead } = ports;
  let closing: Promise<void> | undefined;

  /** Every verb goes through here, so that closing can wait for what has begun and refuse what has not. */
  const track = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing !== undefined) throw new PortError('store', 'the store is closed', { retryable: true });
    const running = work();
    const settled = running.catch(() => undefined);
    underWay.add(settled);
    try {
      return await running;
    } finally {
      underWay.delete(settled);
    }
  };

  const once = async (statement: Statement, values: unknown[]): Promise<pg.QueryResult> => {
    const client = await pool.connect().catch((error: unknown) => {
      // Nothing was sent, whatever the reason: certain at a commit too.
      throw serverFailure(error, 'read');
    });
    let spoilt = true;
    try {
      const result = await client.query({ ...statement, values });
      spoilt = false;
      return result;
    } catch (error) {
      spoilt = isSpoilt(error);
      throw error;
    } finally {
      client.release(spoilt);
    }
  };

  const ask = (phase: Exclude<Phase, 'open'>, statement: Statement, values: () => unknown[]): Promise<pg.QueryResult> =>
    gate(async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await once(statement, values());
        } catch (error) {
          const again = isConflict(error) || neverSent(error) || (phase === 'read' && isSpoilt(error));
          if (again && tries < maxTries && !(error instanceof PortError)) {
            if (isConflict(error)) await new Promise((resolve) => setTimeout(resolve, tries * tries));
            continue;
          }
          const failure = serverFailure(error, phase);
          log.error('The store failed.', { port: 'store', reason: failure.retryable ? phase : 'unknown_outcome' });
          throw failure;
        }
      }
    });

  const commit = createGroup(async (batches, sync): Promise<Committed[]> => {
    const statement = sync === 'later' ? statements.commitLater : statements.commit;
    const { rows } = await ask('commit', statement, () => bound(batches, clock.now(), ahead, mostSkew));
    const [{ versions, server_now } = { versions: [], server_now: 0 }] = rows as CommitRow[];
    // Our clock is read after the server's: whatever time the answer took makes a batch too late earlier, never later.
    ahead = server_now - clock.now();
    return versions.map((version) => (version === null ? { ok: false } : { ok: true, version }));
  });

  const read = createReads<Row>(
    async (keys) => (await ask('read', statements.get, () => [keys, clock.now()])).rows as Row[],
  );

  const sweep = async (most: number): Promise<number> => {
    for (let swept = 0; ; ) {
      const step = Math.min(sweepStep, most - swept);
      if (step === 0) return swept;
      const { rowCount } = await ask('read', statements.sweep, () => [clock.now(), step]);
      swept += rowCount ?? 0;
      if ((rowCount ?? 0) < step) return swept;
    }
  };

  const list = async (prefix: Key, options: ListOptions): Promise<Row[]> => {
    const limit = admitLimit(options.limit);
    const { above, below } = rangeOf(prefix, options.after, options.reverse);
    const statement = options.reverse ? statements.listBack : statements.list;
    return (await ask('read', statement, () => [above, below, clock.now(), limit])).rows as Row[];
  };

  return {
    async get<Value extends Json>(key: Key) {
      const bytes = encodeKey(key);
      const row = await track(() => read(bytes));
      return row === undefined ? null : entryOf<Value>(row);
    },
    async list<Value extends Json>(prefix: Key, options: ListOptions = {}) {
      return (await track(() => list(prefix, options))).map((row) => entryOf<Value>(row));
    },
    async commit(batch) {
      const admitted = admitBatch(batch);
      return track(() => commit(admitted, batch.sync));
    },
    async sweep(limit) {
      const most = admitLimit(limit);
      return track(() => sweep(most));
    },
    close() {
      closing ??= Promise.all(underWay).then(() => pool.end());
      return closing;
    },
  };
};
