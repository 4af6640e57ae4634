import { Secret } from '#core';
import { septets } from './gsm7.ts';

/** What goes into a text. `brand` and `host` are settings; nothing a caller said ever does (threat T-49). */
export type Composition = {
  readonly brand: string;
  /** Origin of the page, such as `https://acme.example`. */
  readonly origin: string;
  readonly lang: string;
} & (
  | { readonly delivery: 'link'; readonly type: string; readonly code: Secret }
  | { readonly delivery: 'voice'; readonly digits: Secret }
);

/** The words of a text in one language, from the most to the least helpful; the first that leaves one segment is taken. */
export type TextWords = {
  readonly link: readonly ((brand: string, url: string) => string)[];
  readonly digits: readonly ((brand: string, digits: string, host: string) => string)[];
};
/** Words of languages beside English and Spanish, by their codes. */
export type TextLanguages = Readonly<Record<string, TextWords>>;

const en: TextWords = {
  link: [
    (brand, url) => `${brand}: you are on the phone with us. Finish here: ${url} Not you? Do not open it.`,
    (brand, url) => `${brand}: you are calling us. Finish here: ${url} Not you? Ignore this.`,
    (brand, url) => `${brand}: for the call you are on: ${url}`,
    (brand, url) => `${brand}, your call: ${url}`,
  ],
  digits: [
    (brand, digits, host) =>
      `${brand}: your six digits are ${digits}. Type them only at ${host}, only while you are calling us. Never say them to anyone.`,
    (brand, digits, host) =>
      `${brand}: ${digits}. Type it only at ${host} while you are calling us. Never say it to anyone.`,
  ],
};

const es: TextWords = {
  link: [
    (brand, url) => `${brand}: esta al telefono con nosotros. Termine aqui: ${url} ¿No es usted? No lo abra.`,
    (brand, url) => `${brand}: nos esta llamando. Termine aqui: ${url} ¿No es usted? Ignorelo.`,
    (brand, url) => `${brand}: para su llamada: ${url}`,
    (brand, url) => `${brand}, su llamada: ${url}`,
  ],
  digits: [
    (brand, digits, host) =>
      `${brand}: sus seis cifras son ${digits}. Escribalas solo en ${host} mientras nos llama. No las diga a nadie.`,
    (brand, digits, host) => `${brand}: ${digits}. Escribalo solo en ${host} mientras nos llama. No lo diga a nadie.`,
  ],
};

/** The address of the page of a transaction, with the code in the fragment, which no server ever sees (R-A4). */
export const linkOf = (origin: string, type: string, lang: string, code: Secret): string =>
  `${origin}/${type}${lang === 'en' ? '' : `?${lang}`}#${code.reveal()}`;

/**
 * The body of a text: one GSM-7 segment, always. Says whose it is and that it belongs to a call going on now.
 * @throws RangeError when brand and host leave no room for one segment, or hold a character a text cannot carry.
 */
export const compose = (text: Composition, languages: TextLanguages = {}): Secret => {
  const { link, digits } = { ...languages, en, es }[text.lang] ?? en;
  const bodies =
    text.delivery === 'link'
      ? link.map((words) => words(text.brand, linkOf(text.origin, text.type, text.lang, text.code)))
      : digits.map((words) => words(text.brand, text.digits.reveal(), text.origin.replace(/^https?:\/\//, '')));
  for (const body of bodies) {
    const count = septets(body);
    if (count !== null && count <= 160) return new Secret(body);
  }
  throw new RangeError('brand name and host are too long, or hold a character that a text message cannot carry');
};
