import { escaped } from './escape.ts';
import { fieldHtml } from './form-html.ts';
import type { PageData, PageTransaction } from './page-data.ts';
import { actionsHtml, homeHtml, loginHtml, refuseHtml, sendHtml, startHtml } from './start-html.ts';
import type { PageWords } from './words/words.ts';

/** The form of a transaction; the account's last figures and the button's words are filled in when they are known. */
const detailsHtml = ({ fields, effect }: PageTransaction, words: PageWords): string =>
  [
    '<form novalidate><p class="account"></p>',
    ...fields.map((field) => fieldHtml(field, words)),
    `<p class="effect">${escaped(effect)}</p>`,
    `${actionsHtml(sendHtml('') + refuseHtml(words.cancel))}</form>`,
  ].join('');

/** The one response of a page: what it says before the script runs, what the script is told, the script itself. */
export const renderPage = (
  data: PageData,
  { style, script, logo, signIn }: { style: string; script: string; logo?: string; signIn: boolean },
): string => {
  const { words, transaction, host, brand } = data;
  const forms = transaction
    ? [startHtml(words, host), detailsHtml(transaction, words), ...(signIn ? [loginHtml(words)] : [])]
    : [homeHtml(words, host, brand)];
  const title = data.transaction?.title ?? words.home_title;
  return [
    `<!doctype html><html lang="${escaped(data.lang)}"${data.direction === 'rtl' ? ' dir="rtl"' : ''}><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content">`,
    `<meta name="format-detection" content="telephone=no">`,
    `<title>${escaped(`${title} · ${data.brand}`)}</title><style>${style}</style></head><body>`,
    logo === undefined ? '' : `<div class="logo">${logo}</div>`,
    `<header><span class="dot" aria-hidden="true"></span><span class="call">${escaped(data.brand)}</span><span class="time"></span></header>`,
    `<p class="notice" role="status"></p><p class="unseen" role="status"></p>`,
    `<main><h1>${escaped(title)}</h1><p class="late">${escaped(words.late)}</p>`,
    `<noscript><h2>${escaped(words.no_script_title)}</h2><p>${escaped(words.no_script)}</p></noscript></main>`,
    ...forms.map((form) => `<template>${form}</template>`),
    `<script>${script}</script></body></html>`,
  ].join('');
};
