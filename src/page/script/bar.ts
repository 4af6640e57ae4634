import { say } from './element.ts';
import { words } from './told.ts';

const [dot, call, time, notice, quiet] = document.querySelectorAll<HTMLElement>('header *,[role=status]') as never as [
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
];

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
  call.textContent = live ? words.on_call : words.call_over;
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
