// The durable engines as several processes share them: what to set, and how this test looks into the same database.
import { join } from 'node:path';
import { Secret, silentLog, systemClock, systemRandom } from '#core';
import type { Store } from '#store';
import { openDynamodbStore } from '#store/dynamodb';
import { openPostgresStore } from '#store/postgres';
import { openSqliteStore } from '#store/sqlite';
import { startDynamodbLocal } from '../../contract/store-dynamodb-local.ts';
import { startPostgres } from '../../contract/store-postgres-server.ts';
import { type Servers, startServers } from './servers.ts';

export type Site = {
  readonly servers: Servers;
  readonly store: Store;
  /** The database itself dies and comes back; null where it lives inside the processes. */
  readonly restartDatabase: (() => Promise<void>) | null;
  stop(): Promise<void>;
};

/** Those that need nothing but what npm has installed. */
export const engines = ['SQLite', 'PostgreSQL'] as const;
/** With Amazon's DynamoDB Local, for the wide suites. */
export const allEngines = [...engines, 'DynamoDB'] as const;
export type Engine = (typeof allEngines)[number];

type Settings = Readonly<Record<string, string>>;
/** What a site may be given beside its engine. */
export type SiteOptions = {
  readonly processes?: number;
  readonly settings?: Settings;
  readonly postgresFlags?: string[];
  /** A PostgreSQL that is there already; otherwise one is started. */
  readonly postgresUrl?: string;
  readonly onDisk?: boolean;
  /** Another checkout of the program to start from. */
  readonly from?: string;
};

/** A database server, what the processes must set to reach it, and our own store on it. */
type Database = {
  readonly settings: Settings;
  open(folder: string): Promise<Store>;
  readonly restart: (() => Promise<void>) | null;
  stop(): Promise<void>;
};

const clock = systemClock();

const openDatabase = async (
  engine: Engine,
  { postgresFlags = [], postgresUrl, onDisk = false }: SiteOptions,
): Promise<Database> => {
  if (engine === 'SQLite') {
    return {
      settings: { VOICEGRANT_STORE: 'sqlite' },
      open: (folder) => openSqliteStore({ file: join(folder, 'voicegrant.sqlite'), clock, log: silentLog }),
      restart: null,
      stop: async () => undefined,
    };
  }
  if (engine === 'PostgreSQL' && postgresUrl !== undefined) {
    return {
      settings: { VOICEGRANT_STORE: 'postgres', VOICEGRANT_POSTGRES_URL: postgresUrl },
      open: () => openPostgresStore({ url: new Secret(postgresUrl), clock, log: silentLog }),
      restart: null,
      stop: async () => undefined,
    };
  }
  if (engine === 'PostgreSQL') {
    const server = await startPostgres(postgresFlags);
    return {
      settings: { VOICEGRANT_STORE: 'postgres', VOICEGRANT_POSTGRES_URL: server.url() },
      open: () => openPostgresStore({ url: new Secret(server.url()), clock, log: silentLog }),
      async restart() {
        await server.kill();
        await server.start();
      },
      stop: server.stop,
    };
  }
  const local = await startDynamodbLocal({ onDisk });
  const table = 'voicegrant';
  await local.table(table);
  const { endpoint } = local;
  return {
    settings: {
      ...{ VOICEGRANT_STORE: 'dynamodb', VOICEGRANT_DYNAMODB_TABLE: table },
      ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'local' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    },
    open: () => openDynamodbStore({ table, clock, log: silentLog, random: systemRandom, local: { endpoint } }),
    restart: onDisk ? local.restart : null,
    stop: local.stop,
  };
};

/** Three processes on one database, and our own view of it. */
export const openSite = async (engine: Engine, options: SiteOptions = {}): Promise<Site> => {
  const database = await openDatabase(engine, options);
  try {
    const settings = { ...database.settings, ...options.settings };
    const servers = await startServers(options.processes ?? 3, () => settings, options.from);
    const store = await database.open(servers.folder);
    return {
      servers,
      store,
      restartDatabase: database.restart,
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
