// Why this exists: the pages lie prerendered in a bucket, one for each transaction and language, and somebody has to choose.
// A CloudFront function does, at the edge, by the same rules as the server's own page endpoint. It sees no code: a link's code
// is in the fragment, which no browser sends.

/** Where a page lies in the bucket. */
export const pageKey = (page: string, lang: 'en' | 'es'): string => `pages/${lang}/${page}.html`;

/** The name of the page where a page code is typed; no transaction can have it, because of the dash. */
export const homePage = 'home-page';

/** The source of the function (runtime cloudfront-js-2.0), for these transactions. */
export const pagesFunction = (
  types: readonly string[],
  firstLang: 'en' | 'es',
): string => `var pages = ${JSON.stringify(types)};
function language(request, fallback) {
  var asked = request.querystring.lang ? request.querystring.lang.value : request.querystring.es ? 'es' : '';
  if (asked === 'en' || asked === 'es') return asked;
  var header = request.headers['accept-language'];
  var preferred = header ? /^(en|es)\\b/i.exec(header.value) : null;
  return preferred ? preferred[1].toLowerCase() : fallback;
}
function handler(event) {
  var request = event.request;
  var name = request.uri.slice(1);
  var isHome = name === '';
  if (!isHome && pages.indexOf(name) < 0) return { statusCode: 404, statusDescription: 'Not Found' };
  var isBare = Object.keys(request.querystring).length === 0;
  var lang = !isHome && isBare ? 'en' : language(request, '${firstLang}');
  request.uri = '/pages/' + lang + '/' + (isHome ? '${homePage}' : name) + '.html';
  request.querystring = {};
  return request;
}
`;
