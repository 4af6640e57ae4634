import { hash } from 'node:crypto';

/** A CSP source expression for one inline element's exact text. */
const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/** What a page may ask a person for, or reach, that this one never does. */
const noFeature = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
];

/**
 * Response headers of a page whose one script and one style are these texts (security R-B3, R-B4); the server adds HSTS
 * where it is an `https:` one. They travel uncompressed, so each is as short as it can be. `framedBy` is
 * `'self'` only for the development handset, which shows the page inside a drawn telephone. `reportTo` is the URL that
 * takes violation reports.
 */
export const pageHeaders = (page: {
  script: string;
  style: string;
  framedBy?: 'none' | 'self';
  reportTo?: string;
}): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    `default-src 'none'`,
    `script-src ${source(page.script)}`,
    `style-src ${source(page.style)}`,
    `connect-src 'self'`,
    `img-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
    `frame-ancestors '${page.framedBy ?? 'none'}'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
    ...(page.reportTo === undefined ? [] : ['report-to csp']),
  ].join(';'),
  ...(page.reportTo === undefined ? {} : { 'Reporting-Endpoints': `csp="${page.reportTo}"` }),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': noFeature.map((feature) => `${feature}=()`).join(','),
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
});
