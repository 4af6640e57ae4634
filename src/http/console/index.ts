// In: nothing. Out: the operator's console as one HTML response; what it shows comes by a stream of journals.
// Must never: hold what could change anything, or load a byte from anywhere else.
import { hash } from 'node:crypto';
import { markup } from './screen/markup.ts';
import { style } from './screen/style.ts';
import { script } from './screen.built.ts';

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

const html = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width,initial-scale=1">',
  `<title>Voicegrant console</title><style>${style}</style></head><body>${markup}<script>${script}</script></body></html>`,
].join('');

const headers = {
  'content-security-policy': [
    `default-src 'none'`,
    `script-src ${source(script)}`,
    `style-src ${source(style)}`,
    `connect-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; '),
} as const;

/** The console's screen. */
export const consoleScreen = (): { readonly html: string; readonly headers: Readonly<Record<string, string>> } => ({
  html,
  headers,
});
