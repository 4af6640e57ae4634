import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '#core';
import { type PromptId, type SpeakingContext, speak } from './index.ts';
import { en } from './locale/en.ts';
import { es } from './locale/es.ts';

const context: SpeakingContext = {
  brand: 'Acme',
  host: 'acme.example',
  digits: new Secret('482193'),
  pageCode: new Secret('12345678'),
  readback: new Secret('add Eve Gray as someone you can pay, with the account number DE89370400440532013000'),
  done: new Secret('Anna Ortiz is now on your account'),
};
const bare: SpeakingContext = { brand: 'Acme', host: 'acme.example' };
const ids = Object.keys(en) as PromptId[];
const one = (lang: 'en' | 'es', id: PromptId, values?: Record<string, string | number>, with_ = context) =>
  speak(lang, [values === undefined ? { id } : { id, values }], with_).join(' ');

describe('the words', () => {
  it('both languages have every sentence', () => assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort()));

  for (const lang of ['en', 'es'] as const) {
    it(`${lang}: every sentence is whole, plain and free of our own words`, () => {
      for (const id of ids) {
        const sentence = one(lang, id, { ending: '42', left: 3, length: 8, '1': 'do this', delivery: 'link' });
        assert.match(sentence, /^[¿A-ZÁÉÍÓÚ].*[.?]$/u, id);
        assert.doesNotMatch(sentence, /undefined|null|NaN|\{|\}|\.\./, id);
        assert.doesNotMatch(
          sentence,
          /\b(token|session|sesión|grant|concesión|transaction|transacción|OTP|URL|DPoP)\b/i,
          id,
        );
        if (id === 'readback') continue;
        for (const part of sentence.split(/[.?:] /))
          assert.ok(part.split(' ').length <= 22, `${id}: "${part}" is too long to follow`);
      }
    });

    it(`${lang}: no sentence needs a secret to be there, and none has a hole in it`, () => {
      for (const id of ids) assert.doesNotMatch(one(lang, id, undefined, bare), /undefined|null|NaN| ,| \./, id);
      assert.deepEqual(speak(lang, [{ id: 'digits' }, { id: 'page_code' }, { id: 'readback' }], bare), []);
    });

    it(`${lang}: being verified reveals nothing of the account`, () => {
      assert.equal(one(lang, 'verified'), one(lang, 'verified', { ending: '42' }, bare));
    });
  }

  it('the six digits are said one by one, in two groups, twice', () => {
    assert.equal(one('en', 'digits'), 'Your six digits are 4 8 2, 1 9 3. Again: 4 8 2, 1 9 3.');
    assert.equal(one('es', 'digits'), 'Sus seis cifras son 4 8 2, 1 9 3. Otra vez: 4 8 2, 1 9 3.');
  });

  it('the caller hears where the digits belong, and that nobody else may have them', () => {
    assert.match(one('en', 'digits_only_there'), /only on the page at acme\.example.*Never tell them to anybody/);
    assert.match(one('es', 'digits_only_there'), /solo en la página de acme\.example.*No se las diga a nadie/);
  });

  it('says welcome, the brand, the number by its end, and the outcome', () => {
    assert.match(one('en', 'welcome'), /^Hello, and welcome to Acme\./);
    assert.match(one('en', 'text_sent', { ending: '42' }), /your number ending in 4 2\./);
    assert.equal(one('en', 'done'), 'Anna Ortiz is now on your account.');
    assert.equal(one('en', 'done', undefined, bare), 'That is done.');
    assert.equal(
      one('en', 'intents', { '1': 'change your address', '2': 'pay someone' }),
      'To change your address, press 1. To pay someone, press 2. You can also just say it. For a person, press 0.',
    );
  });

  it('a long account number is read back sign by sign, so that it can be checked', () => {
    assert.match(
      one('en', 'readback'),
      /account number D E 8 9, 3 7 0 4, 0 0 4 4, 0 5 3 2, 0 1 3 0, 0 0\. Is that right\?/,
    );
  });

  it('in voice delivery the digits are in the text, and the words say so', () => {
    assert.match(one('en', 'digits_wrong', { left: 2, delivery: 'voice' }), /from our text\. You have 2 tries left/);
    assert.match(one('es', 'link_opened', { delivery: 'voice' }), /la página/);
  });

  it('one try left is one try', () => {
    assert.match(one('en', 'digits_wrong', { left: 1 }), /one try left/);
    assert.match(one('es', 'digits_wrong', { left: 3 }), /3 intentos/);
  });
});
