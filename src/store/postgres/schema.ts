import type pg from 'pg';
import { type Log, PortError } from '#core';

/**
 * What this program makes and understands. A later version may raise `schemaVersion` while both run on one database, and
 * raises `least` only when this one could no longer work on what it makes.
 */
const schemaVersion = 2;
/** The oldest program that can work on it: a function is never changed, only joined by one of another name. */
const leastVersion = 1;
/** The report of a commit whose process has another time than the server (failure.ts). */
const clocksDiffer = 'VG001';
/** "VGrt" as a number: the lock under which the tables are made. */
const migrationLock = 0x56477274;

/**
 * The one commit, of one batch or several: locks first, in one order for everybody, then for each batch the checks and,
 * if they hold, the writes. The locks are on keys, not on rows, because a check may be for a row that is not there: two
 * commits that rely on each other's absent keys must not both happen, even when neither writes what it checks. Each
 * statement in here sees what was committed before it began and what this transaction did, so what the checks read after
 * the wait is the truth, and nobody can change it until this transaction ends. From version 2 on a batch that comes at or
 * after its instant of `too_late` (by the server's clock; null: never) does not happen, and nothing happens for a process whose
 * time is further than `most_skew` seconds (null: any) from the server's.
 */
const skewCheck = `IF abs(extract(epoch FROM statement_timestamp()) - at_time) > most_skew THEN
      RAISE EXCEPTION 'the clocks differ' USING ERRCODE = '${clocksDiffer}';
    END IF;`;
const commitFunction = (version: 1 | 2) => `
  CREATE OR REPLACE FUNCTION voicegrant_commit_${version}(
    lock_ids bigint[], lock_shared boolean[], batches integer,
    check_batches integer[], check_keys bytea[], check_versions text[],
    put_batches integer[], put_keys bytea[], put_values text[], put_expiries double precision[],
    delete_batches integer[], delete_keys bytea[], at_time double precision${version === 1 ? '' : ', too_late double precision[], most_skew double precision'}
  ) RETURNS text[] LANGUAGE plpgsql VOLATILE AS $commit$
  DECLARE
    next_version bigint;
    answers text[] := array_fill(NULL::text, ARRAY[batches]);
  BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'voicegrant_commit needs read committed' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    ${version === 1 ? '' : skewCheck}
    FOR n IN 1 .. cardinality(lock_ids) LOOP
      IF lock_shared[n] THEN
        PERFORM pg_advisory_xact_lock_shared(lock_ids[n]);
      ELSE
        PERFORM pg_advisory_xact_lock(lock_ids[n]);
      END IF;
    END LOOP;
    FOR this_batch IN 1 .. batches LOOP
      ${version === 1 ? '' : 'CONTINUE WHEN extract(epoch FROM clock_timestamp()) >= too_late[this_batch];'}
      PERFORM FROM unnest(check_batches, check_keys, check_versions) AS wanted (batch, key, version)
        WHERE wanted.batch = this_batch AND wanted.version IS DISTINCT FROM (
          SELECT entry.version::text FROM voicegrant_entry AS entry
          WHERE entry.key = wanted.key AND (entry.expires_at IS NULL OR entry.expires_at > at_time)
        );
      CONTINUE WHEN FOUND;
      next_version := nextval('voicegrant_version');
      answers[this_batch] := next_version::text;
      IF this_batch = ANY (delete_batches) THEN
        DELETE FROM voicegrant_entry AS entry WHERE entry.key = ANY (ARRAY(
          SELECT given.key FROM unnest(delete_batches, delete_keys) AS given (batch, key)
          WHERE given.batch = this_batch
        ));
      END IF;
      IF this_batch = ANY (put_batches) THEN
        INSERT INTO voicegrant_entry AS entry (key, version, value, expires_at)
          SELECT given.key, next_version, given.value, given.expires_at
          FROM unnest(put_batches, put_keys, put_values, put_expiries) AS given (batch, key, value, expires_at)
          WHERE given.batch = this_batch
          ON CONFLICT (key) DO UPDATE
            SET version = excluded.version, value = excluded.value, expires_at = excluded.expires_at;
      END IF;
    END LOOP;
    RETURN answers;
  END
  $commit$;
`;

const tables = `
  CREATE TABLE voicegrant_entry (
    key bytea NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    value text NOT NULL,
    expires_at double precision
  ) WITH (autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX voicegrant_entry_expiry ON voicegrant_entry (expires_at) WHERE expires_at IS NOT NULL;
  CREATE SEQUENCE voicegrant_version AS bigint;
  CREATE TABLE voicegrant_schema (
    one boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,
    least integer NOT NULL
  );
  INSERT INTO voicegrant_schema (version, least) VALUES (${schemaVersion}, ${leastVersion});
`;

/** From what is there (0: nothing) to what this program makes. Whatever an older program calls stays as it was. */
const stepsFrom = (version: number): string =>
  version === 0
    ? tables + commitFunction(1) + commitFunction(2)
    : `${commitFunction(2)} UPDATE voicegrant_schema SET version = ${schemaVersion};`;

const refused = (message: string): PortError => new PortError('store', message, { retryable: false });

/** The version of the schema that is there, 0 for none. @throws PortError when it is one this program cannot work on. */
const inspect = async (client: pg.PoolClient): Promise<number> => {
  // Not by to_regclass: right after a wait for the lock it may still answer from what it had looked up before.
  const there = await client.query(
    `SELECT FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'voicegrant_schema'`,
  );
  if (there.rowCount === 0) return 0;
  const { rows } = await client.query('SELECT version, least FROM voicegrant_schema');
  const [row] = rows as { version: number; least: number }[];
  if (row === undefined) throw refused('the schema row of the database is missing; restore it from a backup');
  if (row.least > schemaVersion)
    throw refused(`the database has schema ${row.version}, this program knows ${schemaVersion}; start a newer version`);
  return row.version;
};

/** What must hold of the server itself, or its yes would not mean what ours does. */
const inspectServer = async (client: pg.PoolClient, log: Log): Promise<void> => {
  const { rows } = await client.query(
    `SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int AS version,
       current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync,
       current_setting('default_transaction_isolation') AS isolation`,
  );
  const [server] = rows as { encoding: string; version: number; fsync: string; sync: string; isolation: string }[];
  if (server === undefined || server.version < 130_000) throw refused('PostgreSQL 13 or newer is needed');
  if (server.encoding !== 'UTF8') throw refused('the database must have the encoding UTF8; create another one');
  if (server.sync === 'off' || server.isolation !== 'read committed')
    throw refused('VOICEGRANT_POSTGRES_URL must not set synchronous_commit or the transaction isolation');
  if (server.fsync !== 'on')
    log.warn('The database does not sync to its disk: a power cut can lose what was answered', { port: 'store' });
};

/** Makes the tables unless they are there, or adds what they lack. Of several processes that start at once one does it and the others wait. */
export const prepareDatabase = async (pool: pg.Pool, log: Log): Promise<void> => {
  const client = await pool.connect();
  let broken: unknown = true;
  try {
    await inspectServer(client, log);
    if ((await inspect(client)) < schemaVersion) {
      await client.query('BEGIN');
      await client.query(`SELECT pg_advisory_xact_lock(${migrationLock})`);
      const version = await inspect(client);
      if (version < schemaVersion) await client.query(stepsFrom(version));
      await client.query('COMMIT');
    }
    broken = undefined;
  } finally {
    // A connection with an open transaction is closed, which rolls it back.
    client.release(broken !== undefined);
  }
};
