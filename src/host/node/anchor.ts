import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config';

/**
 * Keeps every signed checkpoint as a line of a file beside the database. On its own that only helps against edits in the
 * database; ship the file elsewhere (it is append-only) to see a roll-back of everything.
 */
export const openAnchor = async (config: Pick<Config, 'data' | 'store'>): Promise<(line: string) => Promise<void>> => {
  if (config.store === 'memory') return async () => undefined;
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const file = join(config.data, 'checkpoints.log');
  return (line) => appendFile(file, `${line}\n`, { mode: 0o600 });
};
