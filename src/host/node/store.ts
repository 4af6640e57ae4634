import { join } from 'node:path';
import type { Config } from '#config';
import type { Clock, Log } from '#core';
import { ConfigError, systemRandom } from '#core';
import type { Store } from '#store';

type Settings = Pick<Config, 'store' | 'data' | 'postgresUrl' | 'dynamodbTable'>;

/** Opens the engine the settings name. Each engine's package is loaded only when it is the one. */
export const openStore = async (config: Settings, clock: Clock, log: Log): Promise<Store> => {
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
      return openPostgresStore({ url: config.postgresUrl, clock, log });
    }
    case 'dynamodb': {
      if (config.dynamodbTable === null) throw missing('VOICEGRANT_DYNAMODB_TABLE');
      const { openDynamodbStore } = await import('#store/dynamodb');
      return openDynamodbStore({ table: config.dynamodbTable, clock, log, random: systemRandom });
    }
  }
};
