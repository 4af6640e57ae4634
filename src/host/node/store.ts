import { join } from 'node:path';
import type { Config } from '#config';
import type { Clock, Log } from '#core';
import { ConfigError, clockSkewSeconds, systemRandom } from '#core';
import type { Store } from '#store';
import type { Project } from '../project/define.ts';

/** Opens the project's own store, or the engine the settings name. Each engine's package is loaded only when it is the one. */
export const openStore = async (config: Config, clock: Clock, log: Log, project: Project = {}): Promise<Store> => {
  if (project.store !== undefined) return project.store({ config, clock, random: systemRandom, log });
  const missing = (name: string) => new ConfigError([`VOICEGRANT_STORE=${config.store} needs ${name}`]);
  switch (config.store) {
    case 'memory':
      return (await import('#store/memory')).openMemoryStore({ clock });
    case 'sqlite': {
      const { openSqliteStore } = await import('#store/sqlite');
      return openSqliteStore({ file: join(config.data, 'voicegrant.sqlite'), clock, log });
    }
    case 'postgres': {
      if (config.postgresUrl === null) throw missing('VOICEGRANT_POSTGRES_URL');
      const { openPostgresStore } = await import('#store/postgres');
      // The handset moves the clock by hand.
      const mostSkew = config.handset ? null : clockSkewSeconds;
      return openPostgresStore({ url: config.postgresUrl, clock, log, mostSkew });
    }
    case 'dynamodb': {
      if (config.dynamodbTable === null) throw missing('VOICEGRANT_DYNAMODB_TABLE');
      const { openDynamodbStore } = await import('#store/dynamodb');
      return openDynamodbStore({ table: config.dynamodbTable, clock, log, random: systemRandom });
    }
  }
};
