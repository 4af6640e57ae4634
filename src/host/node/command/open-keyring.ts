import { existsSync } from 'node:fs';
import { type Config, type Keyring, openKeyring } from '#config';
import { systemRandom } from '#core';
import { UsageError } from './command.ts';

/** The keyring of these settings, which must be there: none is made. @throws UsageError, ConfigError */
export const keyringOf = (config: Config): Keyring => {
  if (config.keyring === null && !existsSync(config.keyringFile))
    throw new UsageError(`there is no keyring at ${config.keyringFile}`);
  return openKeyring(config, systemRandom);
};
