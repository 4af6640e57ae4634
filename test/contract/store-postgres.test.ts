import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { Secret, silentLog, stoppedClock } from '#core';
import { openPostgresStore } from '#store/postgres';
import { storeContract } from './store.ts';
import { type PostgresServer, startPostgres } from './store-postgres-server.ts';

let server: PostgresServer;
let databases = 0;

before(async () => {
  server = await startPostgres();
});
after(() => server.stop());

storeContract(
  'PostgreSQL',
  async (clock) => {
    const name = `contract_${databases++}`;
    const admin = new pg.Client({ connectionString: server.url() });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.end();
    const open = () => openPostgresStore({ url: new Secret(server.url(name)), clock, log: silentLog });
    const store = await open();
    return {
      store,
      async reopen() {
        await store.close();
        return open();
      },
    };
  },
  { modelRuns: 60 },
);

test('PostgreSQL waits for its disk at every commit but one that may be synced later', async () => {
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  await admin.query('CREATE DATABASE contract_sync');
  await admin.end();
  const url = server.url('contract_sync');
  const store = await openPostgresStore({
    url: new Secret(url),
    clock: stoppedClock(),
    log: silentLog,
    connections: 1,
  });
  const seen = new pg.Client({ connectionString: url });
  await seen.connect();
  await seen.query(`CREATE TABLE seen (sync text);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER see AFTER INSERT OR UPDATE ON voicegrant_entry
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION see()`);
  const put = { checks: [], writes: [{ put: ['a'], value: 1 }] };
  await store.commit({ ...put, sync: 'later' });
  await store.commit(put);
  await Promise.all([
    store.commit({ ...put, sync: 'later' }),
    store.commit({ ...put, writes: [{ put: ['b'], value: 1 }] }),
  ]);
  const { rows } = await seen.query('SELECT sync FROM seen');
  assert.deepEqual(
    rows.map(({ sync }) => sync),
    ['off', 'on', 'on', 'on'],
  );
  await seen.end();
  await store.close();
});
