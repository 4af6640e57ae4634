import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, parseE164, Secret, systemRandom } from '#core';
import { type PinProfile, randomPin, weaknessOf } from './weak-pin.ts';

const number = parseE164('+15555550142') as E164;
const why = (pin: string, profile: PinProfile = 'standard', userId = '10012345') =>
  weaknessOf(new Secret(pin), { userId: new Secret(userId), number, profile });

test('a PIN without a pattern is taken', () => {
  for (const pin of ['48291306', '71940362', '60284917', '92730518', '39620851']) assert.equal(why(pin), null, pin);
});

test('weak PINs are refused, each with the rule that it breaks', () => {
  const cases: Record<string, readonly string[]> = {
    not_digits: ['4829130a', '4829 306', '４８２９１３０６'],
    wrong_length: ['', '1', '482913', '4829130', '482913067'],
    repeats: ['11111111', '11111112', '12121212', '12341234', '77717777', '12312312', '11112222'],
    sequence: ['12345678', '87654321', '90123456', '13579135', '12344321', '11223344', '36925814'],
    date: ['31121984', '12311984', '19841231', '19843112', '01012000'],
    in_number: ['55550142', '24105555', '55014273', '24105573'],
    common: ['14789632', '31415926', '10203040'],
  };
  for (const [rule, pins] of Object.entries(cases)) for (const pin of pins) assert.equal(why(pin), rule, pin);
});

test('digits of the user id are refused, forwards and backwards', () => {
  for (const pin of ['83620175', '57102638', '62017594', '41836201']) {
    assert.equal(why(pin, 'standard', '83620175'), 'in_user_id', pin);
    assert.equal(why(pin, 'standard', 'customer 7'), null, pin);
  }
});

test('six and seven digits are for the legacy-pin profile only', () => {
  assert.equal(why('482913'), 'wrong_length');
  assert.equal(why('482913', 'legacy-pin'), null);
  assert.equal(why('4829130', 'legacy-pin'), null);
  assert.equal(why('48291', 'legacy-pin'), 'wrong_length');
  for (const pin of ['123456', '311284', '841231', '147258']) assert.notEqual(why(pin, 'legacy-pin'), null, pin);
});

test('PINs given out are eight digits, differ, and are never weak', () => {
  const owner = { userId: new Secret('10012345'), number };
  const pins = Array.from({ length: 500 }, () => randomPin(systemRandom, owner).reveal());
  for (const pin of pins) {
    assert.match(pin, /^\d{8}$/);
    assert.equal(why(pin), null);
  }
  assert.ok(new Set(pins).size >= 498);
});

test('the rules leave nearly all PINs to choose from', () => {
  const all = Array.from({ length: 20_000 }, () =>
    String(systemRandom.bytes(4).readUInt32BE(0) % 1e8).padStart(8, '0'),
  );
  const refused = all.filter((pin) => why(pin) !== null).length;
  assert.ok(refused < 20_000 * 0.03, `${refused} of 20000`);
});
