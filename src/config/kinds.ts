import { isIP } from 'node:net';
import type { E164 } from '#core';
import { parseE164, Secret } from '#core';

/** A value that was read, or the end of a sentence that begins with the setting's name: "must be on or off". */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

/** What a default may depend on. */
export type Situation = {
  readonly production: boolean;
  readonly port: number;
  readonly data: string;
  readonly strict: boolean;
};

/** One row of the table of settings: everything the parser, the documentation and a template need to know of it. */
export type Setting<Value> = {
  /** The name in the environment. */
  readonly name: string;
  /** What it takes, in words, for the documentation. */
  readonly takes: string;
  /** What it is for: one sentence. */
  readonly says: string;
  readonly fallback: (situation: Situation) => Value;
  /** The default in words; empty when there is none. */
  readonly fallbackWords: string;
  /** Never printed, whatever happens. */
  readonly secret: boolean;
  /** Must be set by hand in production, because the default is an example or a choice nobody else can make. */
  readonly requiredInProduction: boolean;
  /** Never quotes the text it was given: it may be a secret that was put under the wrong name. */
  readonly parse: (text: string) => Parsed<Value>;
};

/** The part of a row that is said in the table itself. */
type Row<Value> = {
  readonly says: string;
  readonly fallback: Value | ((situation: Situation) => Value);
  readonly fallbackWords?: string;
  readonly requiredInProduction?: boolean;
};

const setting = <Value>(
  name: string,
  takes: string,
  row: Row<Value>,
  words: (value: Value) => string,
  parse: (text: string) => Parsed<Value>,
): Setting<Value> => {
  const fallback = row.fallback;
  const isRule = (value: typeof fallback): value is (situation: Situation) => Value => typeof value === 'function';
  return {
    name,
    takes,
    says: row.says,
    fallback: isRule(fallback) ? fallback : () => fallback,
    fallbackWords: row.fallbackWords ?? (isRule(fallback) ? '' : words(fallback)),
    secret: false,
    requiredInProduction: row.requiredInProduction ?? false,
    parse,
  };
};

/** A whole number within bounds, both included. */
export const whole = (name: string, min: number, max: number, row: Row<number>): Setting<number> =>
  setting(name, `${min} to ${max}`, row, String, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : { problem: `must be a whole number from ${min} to ${max}` };
  });

/** `on` or `off`. */
export const onOff = (name: string, row: Row<boolean>): Setting<boolean> =>
  setting(
    name,
    '`on` or `off`',
    row,
    (value) => (value ? 'on' : 'off'),
    (text) => (text === 'on' || text === 'off' ? { value: text === 'on' } : { problem: 'must be on or off' }),
  );

/** One of a few words. */
export const oneOf = <Word extends string>(name: string, words: readonly Word[], row: Row<Word>): Setting<Word> =>
  setting(name, words.map((word) => `\`${word}\``).join(', '), row, String, (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { problem: `must be one of ${words.join(', ')}` } : { value };
  });

/** Some of a few words, separated by commas, each at most once and at least one. */
export const someOf = <Word extends string>(
  name: string,
  words: readonly Word[],
  row: Row<readonly Word[]>,
): Setting<readonly Word[]> =>
  setting(
    name,
    `some of ${words.map((word) => `\`${word}\``).join(', ')}`,
    row,
    (value) => value.join(','),
    (text) => {
      const parts = listed(text);
      const value = parts.flatMap((part) => words.find((word) => word === part) ?? []);
      return value.length > 0 && value.length === parts.length && new Set(value).size === value.length
        ? { value }
        : { problem: `must be a list, separated by commas, of ${words.join(', ')}, each at most once` };
    },
  );

/** Text that `accepts` finds nothing wrong with. `accepts` answers the problem, or null. */
export const text = (
  name: string,
  takes: string,
  accepts: (text: string) => string | null,
  row: Row<string>,
): Setting<string> => setting(name, takes, row, String, (given) => accepted(given, accepts));

/** As {@link text}, and null when it is not set. */
export const optionalText = (
  name: string,
  takes: string,
  accepts: (text: string) => string | null,
  row: Row<string | null>,
): Setting<string | null> =>
  setting(
    name,
    takes,
    row,
    (value) => value ?? '',
    (given) => accepted(given, accepts),
  );

/** A list separated by commas, each member of which `accepts` finds nothing wrong with. */
export const list = (
  name: string,
  takes: string,
  accepts: (text: string) => string | null,
  row: Row<readonly string[]>,
): Setting<readonly string[]> =>
  setting(
    name,
    takes,
    row,
    (value) => value.join(','),
    (given) => {
      const value = listed(given);
      const problem = (value.length === 0 ? [''] : value).map(accepts).find((found) => found !== null);
      return problem === undefined || problem === null ? { value } : { problem };
    },
  );

/** A telephone number in E.164 form. */
export const number = (name: string, row: Row<E164 | null>): Setting<E164 | null> =>
  setting(
    name,
    'a number such as `+15555550100`',
    row,
    (value) => value ?? '',
    (given) => {
      const value = parseE164(given);
      return value === null ? { problem: 'must be a number in E.164 form, such as +15555550100' } : { value };
    },
  );

/** A secret of at least 16 characters, null when it is not set. */
export const secret = (name: string, takes: string, says: string): Setting<Secret | null> => ({
  ...setting<Secret | null>(
    name,
    takes,
    { says, fallback: null },
    () => '',
    (given) => {
      if (given.length < 16) return { problem: 'must have at least 16 characters' };
      if (/^(.)\1*$|change.?me|placeholder|^(test|secret|password|example)/i.test(given)) {
        return { problem: 'holds a placeholder, not a secret' };
      }
      return { value: new Secret(given) };
    },
  ),
  secret: true,
});

/** A JSON document that `read` makes something of. */
export const json = <Value>(
  name: string,
  takes: string,
  read: (document: unknown) => Parsed<Value>,
  row: Row<Value>,
): Setting<Value> =>
  setting(
    name,
    takes,
    row,
    () => '',
    (given) => {
      try {
        return read(JSON.parse(given));
      } catch {
        return { problem: 'must be JSON' };
      }
    },
  );

/** An address or a range of addresses (`10.0.0.0/8`): the problem, or null. A range of more than half the internet is one. */
export const addressRange = (given: string): string | null => {
  const [address = '', bits] = given.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  if (isIP(address) === 0) return 'must be a list of IP addresses or ranges, such as 10.0.0.0/8';
  if (bits === undefined) return null;
  const wide = Number(bits);
  return /^\d{1,3}$/.test(bits) && wide >= 8 && wide <= most
    ? null
    : `must give the width of a range as 8 to ${most}, such as 10.0.0.0/8`;
};

const accepted = (given: string, accepts: (text: string) => string | null): Parsed<string> => {
  const problem = accepts(given);
  return problem === null ? { value: given } : { problem };
};

const listed = (given: string): string[] =>
  given
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
