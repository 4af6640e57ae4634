import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { AnyTransaction } from '#transaction';
import { accentPair } from './contrast.ts';
import { fieldsOf } from './fields.ts';
import { script as homeScript } from './home.built.ts';
import { checkedLogo } from './logo.ts';
import type { PageTransaction } from './page-data.ts';
import { pageHeaders } from './policy.ts';
import { renderPage } from './render.ts';
import { script } from './script.built.ts';
import { styleOf } from './style.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import type { PageWords } from './words/words.ts';

/** The page in a language of your own: its words, and whether they run from right to left. */
export type PageLanguage = { readonly words: PageWords; readonly direction?: 'rtl' };

const own: Readonly<Record<string, PageLanguage>> = { en: { words: en }, es: { words: es } };

/** One ready response. `encoded` answers the body and headers for a request's `Accept-Encoding`; compressed once. */
export type Page = {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  encoded(acceptEncoding: string | undefined): {
    readonly body: Uint8Array<ArrayBuffer>;
    readonly headers: Readonly<Record<string, string>>;
  };
};

/** How the pages look and which transactions they are for. */
export type PageSettings = {
  readonly brand: {
    readonly name: string;
    /** `#rrggbb` with 4.5:1 on white; the one for dark grounds is made from it unless it is given. */
    readonly accent: string | { readonly light: string; readonly dark: string };
    /** An inline `<svg>` of at most 2 KB. */
    readonly logo?: string;
  };
  /** The host people see in their address bar; it is shown beside the digits. */
  readonly host: string;
  readonly transactions: readonly AnyTransaction[];
  /** Languages beside English and Spanish, by their codes. */
  readonly languages?: Readonly<Record<string, PageLanguage>>;
  /** `'self'` lets the development handset show the page in a frame; otherwise nobody may. */
  readonly framedBy?: 'none' | 'self';
  /** Where violation reports go. */
  readonly reportTo?: string;
};

/** The caller's pages. */
export type Pages = {
  /** The page of a transaction; null when there is no such transaction. */
  page(type: string, lang: string): Page | null;
  /** The page where the eight digits of a call without a text link are typed. */
  home(lang: string): Page;
  /** Codes of the languages there are pages in. */
  readonly langs: readonly string[];
};

const pageOf = (html: string, headers: Readonly<Record<string, string>>): Page => {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const encode: Readonly<Record<string, () => Uint8Array<ArrayBuffer>>> = {
    br: () => new Uint8Array(brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })),
    gzip: () => new Uint8Array(gzipSync(html, { level: 9 })),
    identity: () => new TextEncoder().encode(html),
  };
  return {
    html,
    headers,
    encoded: (acceptEncoding) => {
      const accepted = (acceptEncoding ?? '').split(',').filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one));
      const names = accepted.map((one) => one.split(';')[0]?.trim().toLowerCase());
      const name = ['br', 'gzip'].find((one) => names.includes(one)) ?? 'identity';
      const body = kept.get(name) ?? encode[name]!();
      kept.set(name, body);
      return {
        body,
        headers: { ...headers, Vary: 'Accept-Encoding', ...(name === 'identity' ? {} : { 'Content-Encoding': name }) },
      };
    },
  };
};

/**
 * Renders every page once, for each transaction and language. The answers are the same for every caller and every code.
 * @throws RangeError for a colour that cannot be read or a logo that is more than a drawing; TypeError for a transaction
 * whose fields no form can give.
 */
export const createPages = (settings: PageSettings): Pages => {
  const style = styleOf(accentPair(settings.brand.accent));
  const logo = settings.brand.logo === undefined ? {} : { logo: checkedLogo(settings.brand.logo) };
  const { framedBy = 'none', reportTo } = settings;
  const policy = { style, framedBy, ...(reportTo === undefined ? {} : { reportTo }) };
  const languages = { ...settings.languages, ...own };
  const draw = (lang: string, transaction?: PageTransaction): Page => {
    const own = transaction ? script : homeScript;
    const { brand, host } = settings;
    const { words, direction } = languages[lang] ?? { words: en };
    const told = { lang, brand: brand.name, host, words, ...(direction === undefined ? {} : { direction }) };
    const data = { ...told, ...(transaction ? { transaction } : {}) };
    return pageOf(renderPage(data, { style, script: own, ...logo }), {
      ...pageHeaders({ ...policy, script: own }),
      'Content-Language': lang,
    });
  };
  const langs = Object.keys(languages);
  const homes = new Map(langs.map((lang) => [lang, draw(lang)]));
  const pages = new Map<string, Page>();
  for (const transaction of settings.transactions) {
    for (const lang of langs) {
      const { title, question, effect, submit } = transaction.words[lang] ?? transaction.en;
      const fields = fieldsOf(transaction, transaction.words[lang] ?? transaction.en);
      pages.set(
        `${transaction.type} ${lang}`,
        draw(lang, { type: transaction.type, title, question, effect, submit, fields }),
      );
    }
  }
  return {
    page: (type, lang) => pages.get(`${type} ${lang}`) ?? null,
    home: (lang) => homes.get(lang) ?? homes.get('en')!,
    langs,
  };
};
