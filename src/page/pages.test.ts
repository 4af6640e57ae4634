import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { defineTransaction, shipped } from '#transaction';
import { createPages } from './index.ts';

const brand = { name: 'Acme', accent: '#0b5cad' };
const pages = createPages({ brand, host: 'acme.example', transactions: shipped });

describe('the response that is the whole page', () => {
  test('it is compressed as the browser asks', () => {
    const page = pages.page('add_user', 'en')!;
    assert.equal(brotliDecompressSync(page.encoded('gzip, br').body).toString(), page.html);
    assert.equal(gunzipSync(page.encoded('gzip, br;q=0').body).toString(), page.html);
    assert.equal(new TextDecoder().decode(page.encoded(undefined).body), page.html);
    assert.equal(page.encoded('br').headers['Content-Encoding'], 'br');
    assert.equal(page.encoded(undefined).headers['Content-Encoding'], undefined);
  });

  test('a page carries only the kinds of field and the words that its transaction needs', () => {
    const scriptOf = (type: string) => /<script>.*<\/script>/s.exec(pages.page(type, 'en')!.html)![0];
    assert.match(scriptOf('add_user'), /kinds\.date=/);
    assert.doesNotMatch(scriptOf('add_user'), /kinds\.iban=|one of its letters or digits|reading this back/i);
    assert.match(scriptOf('add_payee'), /kinds\.iban=/);
    assert.match(scriptOf('add_payee'), /reading this back/);
    assert.doesNotMatch(scriptOf('add_payee'), /kinds\.date=|There is no such day/);
    assert.doesNotMatch(pages.page('add_user', 'en')!.html, /Continuar|Cancelar/);
  });

  test('where callers may have to sign in first every page asks for that too, and is still less than ten kilobytes', () => {
    const asking = createPages({ brand, host: 'acme.example', transactions: shipped, signIn: true });
    assert.doesNotMatch(pages.page('add_user', 'en')!.html, /usual login/);
    for (const { type } of shipped) {
      for (const lang of ['en', 'es']) {
        const page = asking.page(type, lang)!;
        assert.match(page.html, /usual login|en su cuenta como siempre/);
        assert.ok(page.encoded('br').body.length < 10_000, `${type} ${lang}: ${page.encoded('br').body.length}`);
      }
    }
  });

  test('its policy allows its own script and style by their hash, and nothing else', () => {
    const { html, headers } = pages.page('add_user', 'en')!;
    const source = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    assert.equal(
      headers['Content-Security-Policy'],
      `default-src 'none';script-src ${source(script)};style-src ${source(style)};connect-src 'self';img-src 'self';form-action 'none';base-uri 'none';object-src 'none';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'`,
    );
    assert.equal((html.match(/<script/g) ?? []).length, 1);
    assert.doesNotMatch(html, /\son\w+=|\sstyle=|https?:\/\/(?!www\.w3\.org)/);
  });

  test('the other headers keep it out of caches, frames, referrers and search', () => {
    const { headers } = pages.home('en');
    assert.equal(headers['Cache-Control'], 'no-store');
    assert.equal(headers['Referrer-Policy'], 'no-referrer');
    assert.equal(headers['X-Content-Type-Options'], 'nosniff');
    assert.equal(headers['X-Robots-Tag'], 'noindex');
    assert.equal(headers['Cross-Origin-Opener-Policy'], 'same-origin');
    assert.equal(headers['Cross-Origin-Resource-Policy'], 'same-origin');
    assert.equal(headers['Cross-Origin-Embedder-Policy'], 'require-corp');
    assert.match(headers['Permissions-Policy'] ?? '', /^(\w+(-\w+)*=\(\),?)+$/);
  });

  test('only the development handset may be allowed to frame it', () => {
    const framed = createPages({ brand, host: 'localhost', transactions: shipped, framedBy: 'self' });
    assert.match(framed.home('en').headers['Content-Security-Policy'] ?? '', /frame-ancestors 'self'/);
  });

  test('there is no page for what nobody declared', () => {
    assert.equal(pages.page('transfer_everything', 'en'), null);
  });

  test('a name with HTML in it stays a name', () => {
    const odd = createPages({
      brand: { ...brand, name: '</script><b onload=x>&"' },
      host: '<i>',
      transactions: shipped,
    });
    const { html } = odd.page('add_user', 'en')!;
    assert.doesNotMatch(html, /<b onload|<i>/);
    const [, literal = ''] = /<script>\{const told=(.*?),kinds=/s.exec(html) ?? [];
    assert.equal(runInNewContext(`(${literal})`).brand, '</script><b onload=x>&"');
  });

  test('a logo that only draws is put in, and one that could do more is refused', () => {
    const draw = (logo: string) =>
      createPages({ brand: { ...brand, logo }, host: 'acme.example', transactions: [] }).home('en').html;
    const good =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Acme</title><path fill="#0b5cad" d="M0 0h10v10z"/></svg>';
    assert.ok(draw(good).includes(good));
    for (const bad of [
      '<svg><script>alert(1)</script></svg>',
      '<svg onload="alert(1)"></svg>',
      '<svg><a href="https://example.com"></a></svg>',
      '<svg><image href="https://example.com/x.png"/></svg>',
      '<svg><rect style="fill:red"/></svg>',
      '<svg><rect fill="url(https://example.com/x)"/></svg>',
      '<svg><!-- x --></svg>',
      '<img src="x">',
      `<svg>${' '.repeat(10)}<title>${'x'.repeat(3000)}</title></svg>`,
    ]) {
      assert.throws(() => draw(bad), RangeError, bad.slice(0, 60));
    }
  });

  test('a logo that would make a page too large for the first packets is refused at start', () => {
    const noise = Array.from({ length: 150 }, (_, index) =>
      hash('sha256', `${index}`).slice(0, 9).replace(/[a-f]/g, 'L'),
    );
    const logo = `<svg xmlns="http://www.w3.org/2000/svg"><path d="${noise.join(' ')}"/></svg>`;
    assert.throws(
      () => createPages({ brand: { ...brand, logo }, host: 'acme.example', transactions: shipped }),
      /bytes larger than 10 KB/,
    );
  });

  test('a field that no form can give is refused at start, by name', () => {
    const words = {
      ...shipped[0]!.en,
      fields: { parts: { label: 'Parts' } },
      submit: 'Go',
      done: 'Done',
      readback: 'go',
    };
    const nested = defineTransaction({
      type: 'nested_things',
      input: z.strictObject({ parts: z.array(z.string()) }),
      limits: {},
      confirm: 'page',
      en: words,
      es: words,
      run: ({ account, input }) => account.perform('nested_things', input),
    });
    assert.throws(() => createPages({ brand, host: 'x', transactions: [nested] }), /nested_things\.parts/);
  });
});
