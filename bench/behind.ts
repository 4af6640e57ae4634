// Contest (h): rows of other people's grants and calls in the store, put there directly.
import { DatabaseSync } from 'node:sqlite';
import type { Clock, GrantId, Random } from '#core';
import type { Store } from '#store';
import { encodeKey } from '../src/store/key.ts';

/**
 * Puts `count` grant rows and as many call rows beside those of the bench, as large as real ones, in the order of their keys.
 * Nobody ever reads them: only their number counts.
 */
export const createBehind = (ports: {
  file: string;
  store: Store;
  clock: Clock;
  random: Random;
  example: () => Promise<unknown>;
}) => ({
  async fill(count: number): Promise<null> {
    await ports.example();
    const [code] = await ports.store.list<GrantId>(['grant', 'code'], { limit: 1 });
    const grant = await ports.store.get(['grant', 'row', code?.value ?? '']);
    const [call] = await ports.store.list(['call', 'row'], { limit: 1 });
    const db = new DatabaseSync(ports.file, { timeout: 10_000 });
    db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN IMMEDIATE');
    const put = db.prepare('INSERT OR IGNORE INTO entry (key, version, value, expires_at) VALUES (?, 0, ?, ?)');
    const expires = ports.clock.now() + 86_400;
    const rooms = [
      [['call', 'row'], 'call', JSON.stringify({ sealed: call?.value, mac: 'x'.repeat(43) })],
      [['grant', 'row'], 'grant', JSON.stringify(grant?.value)],
    ] as const;
    for (const [room, prefix, text] of rooms) {
      const ids = Array.from(
        { length: count },
        () => `${prefix}_${ports.random.bytes(16).toString('base64url')}`,
      ).sort();
      for (const [index, id] of ids.entries()) put.run(encodeKey([...room, id]), text, expires + index / 1000);
    }
    db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    return null;
  },
});
