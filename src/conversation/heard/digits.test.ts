import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { vocabularyOf } from '../languages.ts';
import { digitsHeard } from './digits.ts';
import { entryKeyed } from './hear.ts';

const heard = (lang: 'en' | 'es', said: string) => digitsHeard(vocabularyOf(lang), said)?.digits ?? null;

const said = {
  en: {
    'one zero zero one two three four five': '10012345',
    'double five': '55',
    'triple two': '222',
    'oh nought seven': '007',
    'double oh seven': '007',
    'forty-two': '42',
    'four eight two, nine': '4829',
    'my number is 1 0 0 1 2 3 4 5': '10012345',
    'My user ID is 1001-2345, thank you.': '10012345',
    'um, it’s one double zero one, uh, two three four five please': '10012345',
    'one hundred and five': '105',
    'three hundred': '300',
    'twelve hundred': '1200',
    'ten thousand and twelve': '10012',
    'two thousand twenty-four': '2024',
    'twenty twenty-four': '2024',
    'nineteen eighty four': '1984',
    'forty, two': '402',
    '3 hundred forty': '340',
    'one to three for five': '12345',
    '10 01 23 45': '10012345',
    'one two three four and five six seven eight': null,
    'one two no sorry one three': null,
    'one hundred one two three': null,
    'hello there': null,
    double: null,
    '': null,
  },
  es: {
    'uno cero cero uno dos tres cuatro cinco': '10012345',
    'doble cinco': '55',
    'triple dos': '222',
    'cuarenta y dos': '42',
    veintitrés: '23',
    'treinta y uno': '31',
    'diez cero uno': '1001',
    'diez y seis': '16',
    'dieciséis diecisiete': '1617',
    'mi número es el 1 0 0 1 2 3 4 5, gracias': '10012345',
    'eh… uno, doble cero, uno, veintitrés, cuarenta y cinco': '10012345',
    'ciento cinco': '105',
    'cien cero uno': '10001',
    'trescientos cuarenta': '340',
    'dos mil veinticuatro': '2024',
    mil: '1000',
    'uno dos y tres cuatro': null,
    'ciento uno dos': null,
    'buenos días': null,
  },
} as const;

describe('digits said in any usual way', () => {
  for (const lang of ['en', 'es'] as const) {
    for (const [sentence, digits] of Object.entries(said[lang])) {
      it(`${lang}: "${sentence}" is ${digits ?? 'not taken for digits'}`, () =>
        assert.equal(heard(lang, sentence), digits));
    }
  }

  it('knows whether anything but digits was said', () => {
    assert.equal(digitsHeard(vocabularyOf('en'), 'um, two please')?.bare, true);
    assert.equal(digitsHeard(vocabularyOf('en'), 'no one')?.bare, false);
  });

  const names = {
    en: {
      units: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
      two: (n: number): string => {
        const teens = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
        const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
        if (n < 20) return teens[n - 10] ?? '';
        return n % 10 === 0 ? (tens[n / 10 - 2] ?? '') : `${tens[Math.floor(n / 10) - 2]}-${names.en.units[n % 10]}`;
      },
      repeat: { 2: 'double', 3: 'triple' },
      lead: ['', 'my number is', "it's", 'um', 'hello my user id is'],
      tail: ['', 'please', 'thank you'],
    },
    es: {
      units: ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'],
      two: (n: number): string => {
        const small =
          'diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
            ' ',
          );
        const tens = 'treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
        if (n < 30) return small[n - 10] ?? '';
        return n % 10 === 0 ? (tens[n / 10 - 3] ?? '') : `${tens[Math.floor(n / 10) - 3]} y ${names.es.units[n % 10]}`;
      },
      repeat: { 2: 'doble', 3: 'triple' },
      lead: ['', 'mi número es', 'es el', 'eh', 'hola, mi usuario es'],
      tail: ['', 'por favor', 'gracias'],
    },
  };

  /** Says digits part by part; each choice picks how the next part is said. */
  const sayIn = (lang: 'en' | 'es', digits: string, choices: readonly number[]): string => {
    const words = names[lang];
    const parts: string[] = [];
    for (let at = 0, turn = 0; at < digits.length; turn += 1) {
      const choice = choices[turn % choices.length] ?? 0;
      const rest = digits.slice(at);
      const run = /^(\d)\1{2}/.test(rest) ? 3 : /^(\d)\1/.test(rest) ? 2 : 1;
      if (choice === 1 && run > 1) {
        parts.push(`${words.repeat[run as 2 | 3]} ${words.units[Number(rest[0])]}`);
        at += run;
      } else if (choice === 2 && /^[1-9]\d/.test(rest)) {
        parts.push(words.two(Number(rest.slice(0, 2))));
        at += 2;
      } else if (choice === 3) {
        parts.push(rest.slice(0, 3).split('').join('-'));
        at += Math.min(3, rest.length);
      } else {
        parts.push(words.units[Number(rest[0])] ?? '');
        at += 1;
      }
    }
    return parts.join(', ');
  };

  for (const lang of ['en', 'es'] as const) {
    it(`${lang}: whatever way a number is said, the same digits are heard`, () => {
      fc.assert(
        fc.property(
          fc.stringMatching(/^\d{1,12}$/),
          fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }),
          fc.constantFrom(...names[lang].lead),
          fc.constantFrom(...names[lang].tail),
          (digits, choices, lead, tail) => {
            assert.equal(heard(lang, `${lead} ${sayIn(lang, digits, choices)} ${tail}`), digits);
          },
        ),
        { numRuns: 500 },
      );
    });
  }

  it('never throws, whatever is heard, and never finds anything but digits', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            'double',
            'hundred',
            'thousand',
            'and',
            'oh',
            'forty',
            'mil',
            'y',
            'ciento',
            '7',
            ',',
            'constructor',
            '__proto__',
          ),
        )
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(noise, fc.constantFrom('en' as const, 'es' as const), (sentence, lang) => {
        assert.match(heard(lang, sentence) ?? '0', /^\d+$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an entry on the keypad', () => {
  for (const [keys, entry] of Object.entries({
    '10012345#': '10012345',
    '10012345': '10012345',
    '12*10012345#': '10012345',
    '*': 'cleared',
    '12*': 'cleared',
    '12*#': 'bad',
    '#': 'bad',
    '10012345#57203948#': 'bad',
    '1A2': 'bad',
    '1 2': 'bad',
  })) {
    it(`"${keys}" is ${entry}`, () => {
      const got = entryKeyed(keys);
      assert.equal(typeof got === 'string' ? got : got.digits, entry);
    });
  }
});
