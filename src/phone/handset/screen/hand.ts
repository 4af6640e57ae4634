import { plain } from '../../../../tools/call/match.ts';
import { CannotDo, type Screen } from '../../../../tools/call/ports.ts';
import { pause } from './element.ts';
import type { Mobile } from './mobile.ts';
import { wire } from './wire.ts';

/** How long a fresh page or a pressed button may take. */
const patienceMs = 15_000;

/**
 * A hand on the caller's mobile for call files: works the real page in its frame, at a pace an eye can follow. `pace` is
 * 1 for that, 0 for no waiting at all.
 */
export const createHand = (mobile: Mobile, pace: () => number): Screen => {
  let untouched: string | null = null;

  const page = (): Document => {
    const document = mobile.frame()?.contentDocument;
    if (document == null) throw new CannotDo('no page is open');
    return document;
  };
  const until = async (met: () => boolean, what: string) => {
    const deadline = Date.now() + patienceMs;
    while (!met()) {
      if (Date.now() > deadline) throw new CannotDo(what);
      await pause(40);
    }
  };
  const screenUp = () => page().querySelector<HTMLElement>('main')?.dataset['screen'] ?? '';
  const settled = () =>
    until(() => page().querySelector('button[aria-disabled="true"]') === null, 'the page does not answer');

  /** The first touch tells the call that a human is here; the page believes only real fingers, so this one says it. */
  const touch = async (target: HTMLElement) => {
    const code = untouched;
    untouched = null;
    if (code !== null) await wire.opened(code).catch(() => undefined);
    // Scrolling into view would move the handset around the frame as well.
    const view = page().defaultView;
    const { top: before, height: tall } = target.getBoundingClientRect();
    view?.scrollBy(0, before + tall / 2 - view.innerHeight / 2);
    const { left, top, width, height } = target.getBoundingClientRect();
    await mobile.tap(left + Math.min(width / 2, 150), top + height / 2, 320 * pace());
  };
  const press = async (button: HTMLElement) => {
    await touch(button);
    button.click();
    await settled();
  };
  const enter = (field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const type = async (name: string, value: string) => {
    const all = [...page().querySelectorAll<HTMLInputElement>(`main [name="${name}"]`)];
    const first = all[0];
    if (first === undefined) throw new CannotDo(`the screen has no field "${name}"`);
    if (first.type === 'radio' || first.type === 'checkbox') {
      const wanted = first.type === 'radio' ? all.find((each) => each.value === value) : first;
      if (wanted === undefined) throw new CannotDo(`"${name}" has no choice "${value}"`);
      if (wanted.checked !== (first.type === 'radio' || value === 'true')) await press(wanted);
      return;
    }
    await touch(first);
    first.focus({ preventScroll: true });
    const atOnce = pace() === 0 || first.tagName === 'SELECT' || first.closest('.date') !== null;
    for (let length = atOnce ? value.length : 1; length <= value.length; length += 1) {
      enter(first, value.slice(0, length));
      if (!atOnce) await pause(45 * pace());
    }
  };
  const goOn = async () => {
    const button = page().querySelector<HTMLElement>('main button.main');
    if (button === null) throw new CannotDo('the screen has no button to go on');
    await press(button);
  };

  return {
    async open(link) {
      const frame = await mobile.tapLink(link, 500 * pace());
      untouched = /#([\w-]{43})$/.exec(link)?.[1] ?? null;
      await until(() => {
        const document = frame.contentDocument;
        return document?.querySelector('main[data-screen]') != null && document.location.href !== 'about:blank';
      }, 'the page does not open');
    },
    async digits(digits) {
      if (screenUp() !== 'start') throw new CannotDo('the screen asks for no digits');
      await type('digits', digits);
      await goOn();
    },
    async fill(fields) {
      if (screenUp() === 'home') {
        const code = fields.get('code');
        if (code === undefined || fields.size > 1) throw new CannotDo('this page has one field: code');
        await type('digits', code);
        await goOn();
        await until(
          () => mobile.frame()?.contentDocument?.querySelector('main[data-screen="start"]') != null,
          'no answer',
        );
        return;
      }
      for (const [name, value] of fields) await type(name, value);
    },
    async press(button) {
      if (plain(button) === 'add') {
        if (screenUp() !== 'form') throw new CannotDo('no button on the screen sends a form');
        return goOn();
      }
      const buttons = [...page().querySelectorAll<HTMLElement>('main button')];
      // The quiet way out of a form is its last button, whatever its language.
      const found =
        buttons.find((each) => plain(each.innerText).includes(plain(button))) ??
        (plain(button) === 'cancel' ? buttons.at(-1) : undefined);
      if (found === undefined) throw new CannotDo(`no button on the screen says "${button}"`);
      return press(found);
    },
    async sees() {
      const shown = [...page().querySelectorAll<HTMLElement>('header, .notice, main')];
      return shown.flatMap((each) => each.innerText.split('\n')).filter((line) => line.trim() !== '');
    },
  };
};
