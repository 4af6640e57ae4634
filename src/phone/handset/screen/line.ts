import type { Answer, Input } from './wire.ts';
import { wire } from './wire.ts';

export type LineState = 'idle' | 'listening' | 'waiting' | 'ended' | 'transferred' | 'lost';

/** How soon the phone comes back while the bot waits for the page; the call's lease asks for eight seconds at most. */
const beatMs = 5000;
/** A visitor reads before answering, so a silence counts late here; later still, and the call's lease would lapse. */
const patienceMs = 20_000;

type Told = {
  /** What the bot said, or how the call went on. `caller` is what the caller did before, if anything. */
  readonly answered: (answer: Answer) => void;
  readonly changed: (state: LineState) => void;
  readonly failed: (sentence: string) => void;
};

/** The telephone line: one call at a time, one turn at a time, kept alive while nobody speaks. */
export const createLine = (told: Told) => {
  let state: LineState = 'idle';
  let call = '';
  let last: Answer | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under: Promise<unknown> = Promise.resolve();
  let turns = 0;
  let turnedMs = 0;
  let nudged = false;
  let isPlayed = false;
  /** What was heard in a heartbeat of the line's own, for the player of a call file, who asks turn by turn. */
  let overheard: string[] = [];

  const isLive = () => state === 'listening' || state === 'waiting';
  const become = (next: LineState) => {
    if (state === next) return;
    state = next;
    told.changed(next);
  };
  const rest = () => {
    clearTimeout(timer);
    if (!isLive() || (isPlayed && state === 'listening')) return;
    timer = setTimeout(() => void beat(), state === 'waiting' ? beatMs : patienceMs);
  };
  const take = (answer: Answer): Answer => {
    last = answer;
    turnedMs = performance.now();
    if (state !== 'lost') {
      told.answered(answer);
      become(answer.then);
    }
    rest();
    return answer;
  };

  /** Turns go one after another; a line that was lost or has ended takes none. */
  const turn = (input: Input): Promise<Answer | null> => {
    clearTimeout(timer);
    turns += 1;
    const mine = under.then(async () => {
      try {
        if (!isLive()) return null;
        return take(await wire.turn(call, input));
      } catch (error) {
        told.failed((error as Error).message);
        rest();
        return null;
      } finally {
        turns -= 1;
        if (nudged && turns === 0) nudge();
      }
    });
    under = mine;
    return mine;
  };
  const beat = async () => {
    const answer = await turn({ silence: true });
    if (isPlayed) overheard.push(...(answer?.say ?? []));
  };
  const nudge = () => {
    nudged = turns > 0;
    if (!nudged && state === 'waiting') void beat();
  };

  return {
    state: () => state,
    isLive,
    call: () => call,
    last: () => last,
    turn,
    /** Something has happened on the page: comes back at once, so that the bot can say so. */
    nudge,
    async ring(from: string, lang: string): Promise<Answer> {
      overheard = [];
      const answer = await wire.ring(from, lang);
      call = answer.call_id;
      state = 'idle';
      return take(answer);
    },
    async hangUp() {
      clearTimeout(timer);
      if (!isLive()) return;
      become('ended');
      await wire.hangUp(call);
    },
    /** The line is lost without a word: nothing more is sent, so the call's lease has to lapse. */
    lose() {
      clearTimeout(timer);
      if (isLive()) become('lost');
    },
    /** Hands the timing to the player of a call file, or takes it back. */
    play(on: boolean) {
      isPlayed = on;
      overheard = [];
      rest();
    },
    /** Real milliseconds since the bot last answered. */
    sinceTurnMs: () => performance.now() - turnedMs,
    /** What the bot has said unasked since the player last looked. */
    takeOverheard: () => overheard.splice(0),
  };
};

export type Line = ReturnType<typeof createLine>;
