import type { PageData } from './page-data.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '');

/** The one response of a page: what it says before the script runs, what the script is told, the script itself. */
export const renderPage = (data: PageData, parts: { style: string; script: string; logo?: string }): string => {
  const { words } = data;
  const title = data.transaction?.title ?? words.home_title;
  // "<" inside JSON could end the element early.
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  return [
    `<!doctype html><html lang="${escaped(data.lang)}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content">`,
    `<meta name="format-detection" content="telephone=no">`,
    `<title>${escaped(`${title} · ${data.brand}`)}</title><style>${parts.style}</style></head><body>`,
    parts.logo === undefined ? '' : `<div class="logo">${parts.logo}</div>`,
    `<header><span class="dot" aria-hidden="true"></span><span class="call">${escaped(data.brand)}</span></header>`,
    `<main><h1>${escaped(title)}</h1><p class="late">${escaped(words.late)}</p>`,
    `<noscript><h2>${escaped(words.no_script_title)}</h2><p>${escaped(words.no_script)}</p></noscript></main>`,
    `<script id="data" type="application/json">${json}</script><script>${parts.script}</script></body></html>`,
  ].join('');
};
