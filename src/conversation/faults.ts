import { localeOf, type Spoken, sentences } from './languages.ts';
import type { Fill, Locale } from './locale/locale.ts';
import type { PromptId } from './types.ts';

const sample: Fill = {
  brand: 'Brand',
  host: 'host.example',
  digits: '1 2 3, 4 5 6',
  pageCode: '1 2 3 4, 5 6 7 8',
  readback: 'READBACK',
  done: 'DONE',
  ending: '4 2',
  left: 2,
  length: 8,
  byVoice: false,
  offers: [{ key: '1', offer: 'OFFER' }],
};

const said = (locale: Partial<Locale>, id: PromptId): string | null => {
  const words = locale[id];
  return typeof words === 'function' ? words(sample) : (words ?? null);
};

/** What must be heard in a sentence, whatever the language: a secret or a choice that is left out costs the caller the call. */
const carried: Partial<Record<PromptId, readonly string[]>> = {
  digits: [sample.digits ?? ''],
  digits_only_there: [sample.host],
  page_code: [sample.pageCode ?? '', sample.host],
  readback: ['READBACK'],
  done: ['DONE'],
  intents: ['OFFER', '1'],
};

/** What is wrong with a language on the telephone: sentences missing, left in English, or without what they must carry. */
export const spokenFaults = ({ says, hears, named }: Spoken): string[] => {
  const english = localeOf('en');
  const faults = (sentences as readonly PromptId[]).flatMap((id) => {
    const sentence = said(says, id);
    if (sentence === null || sentence.trim() === '') return [`${id} is missing`];
    if (says !== english && sentence === said(english, id) && id !== 'done') return [`${id} is still English`];
    const lost = (carried[id] ?? []).filter((part) => !sentence.includes(part));
    return lost.map((part) => `${id} does not say ${part}`);
  });
  const digits = new Set(Object.values(hears.numbers.units));
  const deaf = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => !digits.has(digit));
  if (!(named instanceof RegExp)) faults.push('named must be how callers ask for the language');
  return [...faults, ...deaf.map((digit) => `hears no word for ${digit}`)];
};
