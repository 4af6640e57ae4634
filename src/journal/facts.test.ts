import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deathReasons, faultOf, kinds } from './facts.ts';

const random = 'AbCdEfGhIjKlMnOpQrSt_-';
type Field = { readonly shape: string; readonly words?: readonly string[]; readonly prefix?: string };

const fitting = (field: Field): unknown => {
  if (field.shape === 'word') return field.words?.[0];
  if (field.shape === 'count') return 3;
  if (field.shape === 'id') return `${field.prefix}_${random}`;
  if (field.shape === 'handle') return 'acct_demo-1';
  return field.shape === 'hash' ? 'h'.repeat(43) : 'some_name';
};

const rows = Object.entries(kinds).map(([kind, { fields }]) => ({ kind, fields: fields as Record<string, Field> }));
const fittingFact = ({ kind, fields }: (typeof rows)[number]): Record<string, unknown> => ({
  kind,
  ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fitting(field)])),
});

/** What a caller says, keys or is given, as it stands. */
const personal: Readonly<Record<string, unknown>> = {
  'a name': 'Maria Ortiz',
  'a name of one word': 'Maria',
  'a PIN': '48291306',
  'a PIN as a number': 48291306,
  'six digits': '402913',
  'six digits as a number': 402913,
  'a number on file': '+15555550142',
  'a user id': '10012345',
  'a token': `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.${'A'.repeat(86)}`,
  'a date of birth': '1984-03-12',
  'an address': '12 Long Street',
  'an object': { pin: '48291306' },
  'a list': ['48291306'],
  nothing: null,
};

describe('what a journal can say', () => {
  it('is every kind of entry with the fields of its kind', () => {
    for (const row of rows) assert.equal(faultOf(fittingFact(row)), null, row.kind);
  });

  for (const [name, value] of Object.entries(personal)) {
    it(`is never ${name}, in any field of any kind`, () => {
      for (const row of rows) {
        for (const field of Object.keys(row.fields)) {
          const fault = faultOf({ ...fittingFact(row), [field]: value });
          assert.notEqual(fault, null, `${row.kind}.${field}`);
          assert.ok(!fault?.includes(String(value)));
        }
      }
    });
  }

  it('has no code of a link where an id, a word, a count or a name belongs', () => {
    for (const row of rows) {
      for (const [field, { shape }] of Object.entries(row.fields)) {
        if (shape !== 'hash') assert.notEqual(faultOf({ ...fittingFact(row), [field]: 'Z'.repeat(43) }), null);
      }
    }
  });

  it('has no field besides, not even one that every object has, and a refusal does not name it', () => {
    for (const extra of ['pin', 'note', 'toString', 'constructor', '48291306']) {
      const fault = faultOf({ kind: 'lease_lapsed', [extra]: 'x' });
      assert.notEqual(fault, null);
      assert.ok(!fault?.includes('48291306'));
    }
  });

  it('has no field missing', () => {
    for (const row of rows) {
      for (const field of Object.keys(row.fields)) {
        const { [field]: _, ...rest } = fittingFact(row);
        assert.notEqual(faultOf(rest), null);
      }
    }
  });

  it('is of no unknown kind, not even one that every object has', () => {
    for (const kind of ['pin_heard', 'toString', '__proto__', 'constructor', undefined, 7])
      assert.equal(faultOf({ kind }), 'unknown kind');
  });

  it('names every reason for which a grant can be dead', () => {
    for (const reason of deathReasons) {
      assert.equal(faultOf({ kind: 'grant_dead', grant: `grant_${random}`, reason }), null);
    }
    assert.notEqual(faultOf({ kind: 'grant_dead', grant: `grant_${random}`, reason: 'bored' }), null);
  });
});
