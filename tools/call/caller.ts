import { createHeard } from './heard.ts';
import { find } from './match.ts';
import { CannotDo, type Input, type Lang, type Note, type Ports, type Said, Unmet } from './ports.ts';

/** While the bot waits for the screen, the voice side comes by at least this often (DESIGN 4.2). */
const heartbeatSeconds = 8;
/** So much real time may pass between two turns before the line is kept alive by a heartbeat of its own. */
const restlessSeconds = 4;
/** So many silences the caller gives the bot to say what is expected. */
const patience = 20;
/** The first few follow at once; then real time passes, for a server whose chores run every few seconds. */
const pauseMs = (beats: number) => (beats < 5 ? 50 : 300);

const dots = (text: string) => text.replace(/[^#*]/g, '•');

/** The caller with the telephone at the ear: hears, speaks, keys, keeps quiet, and keeps the line alive meanwhile. */
export const caller = ({ line, clock }: Ports, note: Note) => {
  const heard = createHeard();
  let said: Said | null = null;
  let lastTurn = 0;
  let silentSeconds = 0;

  const live = () => said !== null && (said.next === 'listening' || said.next === 'waiting');
  const waiting = () => said?.next === 'waiting';
  const hear = (answer: Said): boolean => {
    said = answer;
    lastTurn = clock.now();
    silentSeconds = 0;
    heard.add(answer.say);
    for (const sentence of answer.say) note('bot', sentence);
    if (answer.next === 'ended') note('bot', '(ends the call)');
    if (answer.next === 'transferred') note('bot', '(puts the caller through to a person)');
    return answer.say.length > 0;
  };
  const silence = async () => hear(await line.turn({ silence: true }));
  const turn = async (input: Input, what: string) => {
    if (!live()) throw new CannotDo(said === null ? 'there is no call' : 'the call has ended');
    heard.pass();
    note('caller', what);
    hear(await line.turn(input));
  };
  const came = () => {
    const since = heard.sinceStep();
    const words =
      since.length === 0 ? 'the bot said nothing' : `the bot said: ${since.map((one) => `"${one}"`).join(' ')}`;
    return live() ? words : `${words} (and the call has ended)`;
  };
  /** Heartbeats until `met`, as long as the bot is in its waiting loop and patience lasts. */
  const until = async (met: () => boolean): Promise<boolean> => {
    for (let beats = 0; !met(); beats++) {
      if (!waiting() || beats >= patience) return false;
      if (beats > 0) await clock.pause(pauseMs(beats));
      await silence();
    }
    return true;
  };

  return {
    heard,
    live,
    /** Is the pattern on these lines? */
    matches: (pattern: string, lines: readonly string[]) => find(pattern, lines) !== null,
    async dial(from: string, lang: Lang) {
      note('caller', `rings, from ${from}`);
      heard.pass();
      hear(await line.dial(from, lang));
    },
    keys(keys: string, secret: boolean) {
      return turn({ digits: keys }, `keys ${secret || said?.secret ? dots(keys) : keys}`);
    },
    says(words: string, secret: boolean) {
      return turn({ speech: words }, secret || said?.secret ? `says ${dots(words)}` : `"${words}"`);
    },
    /** Says nothing until the bot goes on. */
    async quiet() {
      await turn({ silence: true }, '(says nothing)');
      const before = heard.sinceStep().length;
      if (before === 0 && !(await until(() => heard.sinceStep().length > 0)) && live()) throw new Unmet(came());
    },
    /** The bot says this next, or after a few heartbeats. */
    async expect(pattern: string) {
      if (!(await until(() => heard.meet(pattern)))) throw new Unmet(came());
    },
    async expectEnd() {
      if (!(await until(() => !live())) && live()) throw new Unmet(`${came()} and is still on the line`);
    },
    /** One heartbeat, if the bot is waiting for the screen. */
    async beat() {
      if (waiting()) await silence();
    },
    /** A heartbeat only if one is due in real time. */
    async keepAlive() {
      if (waiting() && clock.now() - lastTurn > restlessSeconds) await silence();
    },
    /** Time passes; the phone reports a silence whenever the bot's listening time, or the heartbeat, is up. */
    async wait(seconds: number, advance: (seconds: number) => Promise<void>) {
      let left = seconds;
      while (left > 0) {
        const listens = said !== null && said.seconds > 0 ? said.seconds : heartbeatSeconds;
        const due = waiting() ? Math.min(listens, heartbeatSeconds) : listens;
        const step = Math.min(left, heartbeatSeconds, live() ? Math.max(due - silentSeconds, 0.001) : heartbeatSeconds);
        await advance(step);
        left -= step;
        silentSeconds += step;
        if (live() && silentSeconds >= due) await silence();
      }
    },
    async hangUp(how: 'caller' | 'dropped') {
      if (!live()) throw new CannotDo(said === null ? 'there is no call' : 'the bot has already ended the call');
      said = { ...(said as Said), next: 'ended' };
      note('caller', how === 'caller' ? 'hangs up' : '(the line is lost)');
      await line.hangUp(how);
    },
  };
};

export type Caller = ReturnType<typeof caller>;
