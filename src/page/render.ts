import { escaped } from './escape.ts';
import { fieldHtml } from './form-html.ts';
import type { CheckedField, PageData, PageField, PageTransaction } from './page-data.ts';
import type { PageWords } from './words/words.ts';

/** Words that only some kinds of field, or only the page without a link, ever say. */
const kindOfWords: Readonly<Partial<Record<keyof PageWords, readonly (PageField['kind'] | 'home')[]>>> = {
  date: ['date'],
  date_none: ['date'],
  date_past: ['date'],
  choose_one: ['choice'],
  number: ['number'],
  least: ['number'],
  most: ['number'],
  email: ['email'],
  iban: ['iban'],
  home_title: ['home'],
  home_intro: ['home'],
  home_digits: ['home'],
  home_few: ['home'],
  home_wrong: ['home'],
  // These are in the HTML already.
  choose: [],
  optional: [],
  day: [],
  month: [],
  year: [],
  calendar: [],
  late: [],
  no_script: [],
  no_script_title: [],
};

const wordsFor = ({ words, transaction }: PageData<PageField>): Partial<PageWords> => {
  const has = new Set<string>(transaction ? transaction.fields.map(({ kind }) => kind) : ['home']);
  const said = ([name]: [string, unknown]): boolean =>
    kindOfWords[name as keyof PageWords]?.some((kind) => has.has(kind)) ?? true;
  return Object.fromEntries(Object.entries(words).filter(said));
};

/** A transaction without what its drawn form says already. */
const toldOf = (transaction: PageTransaction | undefined): PageTransaction<CheckedField> | undefined =>
  transaction && {
    ...transaction,
    fields: transaction.fields.map(({ hint: _, options: __, autocomplete: ___, ...told }) => told),
  };

/** The one response of a page: what it says before the script runs, what the script is told, the script itself. */
export const renderPage = (
  data: PageData<PageField>,
  parts: { style: string; script: string; logo?: string },
): string => {
  const { words } = data;
  const title = data.transaction?.title ?? words.home_title;
  // "<" inside JSON could end the element early.
  const json = JSON.stringify({ ...data, words: wordsFor(data), transaction: toldOf(data.transaction) }).replace(
    /</g,
    '\\u003c',
  );
  return [
    `<!doctype html><html lang="${escaped(data.lang)}"${data.direction === 'rtl' ? ' dir="rtl"' : ''}><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content">`,
    `<meta name="format-detection" content="telephone=no">`,
    `<title>${escaped(`${title} · ${data.brand}`)}</title><style>${parts.style}</style></head><body>`,
    parts.logo === undefined ? '' : `<div class="logo">${parts.logo}</div>`,
    `<header><span class="dot" aria-hidden="true"></span><span class="call">${escaped(data.brand)}</span></header>`,
    `<main><h1>${escaped(title)}</h1><p class="late">${escaped(words.late)}</p>`,
    `<noscript><h2>${escaped(words.no_script_title)}</h2><p>${escaped(words.no_script)}</p></noscript></main>`,
    data.transaction
      ? `<template>${data.transaction.fields.map((field) => fieldHtml(field, words)).join('')}</template>`
      : '',
    `<script id="data" type="application/json">${json}</script><script>${parts.script}</script></body></html>`,
  ].join('');
};
