import { hash } from 'node:crypto';

/** One HTML response and the headers that allow its own style and script, and nothing else. */
export type InlineScreen = { readonly html: string; readonly headers: Readonly<Record<string, string>> };

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/**
 * A screen for engineers and operators in one response: style and script inline under a policy of their hashes with
 * Trusted Types. `markup` and `title` must not come from outside. `allows` adds directives, such as `frame-src 'self'`.
 */
export const inlineScreen = (parts: {
  readonly title: string;
  readonly style: string;
  readonly markup: string;
  readonly script?: string;
  readonly allows?: readonly string[];
}): InlineScreen => {
  const { title, style, markup, script, allows = [] } = parts;
  return {
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width,initial-scale=1">',
      `<title>${title}</title><style>${style}</style></head><body>${markup}`,
      `${script === undefined ? '' : `<script>${script}</script>`}</body></html>`,
    ].join(''),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        `default-src 'none'`,
        ...(script === undefined ? [] : [`script-src ${source(script)}`, `connect-src 'self'`]),
        `style-src ${source(style)}`,
        ...allows,
        `form-action 'none'`,
        `base-uri 'none'`,
        `frame-ancestors 'none'`,
        `require-trusted-types-for 'script'`,
        `trusted-types 'none'`,
      ].join('; '),
    },
  };
};
