import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Secret } from '#core';
import { compose, linkOf, segments, septets } from './index.ts';

const types = ['add_user', 'change_address', 'add_payee'];
const langs = ['en', 'es'] as const;
const code = new Secret(`${'aZ09-_'.repeat(7)}q`);
const host = (length: number) => `${'h'.repeat(length - 8)}.example`;

const links = (brand: string, origin: string) =>
  langs.flatMap((lang) => types.map((type) => compose({ brand, origin, lang, delivery: 'link', type, code }).reveal()));
const digits = (brand: string, origin: string) =>
  langs.map((lang) => compose({ brand, origin, lang, delivery: 'voice', digits: new Secret('402913') }).reveal());

/** All that a text can ever be: our words, the brand, our own address (T-49). */
const shape = (brand: string, origin: string) => {
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const words = "[A-Za-z ,.:?¿']*";
  const link = `${quoted(origin)}/(?:${types.join('|')})(?:\\?es)?#[A-Za-z0-9_-]{43}`;
  const bare = quoted(origin.replace('https://', ''));
  return new RegExp(`^${quoted(brand)}[:,]${words}(?:${link}|\\d{6}\\.${words}${bare})${words}$`);
};

describe('a text', () => {
  for (const letters of [4, 24, 30]) {
    for (const length of [12, 40]) {
      it(`is one segment with a brand of ${letters} characters and a host of ${length}, for every transaction and language`, () => {
        const brand = 'Ö'.repeat(letters);
        const origin = `https://${host(length)}`;
        for (const body of [...links(brand, origin), ...digits(brand, origin)]) {
          assert.equal(segments(body), 1, body);
          assert.ok(septets(body)! <= 160);
          assert.match(body, shape(brand, origin));
        }
      });
    }
  }

  it('says whose it is first, that it belongs to a call, and as much beyond that as fits', () => {
    const [english, , , spanish] = links('Acme', 'https://acme.example');
    assert.match(english!, /^Acme: you are on the phone with us\. Finish here: https:\S+ Not you\? Do not open it\.$/);
    assert.match(spanish!, /^Acme: esta al telefono con nosotros\. Termine aqui: https:\S+ ¿No es usted\?/);
    for (const body of links('B'.repeat(24), `https://${host(40)}`)) assert.match(body, /^B{24}\W.*(?:call|llama)/);
  });

  it('is one segment where a link that carries an ID token with ordinary claims is nine', () => {
    const idToken = `https://example.cloudfront.net/add-user/#id_token=${'e'.repeat(1178)}`;
    assert.equal(segments(idToken), 9);
    for (const body of links('Acme Mutual', 'https://example.cloudfront.net')) assert.equal(segments(body), 1);
  });

  it('carries the code in the fragment alone, which no server is ever told', () => {
    for (const lang of langs) {
      const link = new URL(linkOf('https://acme.example', 'add_user', lang, code));
      assert.equal(link.hash, `#${code.reveal()}`);
      assert.ok(!`${link.pathname}${link.search}`.includes(code.reveal()));
    }
  });

  it('has either the link or the digits, never both', () => {
    for (const body of links('Acme', 'https://acme.example'))
      assert.doesNotMatch(body.replace(code.reveal(), ''), /\d/);
    for (const body of digits('Acme', 'https://acme.example')) assert.doesNotMatch(body, /https?:|#/);
  });

  it('is what its composition says and nothing else, whatever brand a setting allows', () => {
    const letter = fc.constantFrom(...'ABCxyz019 .,&()+!/-ÄÖÑÜäöñüàéèùìòÅåÆæØøßÉ'.split(''));
    const brand = fc.string({ unit: letter, minLength: 1, maxLength: 30 });
    const name = fc.string({ unit: fc.constantFrom(...'abcxyz019-'.split('')), minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(brand, name, (given, label) => {
        const origin = `https://${label}.example`;
        for (const body of [...links(given, origin), ...digits(given, origin)]) {
          assert.match(body, shape(given, origin));
          assert.equal(segments(body), 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is refused when a character would make it three segments, or it does not fit, without quoting the code', () => {
    const cases = [
      { brand: 'Acme 保険', origin: 'https://acme.example' },
      { brand: 'Acme\u202e', origin: 'https://acme.example' },
      { brand: 'A'.repeat(80), origin: 'https://acme.example' },
      { brand: 'Acme', origin: `https://${host(110)}` },
    ];
    for (const { brand, origin } of cases) {
      assert.throws(
        () => compose({ brand, origin, lang: 'en', delivery: 'link', type: 'add_user', code }),
        (error) => error instanceof RangeError && !error.message.includes(code.reveal()),
      );
    }
  });
});

describe('the alphabet of texts', () => {
  it('counts extended characters twice and knows what it cannot carry', () => {
    assert.equal(septets('Acme'), 4);
    assert.equal(septets('€[]'), 6);
    assert.equal(septets('ñÑü¿'), 4);
    for (const text of ['á', 'ç', '’', '–', '\u00a0', '😀', '\u202e', 'ó']) assert.equal(septets(text), null, text);
  });

  it('counts the segments a provider bills', () => {
    const counts = [
      ['a'.repeat(160), 1],
      ['a'.repeat(161), 2],
      ['a'.repeat(306), 2],
      ['a'.repeat(307), 3],
      ['保'.repeat(70), 1],
      ['保'.repeat(71), 2],
      ['保'.repeat(135), 3],
      ['', 1],
    ] as const;
    for (const [text, count] of counts) assert.equal(segments(text), count);
  });
});
