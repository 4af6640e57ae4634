import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '#core';
import { openSqliteStore } from '#store/sqlite';
import { storeContract } from './store.ts';

storeContract('SQLite', async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'voicegrant-store-'));
  const open = () => openSqliteStore({ file: join(folder, 'data', 'store.db'), clock, log: silentLog });
  const store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return open();
    },
    remove: () => rm(folder, { recursive: true }),
  };
});
