import type pg from 'pg';
import { type Clock, type Json, type Log, PortError } from '#core';
import type { Committed, Entry, Key, ListOptions, Store } from '#store';
import { type AdmittedBatch, admitBatch, admitLimit } from '../admit.ts';
import { decodeKey, encodeKey, rangeOf } from '../key.ts';
import { isConflict, isSpoilt, neverSent, type Phase, serverFailure } from './failure.ts';
import { createGate } from './gate.ts';
import { locksOf } from './locks.ts';

type Row = { readonly key: Buffer; readonly version: string; readonly value: string };
type Statement = { readonly name: string; readonly text: string };

/** How many expired entries one transaction removes, so that no commit waits long behind a sweep. */
const sweepStep = 200;
/** How often one verb is tried: conflicts, and connections that turn out to be dead, are met again with a fresh one. */
const maxTries = 6;

const live = (parameter: string) => `(expires_at IS NULL OR expires_at > ${parameter})`;
const columns = 'key, version::text AS version, value';

const statements = {
  get: { name: 'voicegrant_get', text: `SELECT ${columns} FROM voicegrant_entry WHERE key = $1 AND ${live('$2')}` },
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
    text: 'SELECT voicegrant_commit_1($1, $2, $3, $4, $5, $6, $7, $8, $9)::text AS version',
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

const bound = (batch: AdmittedBatch, now: number): unknown[] => {
  const locks = locksOf(batch);
  const puts = batch.writes.filter((write) => write.text !== null);
  const deletes = batch.writes.filter((write) => write.text === null);
  return [
    locks.ids,
    locks.shared,
    batch.checks.map(({ key }) => key),
    batch.checks.map(({ version }) => version),
    puts.map(({ key }) => key),
    puts.map(({ text }) => text),
    puts.map(({ expiresAt }) => expiresAt),
    deletes.map(({ key }) => key),
    now,
  ];
};

/** The store over an open pool, which it owns from now on. */
export const storeOver = (pool: pg.Pool, ports: { clock: Clock; log: Log; connections: number }): Store => {
  const { clock, log } = ports;
  const gate = createGate(ports.connections);
  let closing: Promise<void> | undefined;

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
    gate.enter(async () => {
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

  const list = async (prefix: Key, options: ListOptions): Promise<Row[]> => {
    const limit = admitLimit(options.limit);
    const { above, below } = rangeOf(prefix, options.after, options.reverse);
    const statement = options.reverse ? statements.listBack : statements.list;
    return (await ask('read', statement, () => [above, below, clock.now(), limit])).rows as Row[];
  };

  return {
    async get<Value extends Json>(key: Key) {
      const bytes = encodeKey(key);
      const { rows } = await ask('read', statements.get, () => [bytes, clock.now()]);
      const [row] = rows as Row[];
      return row === undefined ? null : entryOf<Value>(row);
    },
    async list<Value extends Json>(prefix: Key, options: ListOptions = {}) {
      return (await list(prefix, options)).map((row) => entryOf<Value>(row));
    },
    async commit(batch): Promise<Committed> {
      const admitted = admitBatch(batch);
      const { rows } = await ask('commit', statements.commit, () => bound(admitted, clock.now()));
      const version = (rows as { version: string | null }[])[0]?.version ?? null;
      return version === null ? { ok: false } : { ok: true, version };
    },
    async sweep(limit) {
      const most = admitLimit(limit);
      let swept = 0;
      for (;;) {
        const step = Math.min(sweepStep, most - swept);
        const { rowCount } = await ask('read', statements.sweep, () => [clock.now(), step]);
        swept += rowCount ?? 0;
        if (step === 0 || (rowCount ?? 0) < step) return swept;
      }
    },
    close() {
      closing ??= gate.close().then(() => pool.end());
      return closing;
    },
  };
};
