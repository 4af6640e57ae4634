// In: nothing. Out: the operator's console as one HTML response; what it shows comes by a stream of journals.
// Must never: hold what could change anything, or load a byte from anywhere else.
import { type InlineScreen, inlineScreen } from '#core';
import { markupFor } from './screen/markup.ts';
import { style } from './screen/style.ts';
import { script } from './screen.built.ts';

const title = 'Voicegrant console';
const open = inlineScreen({ title, style, markup: markupFor(false), script });
const guarded = inlineScreen({ title, style, markup: markupFor(true), script });

/** The console's screen, with a way out when there was a way in. */
export const consoleScreen = (login: boolean): InlineScreen => (login ? guarded : open);

/** A screen that only says something, on the way in or out. The words are ours. */
export const consoleNotice = (status: number, news: string, advice: string): Response => {
  const markup = `<header><h1>Voicegrant <span>console</span></h1></header><main><section id="empty"><h2>${news}</h2><p>${advice}</p><p><a href="/console/login">Log in</a></p></section></main>`;
  const { html, headers } = inlineScreen({ title, style, markup });
  return new Response(html, { status, headers });
};
