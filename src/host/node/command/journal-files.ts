import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeySet, readPublishedKeys } from '#token';
import { UsageError } from './command.ts';

/** The anchor's whole lines: of the file named, or of the one in the data folder. One that is just being written is left out. */
export const anchorLines = async (named: unknown, data: string | null): Promise<string[]> => {
  const beside = data === null ? null : join(data, 'checkpoints.log');
  const file = typeof named === 'string' ? named : beside !== null && existsSync(beside) ? beside : null;
  if (file === null) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
};

/** The public keys in a JWK Set file. @throws UsageError when there are none */
export const publishedKeys = async (file: string): Promise<Pick<KeySet, 'publicKey'>> => {
  const keys = readPublishedKeys(await readFile(file, 'utf8'));
  if (keys === null) throw new UsageError(`${file} is not a JWK Set with an ES256 key`);
  return keys;
};
