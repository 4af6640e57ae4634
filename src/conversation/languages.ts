import type { Lang } from '#call';
import { en as hearsEn } from './heard/en.ts';
import { es as hearsEs } from './heard/es.ts';
import { plain } from './heard/text.ts';
import type { Vocabulary } from './heard/vocabulary.ts';
import { en as saysEn } from './locale/en.ts';
import { es as saysEs } from './locale/es.ts';
import type { Locale } from './locale/locale.ts';
import type { Offer } from './types.ts';

/** A language on the telephone: every sentence the bot can say, what it understands, and how callers ask for it. */
export type Spoken = { readonly says: Locale; readonly hears: Vocabulary; readonly named: RegExp };

const own: readonly [Lang, Spoken][] = [
  ['en', { says: saysEn, hears: hearsEn, named: /\b(?:english|ingles)\b/ }],
  ['es', { says: saysEs, hears: hearsEs, named: /\b(?:spanish|espanol|castellano)\b/ }],
];
const spoken = new Map<Lang, Spoken>(own);

/**
 * Makes the bot speak another language, from the start of the program on. Those it has are not changed, so that what a
 * test heard is what callers hear. Learning the same language again changes nothing.
 */
export const learn = (lang: Lang, words: Spoken): void => {
  if (!own.some(([code]) => code === lang)) spoken.set(lang, words);
};

/** The words of a language. @throws RangeError for one that nobody has taught: the settings are checked before a call comes. */
const wordsOf = (lang: Lang): Spoken => {
  const words = spoken.get(lang);
  if (words === undefined) throw new RangeError(`no words for the language ${lang}`);
  return words;
};

/** What is understood in a language. @throws RangeError */
export const vocabularyOf = (lang: Lang): Vocabulary => wordsOf(lang).hears;
/** What is said in a language. @throws RangeError */
export const localeOf = (lang: Lang): Locale => wordsOf(lang).says;
/** Every sentence there is, by its name: what a language must have. */
export const sentences: readonly string[] = Object.keys(saysEn);

/** How a transaction is asked for and named in a language; in English where it has no words for it. */
export const offerIn = ({ words }: Offer, lang: Lang): Offer['words'][string] =>
  words[lang] ?? words.en ?? { offer: '', asks: [] };

/** Another language that was asked for by its name, beside English and Spanish, which every language knows as wishes. */
export const languageNamed = (readings: readonly string[], langs: readonly Lang[]): Lang | null =>
  langs.find((lang) => readings.some((reading) => spoken.get(lang)?.named.test(plain(reading)))) ?? null;
