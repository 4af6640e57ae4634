import { WireError } from '#core';
import type { Page, Pages } from '#page';
import type { Endpoint } from './endpoint.ts';

type Lang = 'en' | 'es';

/** `?lang=es` or the short `?es` of the text's link; otherwise what the browser prefers; otherwise the first language. */
const languageOf = (request: Request, fallback: Lang): Lang => {
  const query = new URL(request.url).searchParams;
  const asked = query.get('lang') ?? (query.has('es') ? 'es' : null);
  if (asked === 'en' || asked === 'es') return asked;
  const preferred = /^(en|es)\b/i.exec(request.headers.get('accept-language') ?? '')?.[1]?.toLowerCase();
  return preferred === 'en' || preferred === 'es' ? preferred : fallback;
};

const answer = (request: Request, page: Page): Response => {
  const { body, headers } = page.encoded(request.headers.get('accept-encoding') ?? undefined);
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });
};

/** `GET /{type}` and `GET /`: the caller's page. Inert: the same bytes for everyone, nothing looked up, nothing spent (R-A4). */
export const createPageEndpoints = (pages: Pages, fallback: Lang): Record<'page' | 'home' | 'icon', Endpoint> => ({
  page(request, info) {
    // The text's link names the call's language only when it is not English; a bare link is English whatever the browser is.
    const lang = new URL(request.url).search === '' ? 'en' : languageOf(request, fallback);
    const page = pages.page(info.params.type ?? '', lang);
    if (page == null) throw new WireError('not_found', 'no such page');
    return answer(request, page);
  },
  /** Browsers ask for it unbidden; the page has none. */
  icon: () => new Response(null, { status: 204 }),
  home: (request) => answer(request, pages.home(languageOf(request, fallback))),
});
