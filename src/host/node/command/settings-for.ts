import { type Config, readConfig } from '#config';
import { UsageError } from './command.ts';

/** The settings of the environment, with the folder of `--data` when given. @throws ConfigError, UsageError */
export const settingsFor = (data: unknown): Config => {
  const config = readConfig(typeof data === 'string' ? { ...process.env, VOICEGRANT_DATA: data } : process.env);
  if (config.store === 'memory')
    throw new UsageError(
      'VOICEGRANT_STORE=memory keeps everything inside the running program; there is nothing to open',
    );
  return config;
};
