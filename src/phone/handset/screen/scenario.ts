import { parseCall, type Step } from '../../../../tools/call/parse.ts';
import { playCall } from '../../../../tools/call/play.ts';
import type { Ports, Said } from '../../../../tools/call/ports.ts';
import { $, h, pause } from './element.ts';
import type { Phone } from './phone.ts';
import type { Answer, Demo } from './wire.ts';
import { wire } from './wire.ts';

/** Thrown into the player when somebody presses Stop. */
class Stopped extends Error {}

/** Milliseconds before a step, between keys, to read each sentence of the bot; and how much longer than the player's a wait is. */
const paces = {
  calm: { step: 500, key: 60, read: 650, patience: 6 },
  quick: { step: 80, key: 12, read: 120, patience: 2 },
};
export type Pace = keyof typeof paces;

const saidOf = (answer: Answer, before: readonly string[]): Said => ({
  say: [...before, ...answer.say],
  next: answer.then,
  seconds: answer.seconds,
  secret: answer.secret,
});

/** Plays call files on the screen: the same player as in the terminal, through the handset's own keys and the page's own buttons. */
export const createScenario = (parts: {
  readonly demo: Demo;
  readonly phone: Phone;
  readonly screen: Ports['screen'];
  readonly advance: (seconds: number) => Promise<void>;
  /** Which device a step is about, so that a narrow screen can show it. */
  readonly look: (at: 'phone' | 'mobile' | 'journal') => void;
}) => {
  const { demo, phone } = parts;
  const { line } = phone;
  let pace: (typeof paces)[Pace] = paces.calm;
  let stopping = false;
  let playing = false;
  /** The clock was moved, so the line owes the call a sign of life. */
  let moved = false;

  const readTime = (answer: Answer | null) => pause(Math.min(4, answer?.say.length ?? 0) * pace.read);
  const heard = async (answer: Answer | null): Promise<Said> => {
    await readTime(answer);
    const last = answer ?? line.last();
    if (last === null) throw new Error('there is no call');
    const said = saidOf(answer ?? { ...last, say: [] }, line.takeOverheard());
    return line.isLive() || said.next === 'transferred' ? said : { ...said, next: 'ended' };
  };
  const ports: Ports = {
    demo: { id: demo.user_id, pin: demo.pin, number: demo.number, home: new URL('/', location.origin).href },
    line: {
      async dial(from, lang) {
        const answer = await phone.ring(from, lang);
        line.play(true);
        return heard(answer);
      },
      async turn(input) {
        if ('digits' in input) return heard(await phone.keyIn(input.digits, pace.key));
        if ('speech' in input) return heard(await phone.say(input.speech));
        // The line itself comes back whenever the page has moved; asking all the time would only make the bot impatient.
        if (line.state() === 'waiting' && !moved && line.sinceTurnMs() < pace.read * 4) return heard(null);
        moved = false;
        return heard(await line.turn(input));
      },
      async hangUp(how) {
        if (how === 'caller') await line.hangUp();
        else line.lose();
      },
    },
    screen: parts.screen,
    texts: { to: wire.texts },
    record: { changes: () => wire.changes(demo.user_id) },
    clock: {
      now: () => performance.now() / 1000,
      advance(seconds) {
        moved = true;
        return parts.advance(seconds);
      },
      pause: (ms) => pause(ms * pace.patience),
    },
  };

  const mark = (rows: readonly HTMLElement[], at: number, how: 'now' | 'met' | 'unmet') => {
    const row = rows[at];
    if (row === undefined) return;
    row.className = how;
    const sign = row.querySelector('.tick');
    if (sign) sign.textContent = how === 'now' ? '▸' : how === 'met' ? '✓' : '✗';
    if (how === 'now') $('steps').scrollTop = row.offsetTop - 70;
  };
  const placeOf = ({ kind }: Step['action']) =>
    kind.startsWith('page') || kind === 'text' ? 'mobile' : kind === 'account' ? 'journal' : 'phone';

  /** Plays a file from its first step; answers whether every expectation was met, or null when it was stopped. */
  const play = async (text: string, at: Pace): Promise<boolean | null> => {
    const steps = parseCall(text);
    pace = paces[at];
    stopping = false;
    playing = true;
    const rows = steps.map((step) =>
      h('li', {}, h('span', { class: 'tick', 'aria-hidden': 'true' }, '·'), h('code', {}, step.source)),
    );
    $('steps').replaceChildren(...rows);
    $('verdict').textContent = '';
    $('script').hidden = false;
    let now = -1;
    if (line.isLive()) await line.hangUp();
    try {
      const result = await playCall(steps, ports, undefined, async (step) => {
        if (now >= 0) mark(rows, now, 'met');
        if (stopping) throw new Stopped();
        now += 1;
        mark(rows, now, 'now');
        parts.look(placeOf(step.action));
        await pause(pace.step);
      });
      mark(rows, now, result.ok ? 'met' : 'unmet');
      $('verdict').className = result.ok ? 'met' : 'unmet';
      $('verdict').textContent = result.ok
        ? `All ${steps.length} steps went as the file says.`
        : `Line ${result.failure?.line}: ${result.failure?.came}`;
      parts.look('journal');
      return result.ok;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      $('verdict').className = '';
      $('verdict').textContent = 'Stopped. The call is yours.';
      return null;
    } finally {
      playing = false;
      line.play(false);
    }
  };

  return {
    play,
    /** 1 at the calm pace, less at a quicker one. */
    pace: () => (pace === paces.calm ? 1 : 0.2),
    isPlaying: () => playing,
    stop: () => {
      stopping = true;
    },
  };
};

/** Files in which somebody tries what must not succeed. */
export const attackFiles: ReadonlySet<string> = new Set(
  [
    'five-wrong-digits',
    'forwarded-link',
    'hang-up-before-submit',
    'link-after-hang-up',
    'locked-caller',
    'not-my-call',
    'old-link',
    'wrong-pin-three-times',
  ].map((name) => `${name}.call`),
);

/** What a call file is about: its first comment. */
export const titleOf = ({ name, text }: { name: string; text: string }): string =>
  /^#\s*(.+)$/m.exec(text)?.[1] ?? name;
