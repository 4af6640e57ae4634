import type { Lang } from '#call';
import type { Secret } from '#core';
import { localeOf } from './languages.ts';
import type { Fill } from './locale/locale.ts';
import type { Prompt, SpeakingContext } from './types.ts';

/** Single digits with a pause in the middle, so that every voice reads them one by one: `4 8 2, 1 9 3`. */
const apart = (digits: string): string => {
  const half = Math.ceil(digits.length / 2);
  const spaced = (part: string) => [...part].join(' ');
  return digits.length > 4 ? `${spaced(digits.slice(0, half))}, ${spaced(digits.slice(half))}` : spaced(digits);
};

/** Long numbers in a read-back, such as an IBAN, sign by sign in fours: a caller cannot check what is read as millions. */
const spelled = (sentence: string): string =>
  sentence.replace(/\b(?=(?:[A-Z]*\d){5})[A-Z0-9]{8,}\b/g, (number) =>
    (number.match(/.{1,4}/g) ?? []).map((four) => [...four].join(' ')).join(', '),
  );

const opened = (secret: Secret | undefined, as: (text: string) => string): string | null =>
  secret === undefined ? null : as(secret.reveal());

/**
 * The words of these prompts, in order. A sentence whose secret is not at hand any more (the six digits of a dead grant,
 * a read-back that is gone) is left out rather than said with a hole in it. Never throws. What it answers may hold the
 * six digits, the page code and personal details: it is for the voice alone.
 */
export const speak = (lang: Lang, prompts: readonly Prompt[], context: SpeakingContext): string[] => {
  const locale = localeOf(lang);
  return prompts.flatMap((prompt) => {
    const fill: Fill = {
      brand: context.brand,
      host: context.host,
      digits: opened(context.digits, apart),
      pageCode: opened(context.pageCode, apart),
      readback: opened(context.readback, spelled),
      done: opened(context.done, (text) => text.replace(/[.\s]+$/, '')),
      ending: [...String(prompt.values?.ending ?? '')].join(' '),
      left: Number(prompt.values?.left ?? 0),
      length: Number(prompt.values?.length ?? 0),
      byVoice: prompt.values?.delivery === 'voice',
      offers: Object.entries(prompt.values ?? {}).flatMap(([key, offer]) =>
        /^\d+$/.test(key) ? [{ key, offer: String(offer) }] : [],
      ),
    };
    const words = locale[prompt.id];
    const sentence = typeof words === 'string' ? words : words(fill);
    return sentence === null ? [] : [sentence];
  });
};
