/** Characters a voice says in a second, and the extra time of a digit said by itself. */
const charactersPerSecond = 14;
const digitSeconds = 0.35;

/** About how long a voice takes to say this (seconds). */
export const speakingSeconds = (text: string): number =>
  text.length / charactersPerSecond + (text.match(/\d/g)?.length ?? 0) * digitSeconds;

/** A sentence in parts that can be said one after another without a break in the sense. The same sentence, the same parts. */
const partsOf = (sentence: string): string[] =>
  sentence.match(/[^.?!]+[.?!]+(?:\s+|$)|[^.?!]+$/g)?.map((part) => part.trim()) ?? [];

/** How much of what is to be said has been handed over: whole sentences, then parts of the next one. */
export type Place = { readonly sentence: number; readonly part: number };

export const start: Place = { sentence: 0, part: 0 };

/**
 * The next stretch of speech from `place` on, of at most about `seconds` (one part at least), and where to go on after
 * it; `next` null when this is all. A call's lease must be renewed while the bot is still speaking, so what is long is
 * handed over in stretches.
 */
export const stretch = (
  sentences: readonly string[],
  place: Place,
  seconds: number,
): { readonly say: readonly string[]; readonly next: Place | null } => {
  const say: string[] = [];
  let spoken = 0;
  let { sentence, part } = place;
  for (; sentence < sentences.length; sentence += 1, part = 0) {
    const parts = partsOf(sentences[sentence] ?? '');
    const from = part;
    for (; part < parts.length; part += 1) {
      const length = speakingSeconds(parts[part] ?? '');
      if (spoken > 0 && spoken + length > seconds) {
        if (part > from) say.push(parts.slice(from, part).join(' '));
        return { say, next: { sentence, part } };
      }
      spoken += length;
    }
    if (parts.length > from) say.push(parts.slice(from).join(' '));
  }
  return { say, next: null };
};
