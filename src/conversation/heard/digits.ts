import { wordsOf } from './text.ts';
import type { NumberWords, Vocabulary } from './vocabulary.ts';

/** `bare`: nothing was said but the digits and fillers. */
export type DigitsHeard = { readonly digits: string; readonly bare: boolean };

type Part = { readonly value: number; readonly next: number };

const isSmallNumeral = (word: string | undefined): word is string => word !== undefined && /^\d{1,2}$/.test(word);

/** A number from 0 to 99 at `at`, or null. */
const belowHundred = (words: readonly string[], at: number, say: NumberWords): Part | null => {
  const word = words[at] ?? '';
  if (Object.hasOwn(say.units, word)) return { value: say.units[word] ?? 0, next: at + 1 };
  if (Object.hasOwn(say.teens, word)) return { value: say.teens[word] ?? 0, next: at + 1 };
  if (!Object.hasOwn(say.tens, word)) return null;
  const tens = say.tens[word] ?? 0;
  const joined = words[at + 1] === say.and;
  const unitAt = joined ? at + 2 : at + 1;
  const unit = Object.hasOwn(say.units, words[unitAt] ?? '') ? (say.units[words[unitAt] ?? ''] ?? 0) : 0;
  // Ten takes a unit only by its joining word ("diez y seis"): without it, "diez seis" is 10 and 6.
  return unit > 0 && (tens > 10 || joined) ? { value: tens + unit, next: unitAt + 1 } : { value: tens, next: at + 1 };
};

/** What follows a hundred or a thousand, if it can belong to it: "and five", "twenty-three". */
const rest = (words: readonly string[], at: number, say: NumberWords, below: typeof belowHundred): Part | null => {
  const part = below(words, words[at] === say.and ? at + 1 : at, say);
  return part !== null && part.value > 0 ? part : null;
};

const belowThousand = (words: readonly string[], at: number, say: NumberWords): Part | null => {
  const word = words[at] ?? '';
  if (Object.hasOwn(say.hundreds, word)) {
    const hundreds = say.hundreds[word] ?? 0;
    const more = rest(words, at + 1, say, belowHundred);
    return more === null ? { value: hundreds, next: at + 1 } : { value: hundreds + more.value, next: more.next };
  }
  if (say.hundred === null) return belowHundred(words, at, say);
  const count =
    word === say.hundred
      ? { value: 1, next: at }
      : isSmallNumeral(word) && words[at + 1] === say.hundred
        ? { value: Number(word), next: at + 1 }
        : belowHundred(words, at, say);
  if (count === null || count.value === 0 || words[count.next] !== say.hundred) return count;
  const more = rest(words, count.next + 1, say, belowHundred);
  return more === null
    ? { value: count.value * 100, next: count.next + 1 }
    : { value: count.value * 100 + more.value, next: more.next };
};

const belowMillion = (words: readonly string[], at: number, say: NumberWords): Part | null => {
  const word = words[at] ?? '';
  const count =
    word === say.thousand
      ? { value: 1, next: at }
      : isSmallNumeral(word) && words[at + 1] === say.thousand
        ? { value: Number(word), next: at + 1 }
        : belowThousand(words, at, say);
  if (count === null || count.value === 0 || words[count.next] !== say.thousand) return count;
  const more = rest(words, count.next + 1, say, belowThousand);
  return more === null
    ? { value: count.value * 1000, next: count.next + 1 }
    : { value: count.value * 1000 + more.value, next: more.next };
};

/** One number at `at`, as the digits it stands for; `ambiguous` when it can be cut in two ways, as "one hundred one two". */
const numberAt = (
  words: readonly string[],
  at: number,
  say: NumberWords,
): { digits: string; next: number } | 'ambiguous' | null => {
  const word = words[at] ?? '';
  const times = say.repeats[word];
  if (times !== undefined && Object.hasOwn(say.repeats, word)) {
    const repeated = words[at + 1] ?? '';
    const unit = /^\d$/.test(repeated)
      ? Number(repeated)
      : Object.hasOwn(say.units, repeated)
        ? say.units[repeated]
        : undefined;
    return unit === undefined ? null : { digits: String(unit).repeat(times), next: at + 2 };
  }
  const part = belowMillion(words, at, say);
  if (part === null) return /^[0-9]+$/.test(word) ? { digits: word, next: at + 1 } : null;
  const endsInUnit =
    Object.hasOwn(say.units, words[part.next - 1] ?? '') && !Object.hasOwn(say.tens, words[part.next - 2] ?? '');
  const joined = words[part.next - 2] === say.and;
  const unitFollows = Object.hasOwn(say.units, words[part.next] ?? '') || /^\d$/.test(words[part.next] ?? '');
  if (part.value > 99 && endsInUnit && !joined && unitFollows) return 'ambiguous';
  return { digits: String(part.value), next: part.next };
};

/**
 * The digits in what was heard, said in any usual way: one by one, "double five", "forty-two", "three hundred", as
 * numerals, with fillers. Null when there are none, when other words stand between them (they may then be two numbers),
 * or when they can be read in two ways: asking again is cheaper than a wrong try.
 */
export const digitsHeard = (vocabulary: Vocabulary, heard: string): DigitsHeard | null => {
  const words = wordsOf(heard);
  const say = vocabulary.numbers;
  let digits = '';
  let bare = true;
  let broken = false;
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    const number = numberAt(words, at, say);
    if (number === 'ambiguous') return null;
    if (number !== null) {
      if (broken) return null;
      digits += number.digits;
      at = number.next;
      continue;
    }
    at += 1;
    if (word === ',') continue;
    if (digits !== '' && !broken && Object.hasOwn(say.homophones, word) && numberAt(words, at, say) !== null) {
      digits += String(say.homophones[word]);
      continue;
    }
    if (vocabulary.fillers.has(word)) continue;
    bare = false;
    broken = digits !== '';
  }
  return digits === '' ? null : { digits, bare };
};
