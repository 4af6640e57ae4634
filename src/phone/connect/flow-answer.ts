import type { Lang } from '#call';
import type { Expect } from '#conversation';
import { type Place, placeText } from './flow-event.ts';
import type { LineTurn, PinBy } from './ports.ts';

/** What the flow does next; its `Compare` block branches on this word. */
export type Move = 'speak' | 'greet' | 'listen' | 'wait' | 'keypad' | 'voice_en' | 'voice_es' | 'transfer' | 'end';

/**
 * What the flow's Lambda answers: flat, every value a string, as Connect's STRING_MAP takes it. `say` may hold the six
 * digits and personal details: it is for a prompt of a flow whose logging is off, and for nothing else.
 */
export type FlowAnswer = {
  readonly do: Move;
  readonly status: Expect['next'];
  readonly say: string;
  /** To be sent back with the next request. */
  readonly next: string;
  readonly language: Lang;
  readonly listen_ms: string;
  readonly max_digits: string;
};

/** Longest part said in one go, so that the heartbeat after it comes within the lease: about 15 seconds of speech. */
const longestPart = 220;
/** In the wait loop the flow listens this long before it comes back. */
const waitListenMs = 8000;
const mostKeys = 12;

/** Sentences in parts of a bearable length; a sentence is never cut. */
export const partsOf = (say: readonly string[]): string[] => {
  const parts: string[] = [];
  for (const sentence of say) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length < longestPart)
      parts[parts.length - 1] = `${last} ${sentence}`;
    else parts.push(sentence);
  }
  return parts;
};

type Standing = {
  readonly turn: LineTurn;
  readonly place: Place;
  /** No grant has been made on this call, so nothing said can be private and the caller may talk over it. */
  readonly open: boolean;
  readonly pinBy: PinBy;
};

const afterWords = ({ turn, pinBy }: Standing): Move => {
  if (turn.expect.next === 'listening') return turn.expect.secret && pinBy === 'encrypted' ? 'keypad' : 'listen';
  if (turn.expect.next === 'waiting') return 'wait';
  return turn.expect.next === 'transferred' ? 'transfer' : 'end';
};

/** The flow's next move from where it stands in this turn's words. */
export const answerFor = (standing: Standing): FlowAnswer => {
  const { turn, place, open } = standing;
  const { expect } = turn;
  const parts = partsOf(turn.say);
  const last = afterWords(standing);
  const give = (move: Move, say: string, part: number): FlowAnswer => ({
    do: move,
    status: expect.next,
    say,
    next: placeText({ turn: turn.number, part, lang: turn.lang }),
    language: turn.lang,
    listen_ms: String(last === 'wait' ? waitListenMs : Math.max(1, expect.seconds) * 1000),
    max_digits: String(expect.maxDigits > 0 ? expect.maxDigits : mostKeys),
  });
  if (place.lang !== turn.lang) return give(turn.lang === 'es' ? 'voice_es' : 'voice_en', '', place.part);
  // The block that takes the PIN cannot be without words.
  if (place.part >= parts.length) return give(last, last === 'keypad' ? parts.join(' ') : '', parts.length);
  // What is asked with nothing private in it is said by the block that listens, so that it can be talked over.
  if (open && (last === 'listen' || last === 'keypad'))
    return give(last === 'listen' ? 'greet' : last, parts.slice(place.part).join(' '), parts.length);
  return give('speak', parts[place.part] ?? '', place.part + 1);
};
