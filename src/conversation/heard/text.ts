/** A speech result longer than this is noise: a caller's sentence is not. */
const longestHeard = 400;

/**
 * The words of a speech result: lower case, without accents and apostrophes. A comma, full stop or the like becomes the
 * word `,`, because a pause keeps "forty, two" apart from "forty-two". Noise far too long for a sentence has no words.
 */
export const wordsOf = (heard: string): readonly string[] =>
  heard.length > longestHeard
    ? []
    : heard
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/['’‘`´]/g, '')
        .replace(/[,;:.!?¿¡…]+/g, ' , ')
        .replace(/[^\p{L}\p{N},]+/gu, ' ')
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '');

/** The same words as one line, without the pauses. */
export const plain = (heard: string): string =>
  wordsOf(heard)
    .filter((word) => word !== ',')
    .join(' ');

/** A line without the fillers at its ends ("um, … please"); a line of nothing but fillers stays as it is. */
export const trimmed = (line: string, fillers: ReadonlySet<string>): string => {
  const words = line.split(' ');
  const first = words.findIndex((word) => !fillers.has(word));
  const last = words.findLastIndex((word) => !fillers.has(word));
  return first === -1 ? line : words.slice(first, last + 1).join(' ');
};
