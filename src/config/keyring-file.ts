import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from '#core';
import { ConfigError, Secret } from '#core';
import type { Keyring } from './keyring.ts';
import { generateKeyring, parseKeyring, serialiseKeyring } from './keyring.ts';
import type { Config } from './read.ts';

/**
 * The keyring to start with: the setting if given, else the file; in development a missing file is generated, and of
 * several processes that start at once all take the same one.
 * @throws ConfigError when it is missing, readable by others or made for development while in production, or not valid.
 */
export const openKeyring = (
  config: Pick<Config, 'keyring' | 'keyringFile' | 'production'>,
  random: Random,
): Keyring => {
  if (config.keyring === null && !config.production && !existsSync(config.keyringFile)) {
    writeKeyring(config.keyringFile, generateKeyring(random, true), random, 'keep');
  }
  const keyring = parseKeyring(config.keyring ?? readKeyringFile(config));
  if (config.production && keyring.development) {
    throw new ConfigError([
      'the keyring was generated for development; make one for production with `voicegrant keys`',
    ]);
  }
  return keyring;
};

/** Puts a keyring into a file that only its owner can read, at once or not at all. `keep` leaves a file that is there. */
export const writeKeyring = (file: string, keyring: Keyring, random: Random, existing: 'keep' | 'replace'): void => {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${random.bytes(6).toString('hex')}`;
  writeFileSync(draft, serialiseKeyring(keyring).reveal(), { mode: 0o600, flag: 'wx' });
  try {
    if (existing === 'replace') renameSync(draft, file);
    else linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};

const readKeyringFile = ({ keyringFile, production }: Pick<Config, 'keyringFile' | 'production'>): Secret => {
  let text: string;
  try {
    text = readFileSync(keyringFile, 'utf8');
  } catch {
    throw new ConfigError(['VOICEGRANT_KEYRING_FILE names a file that is not there or cannot be read']);
  }
  if (production && (statSync(keyringFile).mode & 0o007) !== 0) {
    throw new ConfigError(['VOICEGRANT_KEYRING_FILE must not be open to everybody; give it mode 0600']);
  }
  return new Secret(text);
};
