import { en } from './words/en.ts';
import type { PageWords } from './words/words.ts';

const flat = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${path}${name}`, value]] : flat(value as object, `${path}${name}.`),
  );
const placesIn = (sentence: string): string =>
  [...sentence.matchAll(/\{\w+\}/g)]
    .map(([place]) => place)
    .sort()
    .join();
/** Signs and single words that two languages may well share. */
const mayBeSame = /^[\P{L}]*(?:\p{L}+)?[\P{L}]*$/u;

/** What is wrong with a page's words: missing, left in English, or with other `{…}` places than the English ones. */
export const pageFaults = (words: PageWords): string[] => {
  const given = new Map(flat(words));
  return flat(en).flatMap(([name, english]) => {
    const sentence = given.get(name);
    if (sentence === undefined || (sentence.trim() === '' && english !== '')) return [`${name} is missing`];
    if (words !== en && sentence === english && !mayBeSame.test(english)) return [`${name} is still English`];
    return placesIn(sentence) === placesIn(english) ? [] : [`${name} must hold ${placesIn(english) || 'no place'}`];
  });
};
