import type { Lang } from './ports.ts';

/** What one line of a call file asks for. Placeholders such as `{pin}` are still in place. */
export type Action =
  | { readonly kind: 'lang'; readonly lang: Lang }
  | { readonly kind: 'from'; readonly number: string }
  | { readonly kind: 'bot' | 'text' | 'page sees'; readonly pattern: string }
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'says'; readonly words: string }
  | { readonly kind: 'page open'; readonly link: string }
  | { readonly kind: 'page digits'; readonly digits: string }
  | { readonly kind: 'page fill'; readonly fields: ReadonlyMap<string, string> }
  | { readonly kind: 'page press'; readonly button: string }
  | { readonly kind: 'page signs in'; readonly whose: 'caller' | 'somebody else' }
  | { readonly kind: 'account'; readonly has: boolean; readonly what: string }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'quiet' | 'hangs up' | 'drops' | 'ended' };

/** One step: what is asked, the line it stands on (from 1), and that line as written. */
export type Step = { readonly line: number; readonly source: string; readonly action: Action };

export type Problem = { readonly line: number; readonly message: string };

/** A call file that cannot be read. Holds every problem at once. */
export class CallFileError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => `line ${problem.line}: ${problem.message}`).join('\n'));
    this.name = 'CallFileError';
    this.problems = problems;
  }
}

/** What may stand between braces. */
export const placeholders = ['number', 'id', 'pin', 'digits', 'wrong_digits', 'link', 'old_link', 'page_code'] as const;
export type Placeholder = (typeof placeholders)[number];

/** Words before any placeholder's value is known to hold one of these shapes. */
const phoneNumber = /^(\{number\}|\+[1-9]\d{6,14})$/;
const keyPresses = /^([0-9*#]|\{(?:number|id|pin|digits|wrong_digits|page_code)\})+$/;
const sixDigits = /^(\d{6}|\{(?:digits|wrong_digits)\})$/;
const address = /^(\{link\}|\{old_link\}|\/\S*|https?:\/\/\S+)$/;
const unitSeconds = { s: 1, m: 60, h: 3600 } as const;

const refuse = (message: string): never => {
  throw new TypeError(message);
};

const needs = (rest: string, what: string, example: string): string =>
  rest === '' ? refuse(`needs ${what}, such as "${example}"`) : rest;

const bare = (rest: string, kind: 'quiet' | 'drops' | 'ended'): Action =>
  rest === '' ? { kind } : refuse(`"${kind}" stands alone; "${rest}" is too much`);

const shaped = (rest: string, shape: RegExp, what: string, example: string): string =>
  shape.test(needs(rest, what, example)) ? rest : refuse(`"${rest}" is not ${what}; write it like "${example}"`);

const unquoted = (text: string): string => /^"(.*)"$/.exec(text)?.[1] ?? text;

const fieldsOf = (rest: string): ReadonlyMap<string, string> => {
  const example = 'page fill given_name=Anna street="1 Main Street"';
  const fields = new Map<string, string>();
  let left = needs(rest, 'at least one name=value', example);
  while (left !== '') {
    const field = /^([a-z]\w*)=(?:"([^"]*)"|([^\s"]*))(?:\s+|$)/.exec(left);
    if (field === null) return refuse(`"${left}" is not name=value; write it like "${example}"`);
    const [all, name = '', quoted, plain = ''] = field;
    if (fields.has(name)) refuse(`"${name}" is filled in twice`);
    fields.set(name, quoted ?? plain);
    left = left.slice(all.length);
  }
  return fields;
};

const pages: Readonly<Record<string, (rest: string) => Action>> = {
  open: (rest) => ({
    kind: 'page open',
    link: shaped(rest === '' ? '{link}' : rest, address, 'an address', 'page open {old_link}'),
  }),
  digits: (rest) => ({
    kind: 'page digits',
    digits: shaped(rest, sixDigits, 'six digits', 'page digits {digits}'),
  }),
  fill: (rest) => ({ kind: 'page fill', fields: fieldsOf(rest) }),
  press: (rest) => ({
    kind: 'page press',
    button: unquoted(needs(rest, 'the words of a button', 'page press "I did not make this call"')),
  }),
  signs: (rest) =>
    rest === 'in' || rest === 'in as somebody else'
      ? { kind: 'page signs in', whose: rest === 'in' ? 'caller' : 'somebody else' }
      : refuse('write "page signs in", or "page signs in as somebody else"'),
  sees: (rest) => ({
    kind: 'page sees',
    pattern: needs(rest, 'what can be read on the screen', 'page sees *is now on your account*'),
  }),
};

const words: Readonly<Record<string, (rest: string) => Action>> = {
  lang: (rest) =>
    /^[a-z]{2,3}$/.test(rest) ? { kind: 'lang', lang: rest } : refuse('a language is a code such as "en" or "es"'),
  from: (rest) => ({ kind: 'from', number: shaped(rest, phoneNumber, 'a telephone number', 'from {number}') }),
  bot: (rest) => ({ kind: 'bot', pattern: needs(rest, 'what the bot says', 'bot *welcome*') }),
  keys: (rest) => ({
    kind: 'keys',
    keys: shaped(rest.replace(/\s+/g, ''), keyPresses, 'keys 0-9, * and #', 'keys {id}#'),
  }),
  says: (rest) => ({ kind: 'says', words: needs(rest, 'what the caller says', 'says I want to add my wife') }),
  text: (rest) => ({ kind: 'text', pattern: needs(rest, 'what the text says', 'text *https://*') }),
  page: (rest) => {
    const [, what = '', more = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
    const page = pages[what];
    return page === undefined
      ? refuse(
          `a page step is one of: ${Object.keys(pages)
            .map((name) => (name === 'signs' ? 'page signs in' : `page ${name}`))
            .join(', ')}`,
        )
      : page(more);
  },
  account: (rest) => {
    const [, not, what = ''] = /^has(\s+not)?\s+(.+)$/.exec(rest) ?? [];
    return what === '' || what === 'not'
      ? refuse('write "account has Anna Ortiz" or "account has not Eve"')
      : { kind: 'account', has: not === undefined, what };
  },
  wait: (rest) => {
    const [, count, unit = 's'] = /^(\d{1,6})\s*([smh])$/.exec(rest) ?? [];
    return count === undefined
      ? refuse('a time is a number and s, m or h, such as "wait 30s"')
      : { kind: 'wait', seconds: Number(count) * unitSeconds[unit as keyof typeof unitSeconds] };
  },
  quiet: (rest) => bare(rest, 'quiet'),
  hangs: (rest) => (rest === 'up' ? { kind: 'hangs up' } : refuse('write "hangs up"')),
  drops: (rest) => bare(rest, 'drops'),
  ended: (rest) => bare(rest, 'ended'),
};

const stepNames = Object.keys(words).map((word) => (word === 'hangs' ? 'hangs up' : word));

const read = (source: string): Action => {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(source) ?? [];
  const make = Object.hasOwn(words, word) ? words[word] : undefined;
  if (make === undefined) return refuse(`"${word}" is not a step; a line begins with one of: ${stepNames.join(', ')}`);
  for (const [, name = ''] of rest.matchAll(/\{([^}]*)\}/g)) {
    if (!placeholders.some((known) => known === name)) {
      refuse(`{${name}} stands for nothing; known are ${placeholders.map((known) => `{${known}}`).join(' ')}`);
    }
  }
  return make(rest);
};

/**
 * Reads the text of a call file (DESIGN 12): one step a line, empty lines and lines that begin with `#` are left out.
 * @throws CallFileError with every bad line, its number and what is allowed there.
 */
export const parseCall = (text: string): Step[] => {
  const steps: Step[] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const source = raw.trim();
    if (source === '' || source.startsWith('#')) continue;
    try {
      steps.push({ line: index + 1, source: source.replace(/\s+/g, ' '), action: read(source) });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      problems.push({ line: index + 1, message: error.message });
    }
  }
  if (steps.length === 0 && problems.length === 0) problems.push({ line: 1, message: 'the file has no steps' });
  if (problems.length > 0) throw new CallFileError(problems);
  return steps;
};
