import type { Lang } from '#call';
import { offerIn } from '../languages.ts';
import type { Offer } from '../types.ts';
import { digitsHeard } from './digits.ts';
import { plain, trimmed } from './text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Below this, what was said is too unlike anything on offer. */
const threshold = 0.6;
/** Two transactions closer together than this cannot be told apart. */
const margin = 0.1;

/** Are these two forms of one word: "added" and "add", "añada" and "añadir"? */
const alike = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.startsWith(short) && /^(?:s|d|ed|ing)$/.test(long.slice(short.length))) return true;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const tail = long.length - same;
  return same >= 5 ? tail <= 3 : same === 4 ? tail <= 2 : same === 3 && tail <= 1 && short.length === long.length;
};

const telling = (line: string, vocabulary: Vocabulary): readonly string[] => [
  ...new Set(line.split(' ').filter((word) => word !== '' && !vocabulary.stopWords.has(word))),
];

/** How well what was said covers one way of asking: 1 is all of it and nothing else. */
const likeness = (said: readonly string[], ask: readonly string[]): number => {
  if (said.length === 0 || ask.length === 0) return 0;
  const asked = ask.filter((word) => said.some((other) => alike(word, other))).length;
  const used = said.filter((word) => ask.some((other) => alike(word, other))).length;
  return 0.75 * (asked / ask.length) + 0.25 * (used / said.length);
};

/**
 * How well what was said is made of words that this transaction is asked for with, from whichever way of asking they
 * come: "agregar" from one and "hija" from another. One word alone tells nothing.
 */
const kinship = (said: readonly string[], asks: readonly (readonly string[])[]): number => {
  const known = said.filter((word) => asks.some((ask) => ask.some((other) => alike(word, other)))).length;
  return known < 2 || 2 * known < said.length ? 0 : 0.6 + 0.2 * (known / said.length);
};

const scoreOf = (said: readonly string[], asks: readonly (readonly string[])[]): number =>
  Math.max(0, kinship(said, asks), ...asks.map((ask) => likeness(said, ask)));

/** Finds the transaction whose way of asking is word for word what was said; it outranks every other meaning. */
export const offerAskedFor = (
  offers: readonly Offer[],
  lang: Lang,
  vocabulary: Vocabulary,
  readings: readonly string[],
): Offer | null => {
  for (const reading of readings) {
    const line = trimmed(plain(reading), vocabulary.fillers);
    const found = offers.find((offer) => offerIn(offer, lang).asks.some((ask) => plain(ask) === line));
    if (found !== undefined) return found;
  }
  return null;
};

/**
 * Finds the transaction that what was said is clearly most like, or the one whose number was said ("two", "the second").
 * Null when nothing is like it, or when two are equally so.
 */
export const offerMeant = (
  offers: readonly Offer[],
  lang: Lang,
  vocabulary: Vocabulary,
  readings: readonly string[],
): Offer | null => {
  for (const reading of readings) {
    const line = plain(reading);
    const said = telling(line, vocabulary);
    const scored = offers
      .map((offer) => ({
        offer,
        score: scoreOf(
          said,
          offerIn(offer, lang).asks.map((ask) => telling(plain(ask), vocabulary)),
        ),
      }))
      .sort((a, b) => b.score - a.score);
    const [best, second] = scored;
    if (best !== undefined && best.score >= threshold && best.score - (second?.score ?? 0) >= margin) return best.offer;

    const choice = line.split(' ').filter((word) => !vocabulary.choiceWords.has(word) && !vocabulary.fillers.has(word));
    const ordinal = vocabulary.ordinals[choice[0] ?? ''];
    const counted =
      ordinal !== undefined && (choice.length === 1 || /^(?:one|uno|una)$/.test(choice.slice(1).join(' ')));
    const number = counted ? { digits: String(ordinal), bare: true } : digitsHeard(vocabulary, choice.join(' '));
    const chosen = number?.bare === true && number.digits.length <= 2 ? offers[Number(number.digits) - 1] : undefined;
    if (chosen !== undefined) return chosen;
  }
  return null;
};
