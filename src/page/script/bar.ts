import { h, say } from './element.ts';
import { told, words } from './told.ts';

const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
const call = h('span', { class: 'call' }, told.brand);
const time = h('span', { class: 'time' });
const notice = h('p', { class: 'notice', role: 'status' });
const quiet = h('p', { class: 'unseen', role: 'status' });

/** Fills the line at the top of the page that shows the call and the time, and the two places for news below it. */
export const drawShell = (): void => {
  const bar = document.querySelector('header');
  bar?.replaceChildren(dot, call, time);
  bar?.after(notice, quiet);
};

/** Shows a sentence under the line until it is replaced by an empty one; announced. */
export const tell = (sentence: string): void => {
  if (notice.textContent !== sentence) notice.textContent = sentence;
};

/** Says something to a screen reader only. */
export const announce = (sentence: string): void => {
  quiet.textContent = sentence;
};

/** Shows whether the call is live, and what is left of the time; `secondsLeft` is absent when nothing runs out any more. */
export const drawCall = (live: boolean, secondsLeft?: number): void => {
  dot.classList.toggle('live', live);
  call.textContent = live ? say(words.on_call, { brand: told.brand }) : words.call_over;
  const n = Math.ceil((secondsLeft ?? 0) / 60);
  const before = time.textContent;
  time.textContent =
    secondsLeft === undefined
      ? ''
      : secondsLeft < 60
        ? words.seconds_left
        : say(n === 1 ? words.minute_left : words.minutes_left, { n });
  if (time.textContent === words.seconds_left && before !== words.seconds_left) announce(words.seconds_left);
};
