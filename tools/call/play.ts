import { caller } from './caller.ts';
import { hasWords } from './match.ts';
import { mobile } from './mobile.ts';
import type { Action, Placeholder, Step } from './parse.ts';
import { CannotDo, type Event, type Lang, type Note, type Ports, Unmet } from './ports.ts';

/** One step of the file as it was played. `source` is the line as written, placeholders unfilled. */
export type Played = {
  readonly line: number;
  readonly step: string;
  readonly ok: boolean;
  readonly at: number;
  readonly events: readonly Event[];
};

/** Why a file failed: the line, what it expected, and what came instead. */
export type Failure = { readonly line: number; readonly expected: string; readonly came: string };

export type Result = { readonly ok: boolean; readonly steps: readonly Played[]; readonly failure?: Failure };

/** Real time for a screen to show what it should: looks at it this often, with this pause between. */
const looks = 100;
const lookPauseMs = 100;

/**
 * Plays the steps of one call file in order, and stops at the first expectation that is not met. Hangs up at the end if
 * the line is still open. `tell` hears every event as it happens, `next` every step before it is played; throwing in `next`
 * stops the play. Whatever a port throws becomes the failure of the step.
 */
export const playCall = async (
  steps: readonly Step[],
  ports: Ports,
  tell: (event: Event) => void = () => {},
  next: (step: Step) => Promise<void> | void = () => {},
): Promise<Result> => {
  const { clock, screen, record, demo } = ports;
  const begun = clock.now();
  let moved = 0;
  let events: Event[] = [];
  const at = () => Math.round((clock.now() - begun + moved) * 1000) / 1000;
  const note: Note = (who, what) => {
    const event = { at: at(), who, what };
    events.push(event);
    tell(event);
  };

  const phone = caller(ports, note);
  const texts = await mobile(ports, note, phone);
  const changesBefore = (await record.changes()).length;
  let lang: Lang = 'en';
  let from: string | null = demo.number;
  let shown = '';

  const standsFor: Record<Placeholder, () => Promise<string> | string> = {
    number: () => demo.number,
    id: () => demo.id,
    pin: () => demo.pin,
    digits: () => texts.digits(),
    wrong_digits: async () => (await texts.digits()).replace(/\d$/, (last) => String((Number(last) + 1) % 10)),
    link: () => texts.link(0),
    old_link: () => texts.link(1),
    page_code: () => texts.pageCode(),
  };
  const filled = async (words: string): Promise<string> => {
    const parts = await Promise.all(
      words.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : standsFor[part as Placeholder]())),
    );
    return parts.join('');
  };

  const look = async () => {
    const lines = await screen.sees();
    const now = lines.join(' | ');
    if (now !== shown) note('page', `shows: ${now}`);
    shown = now;
    return lines;
  };
  const onScreen = async (what: string, act: () => Promise<void>) => {
    note('page', what);
    await act();
    await look();
    await phone.beat();
  };

  const play = async (action: Action): Promise<void> => {
    switch (action.kind) {
      case 'lang':
        lang = action.lang;
        return;
      case 'from':
        if (phone.live()) throw new CannotDo('the call before is still on the line');
        from = await filled(action.number);
        return;
      case 'bot':
        return phone.expect(await filled(action.pattern));
      case 'keys':
        return phone.keys(await filled(action.keys), action.keys.includes('{pin}'));
      case 'says':
        return phone.says(await filled(action.words), action.words.includes('{pin}'));
      case 'quiet':
        return phone.quiet();
      case 'text':
        return texts.expect(await filled(action.pattern));
      case 'page open': {
        const link = new URL(await filled(action.link), demo.home).href;
        return onScreen(`opens ${link}`, () => screen.open(link));
      }
      case 'page digits': {
        const digits = await filled(action.digits);
        return onScreen(`the caller types ${digits}`, () => screen.digits(digits));
      }
      case 'page fill': {
        const fields = new Map<string, string>();
        for (const [name, value] of action.fields) fields.set(name, await filled(value));
        const typed = [...fields].map(([name, value]) => `${name}: ${value}`).join(', ');
        return onScreen(`the caller fills in ${typed}`, () => screen.fill(fields));
      }
      case 'page press':
        return onScreen(`the caller presses "${action.button}"`, () => screen.press(action.button));
      case 'page signs in':
        return onScreen(`the caller signs in${action.whose === 'caller' ? '' : ` as ${action.whose}`}`, () =>
          screen.signIn === undefined
            ? Promise.reject(new CannotDo('this screen cannot leave the page to sign in'))
            : screen.signIn(action.whose),
        );
      case 'page sees': {
        const pattern = await filled(action.pattern);
        for (let looked = 0; ; looked++) {
          const lines = await look();
          if (phone.matches(pattern, lines)) return;
          if (looked >= looks) throw new Unmet(`the screen shows: ${lines.join(' | ')}`);
          await clock.pause(lookPauseMs);
          await phone.keepAlive();
        }
      }
      case 'account': {
        const changes = (await record.changes()).slice(changesBefore);
        const said = changes.map(({ action: name, input }) => `${name}: ${Object.values(input).join(' ')}`);
        note('account', said.length === 0 ? 'nothing has changed' : said.join(' | '));
        const what = await filled(action.what);
        const found = changes.some(({ input }) => hasWords(what, Object.values(input).map(String)));
        if (found !== action.has) throw new Unmet(said.length === 0 ? 'nothing has changed' : said.join(' | '));
        return;
      }
      case 'wait':
        note('clock', `${action.seconds} s pass`);
        return phone.wait(action.seconds, async (seconds) => {
          await clock.advance(seconds);
          moved += seconds;
        });
      case 'hangs up':
        return phone.hangUp('caller');
      case 'drops':
        return phone.hangUp('dropped');
      case 'ended':
        return phone.expectEnd();
    }
  };

  const needsCall = ({ kind }: Action) => kind !== 'lang' && kind !== 'from' && kind !== 'account' && kind !== 'wait';
  const played: Played[] = [];
  let failure: Failure | undefined;
  for (const step of steps) {
    events = [];
    await next(step);
    const startedAt = at();
    try {
      if (from !== null && needsCall(step.action)) {
        await phone.dial(from, lang);
        from = null;
      }
      await play(step.action);
    } catch (error) {
      const came = error instanceof Unmet ? error.came : error instanceof Error ? error.message : String(error);
      failure = { line: step.line, expected: step.source, came };
    }
    played.push({ line: step.line, step: step.source, ok: failure === undefined, at: startedAt, events });
    if (failure !== undefined) break;
  }
  if (phone.live()) await phone.hangUp('caller').catch(() => {});
  return { ok: failure === undefined, steps: played, ...(failure === undefined ? {} : { failure }) };
};
