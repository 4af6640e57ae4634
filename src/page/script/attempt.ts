import { announce, tell } from './bar.ts';
import { press } from './screens.ts';
import { words } from './told.ts';
import { Lost } from './wire.ts';

/**
 * Is something under way that a button started? Only one thing is at a time. And has a hand touched the page? Until it
 * has, nothing is sent: scanners press buttons by script (R-A4). Only the development handset may frame the page, and
 * plays a caller's part in it.
 */
export const doing = { busy: false, touched: self !== top, onTouch: (): void => undefined };

for (const kind of ['pointerdown', 'keydown', 'click', 'input']) {
  const touch = ({ isTrusted }: Event): void => {
    if (!isTrusted) return;
    doing.touched = true;
    doing.onTouch();
  };
  addEventListener(kind, touch, true);
}

/** Waits, or until the connection is back. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', () => resolve(), { once: true });
  });

/** Tries until there is an answer, saying so meanwhile. */
export const untilAnswered = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let waitMs = 1000; ; waitMs = Math.min(waitMs * 2, 8000)) {
    try {
      const answer = await attempt();
      tell('');
      return answer;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      tell(navigator.onLine ? words.still_sending : words.offline);
      await pause(waitMs);
    }
  }
};

/** What there is to show once the button is itself again. */
export type After = () => void;

/** Runs what a button started: one thing at a time, with words instead of a frozen button. What `work` throws goes to `failed`. */
export const run = async (button: HTMLButtonElement, work: () => Promise<After>, failed: After): Promise<void> => {
  if (doing.busy || !doing.touched) return;
  doing.busy = true;
  const restore = press(button, words.sending);
  announce(words.sending);
  const slow = setTimeout(() => tell(words.still_sending), 5000);
  const after = await work().catch(() => failed);
  clearTimeout(slow);
  tell('');
  doing.busy = false;
  restore();
  announce('');
  after();
};
