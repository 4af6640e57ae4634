import type { PageWords } from '../words/words.ts';
import { say } from './element.ts';
import type { Status } from './status.ts';

/** A number as people of its country read it, where that is known; as it was given otherwise. */
export const readable = (number: string): string =>
  number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3').replace(/ /g, '\u00a0');

/** `You called … at …`, with the time as this person's device writes it. */
export const calledAt = (words: PageWords, status: Status): string => {
  if (status.started_at === undefined) return '';
  // No language given: the time looks as it does everywhere else on this device.
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(status.started_at * 1000);
  return status.called_number
    ? say(words.called, { number: readable(status.called_number), time })
    : say(words.called_us, { time });
};
