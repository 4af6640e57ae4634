// In: commits, as every engine takes them. Out: the same promises kept in one file, by several processes if need be.
// The default engine: SQLite with a write-ahead log, a disk sync before every answer, one sync for a turn's commits.
// Must never: answer before the disk has it, or change a file that is not a Voicegrant store.
import { resolve } from 'node:path';
import type { Clock, Log } from '#core';
import type { Store } from '#store';
import { storeOver } from './engine.ts';
import { openFile } from './file.ts';

/**
 * Opens the store in `file`, which is made with its folder (0600, 0700) when absent. Waits up to 5 s for the locks of
 * other processes, at opening and in every verb, and gives way to other work meanwhile.
 * @throws PortError `store` when the file cannot be written, is damaged, or is not a Voicegrant store of this schema.
 */
export const openSqliteStore = async (ports: { file: string; clock: Clock; log: Log }): Promise<Store> => {
  // As an absolute path, `:memory:` and `file:` mean files like any other.
  const file = resolve(ports.file);
  return storeOver(await openFile(file, ports.log), { ...ports, file });
};
