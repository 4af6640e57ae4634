import type { CheckedField, PageData, PageField, PageParts } from './page-data.ts';
import { shortNames } from './short-names.built.ts';
import type { PageWords } from './words/words.ts';

type PartName = PageParts extends ReadonlySet<infer Name> ? Name : never;

/** Words that only some pages ever say. */
const partsOfWords: Readonly<Partial<Record<keyof PageWords, readonly PartName[]>>> = {
  date: ['date'],
  date_none: ['date'],
  date_past: ['date'],
  choose_one: ['choice'],
  number: ['number'],
  least: ['number'],
  most: ['number'],
  email: ['email'],
  iban: ['iban'],
  cancel: ['call'],
  login: ['login'],
  waiting: ['call'],
  waiting_title: ['call'],
  home_title: [],
  home_few: [],
  home_wrong: [],
  // These are in the HTML already.
  home_intro: [],
  home_digits: [],
  digits: [],
  reading: [],
  again: [],
  only_here: [],
  go_on: [],
  not_me: [],
  choose: [],
  optional: [],
  day: [],
  month: [],
  year: [],
  calendar: [],
  late: [],
  no_script: [],
  no_script_title: [],
};

/** The words that a page's script says, under the short names it knows them by. */
const wordsFor = ({ ends: { refused, ...ends }, ...words }: PageWords, parts: PageParts) => {
  const said = Object.entries(words)
    .filter(([name]) => partsOfWords[name as keyof PageWords]?.some((part) => parts.has(part)) ?? true)
    .map(([name, word]) => [shortNames[name] ?? name, word]);
  return { ...Object.fromEntries(said), ends: parts.has('call') ? { ...ends, refused } : ends };
};

const homeWords = ['home_few', 'home_wrong', 'sending', 'still_sending', 'offline'] as const;

/** A field without what its drawn form, or its kind, says already. */
const toldField = ({ name, label, kind, required, pattern, min, max, whole, past }: PageField): CheckedField => ({
  name,
  label,
  kind,
  ...(required ? { required } : {}),
  ...(kind === 'text' || kind === 'tel' ? { pattern } : {}),
  ...(kind === 'text' || kind === 'tel' || kind === 'number' ? { min, max } : {}),
  whole,
  past,
});

/** What the script is told: nothing that the drawn forms say already. */
const toldOf = ({ lang, brand, words, transaction }: PageData, parts: PageParts): unknown => {
  if (!transaction)
    return { lang, brand, words: Object.fromEntries(homeWords.map((name) => [shortNames[name] ?? name, words[name]])) };
  const { effect: _, ...rest } = transaction;
  return {
    lang,
    brand,
    words: wordsFor({ ...words, on_call: words.on_call.replace('{brand}', brand) }, parts),
    transaction: { ...rest, fields: rest.fields.map(toldField) },
  };
};

/**
 * What a page's script is told, as a literal of its own language: names without quotation marks are shorter. "<" could
 * end the element early.
 */
export const toldLiteral = (data: PageData, parts: PageParts): string =>
  JSON.stringify(toldOf(data, parts))
    // In JSON a quotation mark inside a string has a backslash before it, so that this meets names alone.
    .replace(/"(\w+)":/g, '$1:')
    .replace(/</g, '\\u003c');
