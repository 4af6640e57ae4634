import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../store.ts';
import { atHand, type Finding, fault, ok, type Patient } from './finding.ts';

const remedies: Readonly<Record<string, string>> = {
  sqlite:
    'the folder of VOICEGRANT_DATA must be on a disk with room, and writable by this user; nobody else may hold it',
  postgres: 'check VOICEGRANT_POSTGRES_URL, that the server is no read-only replica, and the rights of its user',
  dynamodb: 'check VOICEGRANT_DYNAMODB_TABLE, the region, and the role: GetItem, Query, TransactWriteItems',
};

/** Does the store take a write, and give it back? A database that can only be read looks well until the first call. */
export const checkStore = async ({ config, project }: Patient): Promise<Finding[]> => {
  const isNew = config.store === 'sqlite' && !existsSync(join(config.data, 'voicegrant.sqlite'));
  if (config.store === 'memory') return [ok('store', 'memory: forgets everything when it stops')];
  if (isNew && project.store === undefined)
    return [ok('store', `no database in ${config.data} yet; the first start makes it`)];
  const { clock, random, log } = atHand();
  try {
    const store = await openStore(config, clock, log, project);
    try {
      const key = ['doctor', random.bytes(8).toString('hex')];
      await store.commit({ checks: [], writes: [{ put: key, value: 1, expiresAt: clock.now() + 60 }] });
      const back = await store.get(key);
      await store.commit({ checks: [], writes: [{ delete: key }] });
      if (back?.value === 1) return [ok('store', `${config.store} takes a write and gives it back`)];
    } finally {
      await store.close();
    }
  } catch {
    // What an engine says may quote its address; the remedy names what to look at.
  }
  return [
    fault('store', `${config.store} takes no write`, remedies[config.store] ?? 'check the store of this project'),
  ];
};
