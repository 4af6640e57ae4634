import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, type Environment, readConfig } from '#config';
import { ConfigError } from '#core';
import type { Project } from '../project/define.ts';

const names = ['voicegrant.config.ts', 'voicegrant.config.mjs', 'voicegrant.config.js'];
let opened: Promise<Project> | null = null;

const load = async (folder: string): Promise<Project> => {
  const file = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return {};
  const { default: project } = (await import(pathToFileURL(file).href)) as { default?: Project };
  if (typeof project !== 'object') throw new ConfigError([`${file} must export default defineConfig({ … })`]);
  return project;
};

/** The project of the folder the program was started in; an empty one where there is none. Read once. @throws ConfigError */
export const openProject = (): Promise<Project> => {
  opened ??= load(process.cwd());
  return opened;
};

/** The settings: the environment's, with the project's underneath. @throws ConfigError */
export const readProject = ({ settings = {}, languages = [] }: Project, env: Environment): Config => {
  const given = Object.entries(env).filter(([, value]) => (value ?? '').trim() !== '');
  const codes = languages.map(({ lang }) => lang);
  return readConfig({ ...settings, ...Object.fromEntries(given) }, { languages: codes });
};
