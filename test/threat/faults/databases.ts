// The durable engines as several processes share them: what to set, and how this test looks into the same database.
import { join } from 'node:path';
import { Secret, silentLog, systemClock } from '#core';
import type { Store } from '#store';
import { openPostgresStore } from '#store/postgres';
import { openSqliteStore } from '#store/sqlite';
import { startPostgres } from '../../contract/store-postgres-server.ts';
import { type Servers, startServers } from './servers.ts';

export type Site = {
  readonly servers: Servers;
  readonly store: Store;
  /** The database itself dies and comes back; null where it lives inside the processes. */
  readonly restartDatabase: (() => Promise<void>) | null;
  stop(): Promise<void>;
};

export const engines = ['SQLite', 'PostgreSQL'] as const;
export type Engine = (typeof engines)[number];

/** Three processes on one database, and our own view of it. */
export const openSite = async (engine: Engine, processes = 3): Promise<Site> => {
  const clock = systemClock();
  if (engine === 'SQLite') {
    const servers = await startServers(processes, () => ({ VOICEGRANT_STORE: 'sqlite' }));
    const store = await openSqliteStore({ file: join(servers.folder, 'voicegrant.sqlite'), clock, log: silentLog });
    return {
      servers,
      store,
      restartDatabase: null,
      async stop() {
        await store.close();
        await servers.stop();
      },
    };
  }
  const database = await startPostgres();
  try {
    const url = database.url();
    const servers = await startServers(processes, () => ({
      VOICEGRANT_STORE: 'postgres',
      VOICEGRANT_POSTGRES_URL: url,
    }));
    const store = await openPostgresStore({ url: new Secret(url), clock, log: silentLog });
    return {
      servers,
      store,
      async restartDatabase() {
        await database.kill();
        await database.start();
      },
      async stop() {
        await store.close();
        await servers.stop();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
};
