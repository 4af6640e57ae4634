import { isIP } from 'node:net';

/** Link shorteners never carry a grant's link: the caller must be able to recognise the host that was spoken (threat T-12). */
const shorteners = new Set(
  'bit.ly t.co tinyurl.com goo.gl is.gd v.gd ow.ly buff.ly cutt.ly rb.gy rebrand.ly shorturl.at tiny.cc bl.ink s.id lnkd.in t.ly twil.io'.split(
    ' ',
  ),
);

/** The longest issuer with which every link still fits one text. */
const longest = 48;

const isLocalName = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]' || host === '::1';

/** Does this address belong to this machine alone? Broken addresses do not. */
export const isLocal = (address: string): boolean => URL.canParse(address) && isLocalName(new URL(address).hostname);

/** Is this the issuer of a production server: `https:` and reachable by others? (DESIGN §6) */
export const isProduction = (issuer: string): boolean =>
  URL.canParse(issuer) && new URL(issuer).protocol === 'https:' && !isLocal(issuer);

/**
 * What is wrong with an issuer, or null. It is the address callers see and hear, so beyond RFC 8414 §2 (no query, no
 * fragment) it must be plain: ASCII letters, digits, dots and dashes, no punycode, no shortener (threat T-12).
 */
export const issuerProblem = (issuer: string): string | null => {
  if (/[^\x21-\x7e]/.test(issuer)) return 'must be written in ASCII: letters of other scripts can pass for Latin ones';
  if (!URL.canParse(issuer)) return 'must be an address such as https://confirm.example.com';
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.search !== '' || issuer.includes('?')) return 'must not have a query';
  if (url.hash !== '' || issuer.includes('#')) return 'must not have a fragment';
  if (url.pathname !== '/' || issuer.endsWith('/')) return 'must end with the host or port: no path and no final slash';
  if (issuer !== url.origin)
    return `must be written in its plain form, in lower case and without a port that goes without saying`;
  if (isLocalName(url.hostname)) return null;
  if (url.protocol === 'http:') return 'must begin with https:// unless it is localhost';
  return (
    hostProblem(url.hostname) ??
    (issuer.length > longest ? `must have at most ${longest} characters, so that a text fits one message` : null)
  );
};

const hostProblem = (host: string): string | null => {
  const labels = host.split('.');
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'must name a host, not a bare IP address';
  if (labels.some((label) => label.startsWith('xn--')))
    return 'must not be an internationalised name: it can pass for another';
  if (labels.length < 2) return 'must be a full host name, such as confirm.example.com';
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) {
    return 'must be made of letters, digits, dashes and dots';
  }
  const site = labels.slice(-2).join('.');
  return shorteners.has(host) || shorteners.has(site) ? 'must not be a link shortener' : null;
};

/** What is wrong with the address of a neighbour we call, or null. */
export const neighbourProblem = (address: string): string | null => {
  if (!URL.canParse(address)) return 'must be an address such as https://accounts.internal.example.com/v1';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password; use the token';
  if (url.hash !== '') return 'must not have a fragment';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(address))) return null;
  return 'must begin with https:// unless it is localhost';
};
