import { plain, trimmed } from './text.ts';
import type { Vocabulary, Wish } from './vocabulary.ts';

/** A yes to a read-back commits money, so a long sentence with a "yes" somewhere in it is not one. */
const longestYes = 7;

/** The first of the `wanted` wishes in what was heard, the likeliest reading first; null when there is none. */
export const wishHeard = <W extends Wish>(
  vocabulary: Vocabulary,
  readings: readonly string[],
  wanted: readonly W[],
): W | null => {
  for (const reading of readings) {
    const whole = plain(reading);
    const line = trimmed(whole, vocabulary.fillers);
    const wish = wanted.find(
      (candidate) => vocabulary.wishes[candidate].test(line) || vocabulary.wishes[candidate].test(whole),
    );
    if (wish !== undefined) return wish;
  }
  return null;
};

const answerIn = (vocabulary: Vocabulary, reading: string): 'yes' | 'no' | null => {
  const line = plain(reading);
  if (vocabulary.unsure.test(line)) return null;
  const without = line.replace(vocabulary.no, ' ').replace(/\s+/g, ' ').trim();
  const negative = without !== line;
  const positive = vocabulary.yes.test(without) && line.split(' ').length <= longestYes;
  return negative === positive ? null : negative ? 'no' : 'yes';
};

/** A clear yes or a clear no. A yes that another reading of the same sound contradicts is no yes. */
export const answerHeard = (vocabulary: Vocabulary, readings: readonly string[]): 'yes' | 'no' | null => {
  const answers = readings.map((reading) => answerIn(vocabulary, reading));
  const first = answers.find((answer) => answer !== null) ?? null;
  return first === 'yes' && answers.includes('no') ? null : first;
};
