import { join } from 'node:path';
import type { Config } from '#config';
import type { Clock, Log } from '#core';
import { PortError } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { openSqliteStore } from '#store/sqlite';

/** Opens the engine the settings name. */
export const openStore = async (config: Pick<Config, 'store' | 'data'>, clock: Clock, log: Log): Promise<Store> => {
  if (config.store === 'memory') return openMemoryStore({ clock });
  if (config.store === 'sqlite') return openSqliteStore({ file: join(config.data, 'voicegrant.sqlite'), clock, log });
  throw new PortError('store', `the engine ${config.store} is not part of this build`, { retryable: false });
};
