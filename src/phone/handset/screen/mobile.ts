import { $, h, onClick, pause } from './element.ts';
import { textTone } from './sound.ts';
import type { Text } from './wire.ts';
import { wire } from './wire.ts';

/** The first address in a text. */
export const linkIn = (body: string): string | null =>
  /https?:\/\/[^\s<>"]+/.exec(body)?.[0]?.replace(/[.,;!?)]+$/, '') ?? null;

/** The caller's mobile: texts drop in, and their links open the real page in a frame. */
export const createMobile = (parts: {
  readonly number: string;
  readonly nowMs: () => number;
  /** A text has come, or a page was opened. */
  readonly arrived: () => void;
  readonly opened: () => void;
}) => {
  const list = $('texts');
  const banner = $('banner');
  const browser = $('browser');
  let frame: HTMLIFrameElement | null = null;
  let known = -1;
  let hideBanner: ReturnType<typeof setTimeout> | undefined;

  const show = (what: 'texts' | 'browser') => {
    $('messages').hidden = what !== 'texts';
    browser.hidden = what !== 'browser';
    banner.hidden = true;
  };

  /** Opens an address as a tap on it does: a fresh visit, whatever was on the screen before. */
  const open = (link: string): HTMLIFrameElement => {
    frame?.remove();
    const url = new URL(link, location.origin);
    frame = h('iframe', { title: 'The page on the caller’s mobile', src: url.href, allow: '' });
    $('address').textContent = `${url.host}${url.pathname}`;
    $('frame').append(frame);
    show('browser');
    parts.opened();
    return frame;
  };

  const bodyOf = (text: Text): (Node | string)[] => {
    const link = linkIn(text.body);
    if (link === null) return [text.body];
    const [before = '', after = ''] = text.body.split(link);
    const tap = h('a', { href: link }, link);
    tap.addEventListener('click', (event) => {
      event.preventDefault();
      open(link);
    });
    return [before, tap, after];
  };

  const drop = (text: Text) => {
    const at = new Date(parts.nowMs()).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    $('no-texts').hidden = true;
    list.prepend(h('li', {}, h('p', {}, ...bodyOf(text)), h('span', { class: 'at' }, at)));
    $('banner-text').textContent = text.body;
    const link = linkIn(text.body);
    banner.onclick = () => (link === null ? show('texts') : open(link));
    banner.hidden = false;
    clearTimeout(hideBanner);
    hideBanner = setTimeout(() => {
      banner.hidden = true;
    }, 6000);
    textTone();
    parts.arrived();
  };

  /** Fetches what has come. Texts from before this visit are not shown again. */
  const look = async () => {
    const texts = await wire.texts(parts.number);
    const before = known;
    known = texts.length;
    if (before < 0) return;
    for (const text of texts.slice(before)) drop(text);
  };

  onClick('back', () => show('texts'));
  setInterval(() => {
    const now = new Date(parts.nowMs()).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    if ($('mobile-time').textContent !== now) $('mobile-time').textContent = now;
  }, 500);

  return {
    look,
    open,
    frame: () => frame,
    /** A ring on the glass where a finger would touch, `x` and `y` in the frame's own pixels. */
    async tap(x: number, y: number, ms: number) {
      if (ms === 0) return;
      const ring = h('span', { class: 'tap', 'aria-hidden': 'true' });
      ring.style.left = `${x}px`;
      ring.style.top = `${y}px`;
      $('frame').append(ring);
      await pause(ms);
      ring.remove();
    },
    /** Opens a link by a visible tap on its text, when the text is there. */
    async tapLink(link: string, ms: number) {
      const anchor = [...list.querySelectorAll('a')].find((each) => each.href === link);
      if (anchor !== undefined && ms > 0) {
        show('texts');
        anchor.classList.add('down');
        await pause(ms);
        anchor.classList.remove('down');
      }
      return open(link);
    },
  };
};

export type Mobile = ReturnType<typeof createMobile>;
