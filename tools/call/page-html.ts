import { shortNames } from '../../src/page/short-names.built.ts';
import { en } from '../../src/page/words/en.ts';
import { es } from '../../src/page/words/es.ts';
import type { PageWords } from '../../src/page/words/words.ts';

/** What a page says and asks for, read out of its HTML as a person reads it off the screen. */
export type PageData = {
  readonly lang: string;
  readonly brand: string;
  readonly host: string;
  readonly words: PageWords;
  readonly transaction?: {
    readonly type: string;
    readonly title: string;
    readonly question: string;
    readonly effect: string;
    readonly submit: string;
    readonly fields: readonly {
      readonly name: string;
      readonly label: string;
      readonly options: readonly (readonly [value: string, label: string])[];
    }[];
  };
};

type Told = Pick<PageData, 'lang' | 'brand'> & {
  readonly words: Readonly<Record<string, unknown>>;
  readonly transaction?: Omit<NonNullable<PageData['transaction']>, 'effect'>;
};

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (html: string): string => html.replace(/&([\w#]+);/g, (whole, name: string) => signs[name] ?? whole);

/** The literal in the script has bare names; strings are met whole, so that nothing inside one is taken for a name. */
const toldIn = (html: string): Told | null => {
  const literal = /<script>\{const told=(.*?),kinds=\{\};/s.exec(html)?.[1];
  if (literal === undefined) return null;
  const json = literal.replace(/"(?:[^"\\]|\\.)*"|(\w+):/g, (whole, name?: string) =>
    name === undefined ? whole : `"${name}":`,
  );
  return JSON.parse(json) as Told;
};

const longNames = new Map(Object.entries(shortNames).map(([long, short]) => [short, long]));
/** What stands in the drawn forms is not told to the script once more. */
const drawn: Readonly<Partial<Record<keyof PageWords, RegExp>>> = {
  digits: /<label for="digits">(.*?)<\/label>/,
  go_on: /<button class="main">(.+?)<\/button>/,
  not_me: /<button type="button" class="plain">(.*?)<\/button>/,
  again: /<p id="again" hidden>(.*?)<\/p>/,
};

const wordsIn = (told: Told, html: string): Partial<PageWords> => ({
  ...Object.fromEntries(Object.entries(told.words).map(([name, word]) => [longNames.get(name) ?? name, word])),
  ...(told.transaction === undefined
    ? {}
    : Object.fromEntries(
        Object.entries(drawn).flatMap(([name, shape]) => {
          const word = shape.exec(html)?.[1];
          return word === undefined ? [] : [[name, plain(word)]];
        }),
      )),
});

/** Reads a page of ours. @throws Error when it is none. */
export const readPage = (html: string, host: string): PageData => {
  const told = toldIn(html);
  if (told === null) throw new Error('this is not a page of Voicegrant');
  const { lang, brand, transaction } = told;
  const rows = [...html.matchAll(/<input[^>]* name="(\w+)" value="([^"]*)"[^>]*><span>(.*?)<\/span>/g)];
  const optionsOf = (name: string) => {
    const list = new RegExp(`<select[^>]* name="${name}".*?</select>`, 's').exec(html)?.[0] ?? '';
    return [
      ...rows
        .filter(([, of]) => of === name)
        .map(([, , value = '', label = '']) => [plain(value), plain(label)] as const),
      ...[...list.matchAll(/<option value="([^"]+)">([^<]*)/g)].map(
        ([, value = '', label = '']) => [plain(value), plain(label)] as const,
      ),
    ];
  };
  return {
    lang,
    brand,
    host,
    words: { ...(lang === 'es' ? es : en), ...wordsIn(told, html) },
    ...(transaction === undefined
      ? {}
      : {
          transaction: {
            ...transaction,
            effect: plain(/<p class="effect">(.*?)<\/p>/s.exec(html)?.[1] ?? ''),
            fields: transaction.fields.map((field) => ({ ...field, options: optionsOf(field.name) })),
          },
        }),
  };
};
