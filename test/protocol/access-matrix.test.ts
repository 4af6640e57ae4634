// RFC 9396 §7, §9.1
// Shows threats T-21 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipped } from '#transaction';
import { install, maria } from '../journey/installation.ts';
import { detailsOf, judgeMatrix, tokenFor } from './access-matrix.ts';

test('three accounts by every transaction, every route and every method: only the diagonal passes', async (t) => {
  const { tried, passed } = await judgeMatrix(3, 1);
  t.diagnostic(`${tried} tried beside ${passed} that pass`);
  assert.equal(passed, 3 * shipped.length);
});

const mutations: readonly [string, (value: unknown) => unknown][] = [
  ['null', () => null],
  ['a number', () => 7],
  ['an array', (value) => [value]],
  ['an object', (value) => ({ $ne: value })],
  ['true', () => true],
  ['the empty string', () => ''],
  ['a very long string', () => 'A'.repeat(500)],
  ['a control character', (value) => `${String(value)}\u0000`],
  ['markup', (value) => `${String(value)}<script>`],
];

for (const own of shipped) {
  const { type } = own;
  const details = detailsOf(own);
  test(`one field at a time, nothing but plain details reaches ${type}`, async () => {
    const house = await install();
    const { client, token, call } = await tokenFor(house, own, maria);
    for (const field of Object.keys(details)) {
      for (const [name, mutate] of mutations) {
        const input = { ...details, [field]: mutate(details[field]) };
        const { status, body } = await client.transact(token, type, input);
        assert.deepEqual([status, body.code], [422, 'invalid_input'], `${field} as ${name}`);
        assert.deepEqual(body.errors, [{ field, code: 'invalid' }], `${field} as ${name}`);
        await house.quiet(call);
      }
      const { [field]: _, ...missing } = details;
      const { body } = await client.transact(token, type, missing);
      assert.deepEqual(body.errors, [{ field, code: 'required' }]);
    }
    for (const extra of ['account', 'type', 'limits', 'sub', 'confirm', 'Account', '__proto__', 'constructor']) {
      const raw = JSON.parse(`{"${extra}":"x"}`) as object;
      const input = Object.assign(Object.create(null), details);
      Object.defineProperty(input, extra, { value: (raw as Record<string, unknown>)[extra] ?? 'x', enumerable: true });
      const { status } = await client.transact(token, type, input);
      assert.ok(status === 422 || status === 400, `${extra}: ${status}`);
    }
    assert.deepEqual(await house.changes(maria), []);
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });
}
