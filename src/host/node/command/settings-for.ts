import type { Config } from '#config';
import { openProject, readProject } from '../project.ts';
import { UsageError } from './command.ts';

/** The settings of the environment and the project, with the folder of `--data` when given. @throws ConfigError, UsageError */
export const settingsFor = async (data: unknown): Promise<Config> => {
  const env = typeof data === 'string' ? { ...process.env, VOICEGRANT_DATA: data } : process.env;
  const config = readProject(await openProject(), env);
  if (config.store === 'memory')
    throw new UsageError(
      'VOICEGRANT_STORE=memory keeps everything inside the running program; there is nothing to open',
    );
  return config;
};
