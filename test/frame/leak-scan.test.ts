import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findLeaks, type Guise, readCanaries, scanPath } from '../../tools/leak-scan.ts';

const pin = { name: 'pin', value: '48291306' };
const code = { name: 'code', value: 'Zm9v+bar/ü?=kq~"x' };
const words = (list: string) => [...pin.value].map((digit) => list.split(' ')[Number(digit)]);
const english = words('zero one two three four five six seven eight nine');
const spanish = words('cero uno dos tres cuatro cinco seis siete ocho nueve');

const guised: readonly (readonly [Guise, typeof pin, string | Buffer])[] = [
  ['plain', pin, '{"pin":"48291306"}'],
  ['plain', code, `x${code.value}x`],
  ['base64', pin, Buffer.from(`pin=${pin.value}&x`).toString('base64')],
  ['base64', pin, Buffer.from(`pi=${pin.value}&x`).toString('base64')],
  ['base64', pin, Buffer.from(`p=${pin.value}&xy`).toString('base64')],
  ['base64url', code, Buffer.from(code.value).toString('base64url')],
  ['hex', pin, Buffer.from(pin.value).toString('hex')],
  ['hex', code, `0x${Buffer.from(code.value).toString('hex').toUpperCase()}`],
  ['url', code, `?code=${encodeURIComponent(code.value)}`],
  ['url', code, `?code=${encodeURIComponent(code.value).toLowerCase()}`.replace('zm9v', 'Zm9v')],
  ['url', pin, '%34829130%36'],
  ['json', code, JSON.stringify({ code: code.value })],
  ['json', pin, '"\\u0034\\u0038\\u0032\\u0039\\u0031\\u0033\\u0030\\u0036"'],
  ['json', code, '"Zm9v+bar\\/\\u00FC?=kq~\\"x"'],
  ['reversed', pin, 'noise 60319284 noise'],
  ['words en', pin, `the caller said ${english.join(' ')}.`],
  ['words en', pin, english.join(', ').toUpperCase()],
  ['words es', pin, `dijo ${spanish.join(' - ')}`],
  ['spaced', pin, `<say-as>${[...pin.value].join(' ')}</say-as>`],
  ['utf16', pin, Buffer.from(`...${pin.value}`, 'utf16le')],
  ['utf16', pin, Buffer.from(pin.value, 'utf16le').swap16()],
  ['split', pin, '4829-1306'],
  ['split', pin, '["4","8","2","9","1","3","0","6"]'],
  ['split', pin, '482 913, 06'],
];

describe('the canary scan', () => {
  // The names of these tests hold no canary: what the suites print is searched for it too.
  for (const [index, [guise, canary, text]] of guised.entries()) {
    it(`finds a ${canary.name} as ${guise}, planted for the ${index + 1}. time`, () => {
      const haystack = Buffer.concat([Buffer.from([0, 255, 128, 7]), Buffer.from(text), Buffer.from([0, 200])]);
      const found = findLeaks(haystack, [canary]).map((hit) => hit.guise);
      assert.ok(found.includes(guise), `found only ${found.join(', ')}`);
    });
  }

  it('has all twelve guises proven above', () => {
    assert.equal(new Set(guised.map(([guise]) => guise)).size, 12);
  });

  it('is silent about what is merely like a canary', () => {
    const innocent = 'at 1790000000 call_AbCdEf 48291307 4829130 eight two nine one; account ending 4821';
    assert.deepEqual(findLeaks(Buffer.from(innocent), [pin, code]), []);
  });

  it('tells where, and never what', () => {
    const hits = findLeaks(Buffer.from('\u0000\u0000pin 48291306'), [pin]);
    assert.deepEqual(hits, [{ canary: 'pin', guise: 'plain', at: 6 }]);
  });

  it('refuses canaries that would be found by chance, and to look for nothing', () => {
    assert.throws(() => findLeaks(Buffer.from('x'), [{ name: 'short', value: '4821' }]), RangeError);
    assert.throws(() => readCanaries({}), RangeError);
  });

  it('goes through folders', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaks-'));
    try {
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', 'log'), 'pin 48291306');
      writeFileSync(join(folder, 'clean'), 'nothing');
      assert.deepEqual(scanPath(folder, readCanaries({ pin: '48291306' })), [
        { file: join(folder, 'deep', 'log'), canary: 'pin', guise: 'plain', at: 4 },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
