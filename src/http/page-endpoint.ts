import { WireError } from '#core';
import type { Page, Pages } from '#page';
import type { Endpoint } from './endpoint.ts';

/** `?lang=es` or the short `?es` of the text's link; otherwise what the browser prefers; otherwise the first language. */
const languageOf = (request: Request, { langs }: Pages, fallback: string): string => {
  const query = new URL(request.url).searchParams;
  const asked = query.get('lang') ?? langs.find((lang) => query.has(lang)) ?? '';
  if (langs.includes(asked)) return asked;
  const preferred = /^[a-z]{2,3}\b/i.exec(request.headers.get('accept-language') ?? '')?.[0].toLowerCase() ?? '';
  return langs.includes(preferred) ? preferred : fallback;
};

const answer = (request: Request, page: Page): Response => {
  const { body, headers } = page.encoded(request.headers.get('accept-encoding') ?? undefined);
  return new Response(body, { headers });
};

/** `GET /{type}` and `GET /`: the caller's page. Inert: the same bytes for everyone, nothing looked up, nothing spent (R-A4). */
export const createPageEndpoints = (
  pages: Pages,
  fallback: string,
): Record<'page' | 'home' | 'icon', Endpoint> & {
  /** The page of a transaction in the call's language, or whichever there is, to a browser that comes back from elsewhere. */
  show(request: Request, type: string | null, lang: string | null): Response;
} => ({
  page(request, info) {
    // The text's link names the call's language only when it is not English; a bare link is English whatever the browser is.
    const lang = new URL(request.url).search === '' ? 'en' : languageOf(request, pages, fallback);
    const page = pages.page(info.params.type ?? '', lang);
    if (page == null) throw new WireError('not_found', 'no such page');
    return answer(request, page);
  },
  /** Browsers ask for it unbidden; the page has none. */
  icon: () => new Response(null, { status: 204 }),
  show: (request, type, lang) =>
    answer(
      request,
      pages.page(type ?? '', lang ?? fallback) ?? pages.any(lang ?? languageOf(request, pages, fallback)),
    ),
  home: (request) => answer(request, pages.home(languageOf(request, pages, fallback))),
});
