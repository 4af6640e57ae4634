import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { AnyTransaction } from '#transaction';
import { accentPair } from './contrast.ts';
import { fieldsOf } from './fields.ts';
import { script as homeScript } from './home.built.ts';
import { script as loginScript } from './login.built.ts';
import { checkedLogo } from './logo.ts';
import type { PageData, PageParts, PageTransaction } from './page-data.ts';
import { pageHeaders } from './policy.ts';
import { renderPage } from './render.ts';
import { pieces, script } from './script.built.ts';
import { styleOf } from './style.ts';
import { toldLiteral } from './told.ts';
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
  /** May a caller have to sign in before the digits? */
  readonly signIn?: boolean;
  /** Where violation reports go. */
  readonly reportTo?: string;
};

/** The caller's pages. */
export type Pages = {
  /** The page of a transaction; null when there is no such transaction. */
  page(type: string, lang: string): Page | null;
  /** The page of some transaction: it goes on to the one that its own browser was at. */
  any(lang: string): Page;
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
        headers: { ...headers, ...(name === 'identity' ? {} : { 'Content-Encoding': name }) },
      };
    },
  };
};

/** What a page needs of what not every page needs: its kinds of field, and how it is ended. */
const partsOf = (
  transaction: PageTransaction | undefined,
  confirm: 'page' | 'call',
  { brand, signIn = false }: PageSettings,
): PageParts =>
  new Set([
    ...(transaction ? transaction.fields.map(({ kind }) => kind) : (['home'] as const)),
    confirm,
    ...(brand.logo === undefined ? [] : (['logo'] as const)),
    ...(signIn && transaction ? (['login'] as const) : []),
  ]);

/** The page's one script: what it is told, its kinds of field, and the script that all pages have. */
const scriptFor = (data: PageData, parts: PageParts): string => {
  const kinds = [...parts].map((part) => pieces[part] ?? '').join('');
  return `{const told=${toldLiteral(data, parts)},kinds={};${kinds}${parts.has('home') ? homeScript : parts.has('login') ? loginScript : script}}`;
};

/** What a page may weigh on the wire, its headers included: up to here it comes with the first packets. */
const wireBytes = 10_240;
/** What a server adds to the headers of a page: the status line, HSTS, the length, the date, the connection. */
const serverBytes = 240;

/** A logo is the one thing in a page whose size is the operator's: it must leave room for the rest. */
const refuseTooLarge = (pages: readonly (readonly [name: string, page: Page])[]): void => {
  for (const [name, page] of pages) {
    const { body, headers } = page.encoded('br');
    const lines = Object.entries(headers).reduce((sum, [header, value]) => sum + header.length + value.length + 4, 0);
    const over = body.length + lines + serverBytes - wireBytes;
    if (over > 0) throw new RangeError(`the logo makes the page ${name} ${over} bytes larger than 10 KB`);
  }
};

/**
 * Renders every page once, for each transaction and language. The answers are the same for every caller and every code.
 * @throws RangeError for a colour that cannot be read, or a logo that is more than a drawing or too large; TypeError for a transaction
 * whose fields no form can give.
 */
export const createPages = (settings: PageSettings): Pages => {
  const accent = accentPair(settings.brand.accent);
  const logo = settings.brand.logo === undefined ? {} : { logo: checkedLogo(settings.brand.logo) };
  const { framedBy = 'none', reportTo, brand, host } = settings;
  const languages = { ...settings.languages, ...own };
  const draw = (lang: string, confirm: 'page' | 'call', transaction?: PageTransaction): Page => {
    const parts = partsOf(transaction, confirm, settings);
    const style = styleOf(accent, parts);
    const { words: given, direction } = languages[lang] ?? { words: en };
    const words = { login: en.login!, ...given };
    const told = { lang, brand: brand.name, host, words, ...(direction === undefined ? {} : { direction }) };
    const data = { ...told, ...(transaction ? { transaction } : {}) };
    const script = scriptFor(data, parts);
    return pageOf(
      renderPage(data, { style, script, signIn: parts.has('login'), ...logo }),
      pageHeaders({ framedBy, style, script, ...(reportTo === undefined ? {} : { reportTo }) }),
    );
  };
  const langs = Object.keys(languages);
  const homes = new Map(langs.map((lang) => [lang, draw(lang, 'page')]));
  const pages = new Map<string, Page>();
  for (const transaction of settings.transactions) {
    for (const lang of langs) {
      const { title, question, effect, submit } = transaction.words[lang] ?? transaction.en;
      const fields = fieldsOf(transaction, transaction.words[lang] ?? transaction.en);
      pages.set(
        `${transaction.type} ${lang}`,
        draw(lang, transaction.confirm, { type: transaction.type, title, question, effect, submit, fields }),
      );
    }
  }
  if (brand.logo !== undefined) refuseTooLarge([...pages]);
  return {
    page: (type, lang) => pages.get(`${type} ${lang}`) ?? null,
    any: (lang) => pages.get(`${settings.transactions[0]?.type} ${lang}`) ?? homes.get(lang) ?? homes.get('en')!,
    home: (lang) => homes.get(lang) ?? homes.get('en')!,
    langs,
  };
};
