import { ConfigError } from '#core';
import { isProduction } from './address.ts';
import type { Setting, Situation } from './kinds.ts';
import { nearest } from './nearest.ts';
import { refusals } from './refusals.ts';
import { settings } from './settings.ts';

type Table = typeof settings;

/** What the program runs with. Flat; durations are seconds, except the one that ends in Ms. */
export type Config = {
  readonly [Field in keyof Table]: Table[Field] extends Setting<infer Value> ? Value : never;
} & {
  /** The issuer is `https:` and not local: everything made for development is refused. */
  readonly production: boolean;
};

/** The environment, as `process.env` has it. An empty value counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all settings from an environment. Pure. `also`: codes of languages a project brings beside English and Spanish. Guarantees that a `Config` it answers passed every refusal, so nobody
 * needs to check a setting again.
 * @throws ConfigError with every problem at once; no problem quotes a value.
 */
export const readConfig = (env: Environment, also: { readonly languages?: readonly string[] } = {}): Config => {
  const problems: string[] = unknownNames(env);
  const given: Partial<Record<keyof Table, unknown>> = {};
  for (const [field, setting] of Object.entries(settings) as [keyof Table, Setting<unknown>][]) {
    const text = env[setting.name]?.trim();
    if (text === undefined || text === '') continue;
    const parsed = setting.parse(text);
    if ('problem' in parsed) problems.push(`${setting.name} ${parsed.problem}`);
    else given[field] = parsed.value;
  }
  const production = isProduction(env[settings.issuer.name]?.trim() ?? '');
  const situation: Situation = {
    production,
    port: (given.port as number | undefined) ?? settings.port.fallback(noSituation),
    data: (given.data as string | undefined) ?? settings.data.fallback(noSituation),
    strict: given.profile === 'strict',
  };
  const values: Record<string, unknown> = { production };
  for (const [field, setting] of Object.entries(settings) as [keyof Table, Setting<unknown>][]) {
    values[field] = given[field] ?? setting.fallback(situation);
    if (production && setting.requiredInProduction && (env[setting.name] ?? '').trim() === '') {
      problems.push(`${setting.name} must be set in production`);
    }
  }
  if (production && given.keyring === undefined && given.keyringFile === undefined) {
    problems.push('VOICEGRANT_KEYRING or VOICEGRANT_KEYRING_FILE must be set in production');
  }
  const config = values as Config;
  problems.push(...languageProblems(config, also.languages ?? []), ...refusals(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
};

/** The same settings once the port is known: with PORT=0 and no issuer of its own, the issuer follows the port. */
export const listeningOn = (config: Config, port: number): Config =>
  config.issuer === `http://localhost:${config.port}`
    ? { ...config, port, issuer: `http://localhost:${port}` }
    : { ...config, port };

const noSituation: Situation = { production: false, port: 0, data: '', strict: false };

const languageProblems = ({ languages }: Config, also: readonly string[]): string[] => {
  const known = ['en', 'es', ...also];
  const isGood = languages.every((lang, at) => known.includes(lang) && languages.indexOf(lang) === at);
  const must = `must be a list, separated by commas, of ${known.join(', ')}, each at most once`;
  return isGood ? [] : [`${settings.languages.name} ${must}`];
};

const unknownNames = (env: Environment): string[] => {
  const known = Object.values(settings).map((setting) => setting.name);
  return Object.keys(env)
    .filter((name) => /^voicegrant_/i.test(name) && !known.includes(name))
    .sort()
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is not a setting${near === null ? '' : `; did you mean ${near}?`}`;
    });
};
