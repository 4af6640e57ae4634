/**
 * What is left of a sentence when case, accents and punctuation do not matter: lower-case words and single spaces. One
 * file is played in development and against the real thing, so `https://` and `http://` are the same words.
 */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/\bhttps:\/\//g, 'http://')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The pieces between the asterisks, plain; empty ones left out. */
const piecesOf = (pattern: string): string[] =>
  pattern
    .split('*')
    .map(plain)
    .filter((piece) => piece !== '');

/**
 * Looks for `pattern` in sentences, which are read as one stream. Answers where in the stream of plain sentences the
 * match ends, or null. `after` is where to begin. A pattern of asterisks alone is met by any sentence.
 */
export const find = (pattern: string, sentences: readonly string[], after = 0): number | null => {
  const stream = streamOf(sentences);
  const pieces = piecesOf(pattern);
  if (pieces.length === 0) {
    const next = /[^\s][^\n]*/.exec(stream.slice(after));
    return next === null ? null : after + next.index + next[0].length;
  }
  // A sentence's end counts as a space, so that a pattern may run over it.
  const words = stream.replaceAll('\n', ' ');
  let end = after;
  for (const piece of pieces) {
    const at = words.indexOf(piece, end);
    if (at < 0) return null;
    end = at + piece.length;
  }
  return end;
};

/** The stream that {@link find} reads: plain sentences, one a line. */
export const streamOf = (sentences: readonly string[]): string => sentences.map(plain).filter(Boolean).join('\n');

/** Is every word of `what` among the words of the values, in any order? `*` stands for any rest of a word. */
export const hasWords = (what: string, values: readonly string[]): boolean => {
  const present = values.flatMap((value) => plain(value).split(' '));
  const wanted = what.split(/\s+/).flatMap((word) => {
    const shape = word.split('*').map(plain).join('*');
    return shape.replaceAll('*', '') === '' ? [] : shape.split(' ');
  });
  return wanted.every((word) => {
    const shape = new RegExp(`^${word.split('*').join('.*')}$`, 'u');
    return present.some((candidate) => shape.test(candidate));
  });
};
