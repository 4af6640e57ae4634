import { find, plain, streamOf } from './match.ts';

const numerals: Readonly<Record<string, string>> = {
  ...{
    zero: '0',
    oh: '0',
    one: '1',
    two: '2',
    three: '3',
    four: '4',
    five: '5',
    six: '6',
    seven: '7',
    eight: '8',
    nine: '9',
  },
  ...{
    cero: '0',
    uno: '1',
    dos: '2',
    tres: '3',
    cuatro: '4',
    cinco: '5',
    seis: '6',
    siete: '7',
    ocho: '8',
    nueve: '9',
  },
};

/**
 * Digit groups of a sentence, as an ear takes them: digits and number words that follow each other without another word
 * between. A single number word is a word ("the six digits"), not a digit, unless a digit stands beside it.
 */
export const digitRuns = (sentence: string): string[] => {
  const runs: string[] = [];
  let run = '';
  for (const word of [...plain(sentence).split(' '), '']) {
    const digits = /^\d+$/.test(word) ? word : numerals[word];
    if (digits !== undefined) run += digits;
    else if (run !== '') {
      runs.push(run);
      run = '';
    }
  }
  return runs;
};

/**
 * The newest run of exactly `length` digits in the sentences, or null. Groups may be parted by full stops ("4 8 2. 1 9
 * 3."), and the same digits said twice in a row count once.
 */
export const lastDigits = (sentences: readonly string[], length: number): string | null => {
  for (const sentence of sentences.toReversed()) {
    const apart = sentence.split(/[.:;!?]+/).flatMap(digitRuns);
    for (const run of [...digitRuns(sentence), ...apart].toReversed()) {
      const once = run.slice(0, length);
      if (run.length >= length && once.repeat(run.length / length) === run) return once;
    }
  }
  return null;
};

/**
 * What the bot has said in this call, with a place up to which it has been accounted for. An expectation is looked for
 * after that place; a step of the caller on the phone moves the place to the end, because what was said before can no
 * longer be what is said next.
 */
export const createHeard = () => {
  const sentences: string[] = [];
  let accounted = 0;
  let first = 0;
  return {
    all: sentences as readonly string[],
    add(said: readonly string[]): void {
      sentences.push(...said);
    },
    /** Does what was said since contain this? If so it is accounted for. */
    meet(pattern: string): boolean {
      const end = find(pattern, sentences, accounted);
      if (end === null) return false;
      accounted = end;
      return true;
    },
    /** The caller goes on: what has been said until now is past. */
    pass(): void {
      accounted = streamOf(sentences).length;
      first = sentences.length;
    },
    /** What the bot has said since the caller's last step. */
    sinceStep(): readonly string[] {
      return sentences.slice(first);
    },
  };
};

export type Heard = ReturnType<typeof createHeard>;
