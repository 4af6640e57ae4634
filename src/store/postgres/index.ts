// In: commits, as every engine takes them. Out: the same promises kept in PostgreSQL, by any number of processes.
// One table; a commit is one round trip, one transaction, one function call under locks on the keys it names.
// Must never: answer before the server has committed, or say "nothing was done" when it cannot know.
import pg from 'pg';
import type { Clock, Log, Secret } from '#core';
import type { Store } from '#store';
import { storeOver } from './engine.ts';
import { serverFailure } from './failure.ts';
import { prepareDatabase } from './schema.ts';

/** Connections a process holds at most. Ten processes of this size fit beside the server's default of 100. */
const defaultConnections = 8;
/** How long the server works on one statement, and waits for one lock, in ms, before it gives up with nothing done. */
const statementMs = 5000;
const lockMs = 4000;
/** How long we wait for the server itself, in ms: longer, so that its own refusal, which is certain, comes first. */
const answerMs = 8000;
const connectMs = 5000;

const settingsOf = (url: Secret, connections: number): pg.PoolConfig => ({
  connectionString: url.reveal(),
  max: connections,
  application_name: 'voicegrant',
  // A commit reads after it has waited for its locks; a snapshot from before the wait would show it the past.
  options: '-c default_transaction_isolation=read\\ committed -c synchronous_commit=on',
  statement_timeout: statementMs,
  lock_timeout: lockMs,
  query_timeout: answerMs,
  connectionTimeoutMillis: connectMs,
  idleTimeoutMillis: 60_000,
  keepAlive: true,
});

/**
 * Opens the store in the database `url` names (`postgresql://user:password@host/database?sslmode=verify-full`), whose
 * tables are made when absent, once, whichever process comes first. TLS is as the address says (`sslmode`, `sslrootcert`).
 * @throws PortError `store` when the server cannot be reached, may not be written, or holds a newer schema.
 */
export const openPostgresStore = async (ports: {
  url: Secret;
  clock: Clock;
  log: Log;
  connections?: number;
  /** How far the server's clock may be from ours, in seconds; null (the default): any, for clocks that are moved by hand. */
  mostSkew?: number | null;
}): Promise<Store> => {
  const { clock, log, connections = defaultConnections, mostSkew = null } = ports;
  let pool: pg.Pool;
  let ahead: number;
  try {
    pool = new pg.Pool(settingsOf(ports.url, connections));
  } catch (error) {
    throw serverFailure(error, 'open');
  }
  pool.on('error', () => log.warn('An idle connection to the database was lost', { port: 'store' }));
  // A lost connection is reported by the query it breaks; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await prepareDatabase(pool, log);
    const { rows } = await pool.query('SELECT extract(epoch FROM clock_timestamp())::float8 AS server_now');
    ahead = (rows as { server_now: number }[])[0]!.server_now - clock.now();
  } catch (error) {
    await pool.end();
    throw serverFailure(error, 'open');
  }
  return storeOver(pool, { clock, log, connections, ahead, mostSkew });
};
