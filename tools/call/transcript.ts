import type { Result } from './play.ts';
import type { Event } from './ports.ts';

const names: Readonly<Record<Event['who'], string>> = {
  caller: 'caller',
  bot: 'bot',
  text: 'text',
  page: 'page',
  account: 'account',
  clock: '~',
};

const timeOf = (at: number): string => {
  const minutes = Math.floor(at / 60);
  return `${minutes}:${(at - minutes * 60).toFixed(1).padStart(4, '0')}`.padStart(8);
};

/** One line of the transcript: time since the first step, who, what. */
export const lineOf = ({ at, who, what }: Event): string => `${timeOf(at)}  ${names[who].padEnd(7)}  ${what}`;

/** The line under a transcript: that all went as expected, or where and how it did not. */
export const verdictOf = (file: string, result: Result): string => {
  const { failure, steps } = result;
  if (failure === undefined) return `ok   ${file}: ${steps.length} steps, every expectation held`;
  return [
    `FAIL ${file}:${failure.line}`,
    `     expected  ${failure.expected}`,
    `     came      ${failure.came.split('\n').join('\n               ')}`,
  ].join('\n');
};
