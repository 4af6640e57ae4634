import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CheckedField } from '../page-data.ts';
import { check, doubt } from './check.ts';
import { choice } from './kinds/choice.ts';
import { date } from './kinds/date.ts';
import { email } from './kinds/email.ts';
import { iban } from './kinds/iban.ts';
import type { Kind } from './kinds/kind.ts';
import { number } from './kinds/number.ts';
import { yes } from './kinds/yes.ts';

const kinds: Readonly<Record<string, Kind>> = { choice, date, email, iban, number, yes };

const nowMs = Date.UTC(2026, 10, 22, 12);
const field = (more: Partial<CheckedField>): CheckedField => ({
  name: 'x',
  label: 'X',
  kind: 'text',
  required: true,
  ...more,
});
const name = field({ pattern: "^[\\p{L}\\p{M}][\\p{L}\\p{M} .'’-]*$", min: 1, max: 60 });
const birthdate = field({ kind: 'date', past: true });
const typedInto = (one: CheckedField, typed: string): string =>
  one.kind === 'iban' ? (iban.read?.([{ value: typed } as HTMLInputElement]) ?? '') : typed.trim();
const says = (one: CheckedField, typed: string): string | undefined =>
  check(one, kinds[one.kind], typedInto(one, typed), nowMs)?.say;

describe('what a person must put right', () => {
  test('names of any script are taken as people write them', () => {
    for (const one of ['Anna', 'Ana María', "O'Neill", 'Müller-Lüdenscheidt', '李小龙', 'Nguyễn Thị'])
      assert.equal(says(name, one), undefined, one);
  });

  test('a sign that is in the way is named', () => {
    assert.deepEqual(check(name, undefined, 'Ortiz <4>', nowMs), { say: 'leave_out', with: { signs: '< 4 >' } });
  });

  test('when no single sign is at fault the field is named', () => {
    assert.equal(says(name, '-'), 'bad');
  });

  test('an empty field is asked for by its label, a choice by asking to choose, and an optional one not at all', () => {
    assert.equal(says(name, '  '), 'required');
    assert.equal(says(field({ kind: 'choice' }), ''), 'choose_one');
    assert.equal(says(birthdate, ''), 'date');
    assert.equal(says(field({ required: false }), ''), undefined);
  });

  test('lengths are counted in characters as people count them', () => {
    assert.equal(says(field({ max: 2 }), '👩👩'), undefined);
    assert.equal(says(field({ max: 2 }), 'abc'), 'long');
    assert.equal(says(field({ min: 3 }), 'ab'), 'short');
  });

  test('a date must exist, have four digits of a year, and not lie in the future where it may not', () => {
    assert.equal(says(birthdate, '1988-04-12'), undefined);
    assert.equal(says(birthdate, '1988-02-30'), 'date_none');
    assert.equal(says(birthdate, '2000-02-29'), undefined);
    assert.equal(says(birthdate, '1900-02-29'), 'date_none');
    assert.equal(says(birthdate, '88-04-12'), 'date_none');
    assert.equal(says(birthdate, '1899-12-31'), 'date_none');
    assert.equal(says(birthdate, '1988--12'), 'date');
    assert.equal(says(birthdate, '2026-11-23'), undefined, 'it is tomorrow somewhere already');
    assert.equal(says(birthdate, '2026-11-24'), 'date_past');
    assert.equal(says(field({ kind: 'date' }), '2027-01-01'), undefined);
  });

  test('an account number is taken with spaces and small letters, and one that cannot be one is found', () => {
    const account = field({ kind: 'iban' });
    assert.equal(typedInto(account, ' es91 2100 0418 4502 0005 1332 '), 'ES9121000418450200051332');
    assert.equal(says(account, 'GB82 WEST 1234 5698 7654 32'), undefined);
    assert.equal(says(account, 'GB82'), 'iban');
  });

  test('numbers are held to their bounds, and a comma may stand for the point', () => {
    const amount = field({ kind: 'number', min: 1, max: 10 });
    assert.equal(says(amount, '2,5'), undefined);
    assert.equal(says(amount, 'two'), 'number');
    assert.equal(says(amount, '0'), 'least');
    assert.equal(says(amount, '11'), 'most');
    assert.equal(says(field({ kind: 'number', whole: true }), '2.5'), 'number');
  });

  test('an e-mail address needs its two halves', () => {
    assert.equal(says(field({ kind: 'email' }), 'ana@example.com'), undefined);
    assert.equal(says(field({ kind: 'email' }), 'ana@example'), 'email');
  });

  test('what only the server found is said in the same words', () => {
    assert.equal(doubt(date).say, 'date');
    assert.equal(doubt(choice).say, 'choose_one');
    assert.equal(doubt(undefined).say, 'bad');
  });
});
