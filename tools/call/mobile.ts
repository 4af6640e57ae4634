import type { Caller } from './caller.ts';
import { lastDigits } from './heard.ts';
import { find } from './match.ts';
import { CannotDo, type Note, type Ports, type Text, Unmet } from './ports.ts';

const patience = 50;
const pauseMs = 100;

const linkIn = (text: Text): string | null =>
  /https?:\/\/[^\s<>"]+/.exec(text.body)?.[0]?.replace(/[.,;!?)]+$/, '') ?? null;

/** The caller's mobile: the texts that have come since the file began, and what can be read from them. */
export const mobile = async ({ texts, clock, demo }: Ports, note: Note, phone: Caller) => {
  const before = (await texts.to(demo.number)).length;
  let expected = 0;
  let shown = 0;

  const inbox = async () => {
    const all = (await texts.to(demo.number)).slice(before);
    for (const text of all.slice(shown)) note('text', `to ${text.to}: ${text.body}`);
    shown = all.length;
    return all;
  };
  const links = async () => {
    for (let asked = 0; ; asked++) {
      const found = (await inbox()).map(linkIn).filter((link) => link !== null);
      if (found.length > 0 || asked >= patience) return found;
      await clock.pause(pauseMs);
    }
  };

  return {
    /** A text that says this has come since the last one expected, or comes soon. */
    async expect(pattern: string) {
      for (let asked = 0; ; asked++) {
        const all = await inbox();
        const index = all.findIndex((text, at) => at >= expected && find(pattern, [text.body]) !== null);
        if (index >= 0) {
          expected = index + 1;
          return;
        }
        if (asked >= patience) {
          const fresh = all.slice(expected).map((text) => `"${text.body}"`);
          throw new Unmet(fresh.length === 0 ? 'no text came' : `the text said: ${fresh.join(' ')}`);
        }
        await clock.pause(pauseMs);
        await phone.keepAlive();
      }
    },
    /** The link of the newest text, or of the one `back` before it. */
    async link(back: number) {
      const found = await links();
      const link = found.at(-1 - back);
      if (link === undefined)
        throw new CannotDo(back === 0 ? 'no text with a link has come' : 'no text with a link came before');
      return link;
    },
    /** The six digits: from the newest text if it brought them instead of a link, else as the bot said them last. */
    async digits() {
      const newest = (await inbox()).at(-1);
      const texted = newest !== undefined && linkIn(newest) === null ? lastDigits([newest.body], 6) : null;
      const digits = texted ?? lastDigits(phone.heard.all, 6);
      if (digits === null) throw new CannotDo('neither the bot nor a text has given six digits');
      return digits;
    },
    /** The eight digits of the page code, as the bot said them last. */
    async pageCode() {
      const code = lastDigits(phone.heard.all, 8);
      if (code === null) throw new CannotDo('the bot has not said a page code of eight digits');
      return code;
    },
  };
};
