const wellFormed = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const parts = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?[^#]*)?(?:#[^#]*)?$/i;
const unreserved = /[\w\-.~]/;

/** RFC 3986 §6.2.2.1–2: an escape that was not needed is undone, one that was is written in capitals. */
const normaliseEscapes = (text: string): string =>
  text.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const char = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return unreserved.test(char) ? char : triplet.toUpperCase();
  });

/** RFC 3986 §5.2.4. */
const removeDotSegments = (path: string): string => {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment === '.' || segment === '..') {
      if (isLast) kept.push('');
    } else kept.push(segment);
  }
  return `/${kept.join('/')}`;
};

/**
 * The form of an http(s) URL in which `htu` is compared (RFC 9449 §4.3; RFC 3986 §6.2.2, §6.2.3): scheme and host in
 * lower case, no default or empty port, needless escapes and dot segments gone, no query, no fragment. Null for anything
 * that is not plain ASCII http(s) with a host, or that carries user information. It is not the WHATWG parser on purpose:
 * that one mends back-slashes, tabs and missing slashes, and a proof that needs mending is not one to accept.
 */
export const normaliseTarget = (url: string): string | null => {
  if (!wellFormed.test(url)) return null;
  const match = parts.exec(url);
  if (match === null) return null;
  const scheme = match[1]!.toLowerCase();
  const authority = normaliseEscapes(match[2]!).toLowerCase();
  if (authority.includes('@')) return null;
  const host = authority.replace(scheme === 'https' ? /:(?:443)?$/ : /:(?:80)?$/, '');
  if (host === '' || host.startsWith(':')) return null;
  return `${scheme}://${host}${removeDotSegments(normaliseEscapes(match[3]!))}`;
};
