// In: nothing. Out: the handset as one HTML response: phone, mobile, journal.
// Must never: serve production (config refuses the handset there), or load a byte from anywhere else.
import { hash } from 'node:crypto';
import { script } from '../screen.built.ts';
import { markup } from './markup.ts';
import { style } from './style.ts';

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

const html = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width,initial-scale=1">',
  `<title>Voicegrant handset</title><style>${style}</style></head><body>${markup}<script>${script}</script></body></html>`,
].join('');

const headers = {
  'content-security-policy': [
    `default-src 'none'`,
    `script-src ${source(script)}`,
    `style-src ${source(style)}`,
    `connect-src 'self'`,
    `frame-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; '),
  // A caller may speak into the handset; the page on the mobile may not listen.
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(self), payment=(), usb=()',
} as const;

/** The handset's screen. */
export const handsetScreen = (): { readonly html: string; readonly headers: Readonly<Record<string, string>> } => ({
  html,
  headers,
});
