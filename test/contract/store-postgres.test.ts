import { after, before } from 'node:test';
import pg from 'pg';
import { Secret, silentLog } from '#core';
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
