import type { PageWords } from '../../src/page/words/words.ts';
import type { PageData } from './page-html.ts';
import type { OfferStatus } from './page-server.ts';

/** What the screen shows now. */
export type Look =
  | { readonly at: 'blank' }
  | { readonly at: 'home'; readonly wrong?: true }
  | { readonly at: 'sign_in' }
  | { readonly at: 'start'; readonly triesLeft?: number }
  | { readonly at: 'form'; readonly ending: string; readonly faults: readonly string[] }
  | { readonly at: 'listen' }
  | { readonly at: 'done'; readonly message: string; readonly reference: string }
  | { readonly at: 'end'; readonly end: string };

type Known = {
  readonly code: string;
  readonly status: OfferStatus | null;
  readonly typed: ReadonlyMap<string, string>;
};

const filled = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** What the button of the form says: with what was typed once that is there, the title before. */
export const submitLabel = ({ transaction }: PageData, typed: ReadonlyMap<string, string>): string => {
  if (transaction === undefined) return '';
  const places = [...transaction.submit.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const shown = places.map((place) => {
    const value = typed.get(place) ?? '';
    const options = transaction.fields.find(({ name }) => name === place)?.options;
    return [place, options?.find(([option]) => option === value)?.[1] ?? value] as const;
  });
  return shown.every(([, value]) => value !== '')
    ? filled(transaction.submit, Object.fromEntries(shown))
    : transaction.title;
};

/** The sentences and labels that can be read on the screen, in the page's own words, from top to bottom. */
export const linesOf = (data: PageData, look: Look, { code, status, typed }: Known): readonly string[] => {
  const { words, transaction } = data;
  const say = (
    name: Exclude<keyof PageWords, 'ends' | 'login'>,
    values: Readonly<Record<string, string | number>> = {},
  ) => filled(words[name], { brand: data.brand, host: data.host, ...values });
  const heard = code.length > 8;
  const left = status?.expires_in ?? 0;
  const minutes = Math.ceil(left / 60);
  const time =
    left < 60 ? say('seconds_left') : minutes === 1 ? say('minute_left') : say('minutes_left', { n: minutes });
  const call = status?.call === undefined ? [] : [say(status.call === 'live' ? 'on_call' : 'call_over')];
  const labelOf = (field: string) => transaction?.fields.find(({ name }) => name === field)?.label ?? field;

  switch (look.at) {
    case 'blank':
      return [];
    case 'home':
      return [
        ...(['home_title', 'home_intro', 'home_digits', 'only_here'] as const).map((name) => say(name)),
        ...(look.wrong === true ? [say('home_wrong')] : []),
        say('go_on'),
      ];
    case 'sign_in': {
      const { why = '', other = '', button = '' } = words.login ?? {};
      return [
        ...call,
        time,
        transaction?.title ?? '',
        status?.sign_in === 'needed' ? why : other,
        button,
        say('not_me'),
      ];
    }
    case 'start':
      return [
        ...call,
        time,
        transaction?.title ?? '',
        ...(status?.state === 'redeemed' ? [say(heard ? 'again' : 'again_text')] : []),
        say(heard ? 'digits' : 'digits_text'),
        ...(look.triesLeft === undefined
          ? []
          : [
              look.triesLeft === 1 ? say('digits_wrong_last') : say('digits_wrong', { n: look.triesLeft }),
              say(heard ? 'repeat' : 'repeat_text'),
            ]),
        say('only_here'),
        say('go_on'),
        say('not_me'),
      ];
    case 'form':
      return [
        ...call,
        time,
        transaction?.question ?? '',
        ...(look.ending === '' ? [] : [say('account', { ending: look.ending })]),
        ...(transaction?.fields ?? []).map(({ label }) => label),
        ...look.faults.map((field) => say('bad', { label: labelOf(field) })),
        transaction?.effect ?? '',
        submitLabel(data, typed),
        say('cancel'),
      ];
    case 'listen':
      return [...call, time, say('waiting_title'), say('waiting'), say('cancel')];
    case 'done':
      return [
        ...call,
        look.message,
        say('reference', { reference: look.reference }),
        say(status?.call === 'ended' ? 'done_over' : 'done_back'),
        say('close'),
      ];
    case 'end':
      return [...call, ...((words.ends as Readonly<Record<string, readonly string[]>>)[look.end] ?? [look.end])];
  }
};
