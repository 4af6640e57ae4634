import type { Config } from '#config';
import { type ConversationPolicy, learn, type Spoken, spokenFaults } from '#conversation';
import { ConfigError, Secret } from '#core';
import { compose, type TextLanguages, type TextWords, textFaults } from '#message';
import { type PageLanguage, type PageWords, pageFaults } from '#page';
import type { AnyTransaction, Words } from '#transaction';

/** A language of your own: everything the product says in it, once. */
export type Language = Spoken & {
  /** Its code, such as `fr`: two or three small letters (ISO 639). */
  readonly lang: string;
  /** Its own name: `français`. */
  readonly name: string;
  /** How speech is recognised and dates are written: `fr-FR`. */
  readonly tag: string;
  /** The voice on calls from Twilio: `Polly.Lea-Neural`. */
  readonly voice: string;
  readonly direction?: 'rtl';
  readonly page: PageWords;
  readonly text: TextWords;
  /** The words of shipped transactions, by their types; a transaction of your own brings its own. */
  readonly transactions: Readonly<Record<string, Words>>;
};

/** What is missing from a language or was left in English, each named; empty when it is whole. For a test of your own. */
export const languageFaults = (language: Language): string[] => [
  ...(/^[a-z]{2,3}$/.test(language.lang) ? [] : ['lang must be a code such as fr']),
  ...spokenFaults(language).map((fault) => `says: ${fault}`),
  ...pageFaults(language.page).map((fault) => `page: ${fault}`),
  ...textFaults(language.text).map((fault) => `text: ${fault}`),
];

/** Declares a language. @throws TypeError naming everything that is missing or untranslated. */
export const defineLanguage = (language: Language): Language => {
  const faults = languageFaults(language);
  if (faults.length > 0) throw new TypeError(`the language ${language.lang} is not whole:\n  ${faults.join('\n  ')}`);
  return language;
};

const longestCode = new Secret('m'.repeat(43));
const digits = new Secret('000000');

/** Every text this installation may have to send must fit one message; found at start, not on a call. */
const textProblems = (config: Config, transactions: readonly AnyTransaction[], languages: TextLanguages): string[] => {
  const common = { brand: config.brand, origin: config.issuer };
  const fits = (text: Parameters<typeof compose>[0]): boolean => {
    try {
      return compose(text, languages) instanceof Secret;
    } catch {
      return false;
    }
  };
  return config.languages.flatMap((lang) => [
    ...transactions
      .filter(({ type }) => !fits({ ...common, lang, delivery: 'link', type, code: longestCode }))
      .map(({ type }) => `the text for ${type} in ${lang} does not fit one message; shorten the type, brand or host`),
    ...(fits({ ...common, lang, delivery: 'voice', digits })
      ? []
      : [`the text with the digits in ${lang} is too long`]),
  ]);
};

/** What each room needs of the languages, made once. */
export type Taught = {
  readonly transactions: readonly AnyTransaction[];
  readonly page: Readonly<Record<string, PageLanguage>>;
  readonly text: TextLanguages;
};

/**
 * Joins the languages of an installation with its transactions and teaches them to the rooms that speak.
 * @throws ConfigError naming every word that is missing in a language the settings speak, and every text that does not fit.
 */
export const teach = (
  config: Config,
  given: readonly AnyTransaction[],
  languages: readonly Language[] = [],
): Taught => {
  for (const language of languages) learn(language.lang, language);
  const transactions = given.map((transaction) => {
    const also = languages.map(({ lang, transactions: words }) => [lang, words[transaction.type]] as const);
    const known = Object.fromEntries(also.filter(([, words]) => words !== undefined)) as Record<string, Words>;
    return { ...transaction, words: { ...known, ...transaction.words } };
  });
  const text = Object.fromEntries(languages.map(({ lang, text: words }) => [lang, words]));
  const spoken = new Set(['en', 'es', ...languages.map(({ lang }) => lang)]);
  const problems = [
    ...config.languages
      .filter((lang) => !spoken.has(lang))
      .map((lang) => `VOICEGRANT_LANGUAGES has ${lang}, and nothing brings its words`),
    ...transactions.flatMap(({ type, words }) =>
      config.languages
        .filter((lang) => words[lang] === undefined)
        .map((lang) => `${type} has no words in ${lang}; add them, or take ${lang} out of VOICEGRANT_LANGUAGES`),
    ),
    ...textProblems(config, transactions, text),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const page = Object.fromEntries(
    languages.map(({ lang, page: words, direction }) => [
      lang,
      { words, ...(direction === undefined ? {} : { direction }) },
    ]),
  );
  return { transactions, page, text };
};

/** The transactions as the conversation offers them. */
export const offersOf = (transactions: readonly AnyTransaction[]): ConversationPolicy['offers'] =>
  transactions.map(({ type, words }) => ({
    type,
    words: Object.fromEntries(Object.entries(words).map(([lang, { offer, asks }]) => [lang, { offer, asks }])),
  }));
