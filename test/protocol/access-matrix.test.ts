// RFC 9396 §7, §9.1
// Shows threats T-21 (test/threat/threats.ts).
// Every token at every route: only the diagonal passes. Made from the catalogue and the route table, so that a new
// transaction or route is covered without a word here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipped } from '#transaction';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';

const details: Record<string, Record<string, unknown>> = {
  add_user: { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1988-04-12', relationship: 'spouse' },
  change_address: { street: 'Main Street 1', postal_code: '10115', locality: 'Berlin', country: 'DE' },
  add_payee: { payee_name: 'Acme Energy', iban: 'DE89370400440532013000' },
};

const wishes: Record<string, string> = {
  add_user: 'add my wife',
  change_address: 'change my address',
  add_payee: 'add a payee',
};

const tokenFor = async (house: Installation, type: string, who = maria) => {
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(who, wishes[type]);
  const { body } = await client.redeem(offer.code, offer.digits);
  return { client, token: String(body.access_token), call: offer.call };
};

for (const own of shipped) {
  for (const other of shipped) {
    test(`a token for ${own.type} at /transactions/${other.type}`, async () => {
      const house = await install();
      const { client, token } = await tokenFor(house, own.type);
      const { status, body } = await client.transact(token, other.type, details[other.type]);
      if (own === other) assert.equal(status, own.confirm === 'call' ? 202 : 201);
      else assert.deepEqual([status, body.code], [403, 'insufficient_scope']);
      assert.deepEqual(await house.changes(james), [], 'nobody else is touched');
    });
  }
}

test('no route but its own takes a token, whatever the method', async () => {
  const house = await install();
  const { client, token } = await tokenFor(house, 'add_user');
  const body = JSON.stringify(details.add_user);
  for (const [, path] of house.app.routes) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
      if (path.startsWith('/transactions/{')) continue;
      const target = path.replace(/\{\w+\}/g, 'add_user');
      const response = await house.fetch(target, {
        method,
        headers: {
          authorization: `DPoP ${token}`,
          dpop: client.proof(method, `${house.issuer}${target}`),
          'content-type': 'application/json',
        },
        ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
      });
      if (response.body !== null && !response.headers.get('content-type')?.includes('event-stream'))
        await response.text();
      else await response.body?.cancel();
    }
  }
  assert.deepEqual(await house.changes(maria), [], 'nothing was changed on the way');
  assert.equal((await client.transact(token, 'add_user', details.add_user)).status, 201, 'and the token was not spent');
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

for (const { type } of shipped) {
  test(`one field at a time, nothing but plain details reaches ${type}`, async () => {
    const house = await install();
    const { client, token, call } = await tokenFor(house, type);
    for (const field of Object.keys(details[type] ?? {})) {
      for (const [name, mutate] of mutations) {
        const input = { ...details[type], [field]: mutate(details[type]?.[field]) };
        const { status, body } = await client.transact(token, type, input);
        assert.deepEqual([status, body.code], [422, 'invalid_input'], `${field} as ${name}`);
        assert.deepEqual(body.errors, [{ field, code: 'invalid' }], `${field} as ${name}`);
        await house.quiet(call);
      }
      const { [field]: _, ...missing } = details[type] ?? {};
      const { body } = await client.transact(token, type, missing);
      assert.deepEqual(body.errors, [{ field, code: 'required' }]);
    }
    for (const extra of ['account', 'type', 'limits', 'sub', '__proto__', 'constructor']) {
      const raw = JSON.parse(`{"${extra}":"x"}`) as object;
      const input = Object.assign(Object.create(null), details[type]);
      Object.defineProperty(input, extra, { value: (raw as Record<string, unknown>)[extra] ?? 'x', enumerable: true });
      const { status } = await client.transact(token, type, input);
      assert.ok(status === 422 || status === 400, `${extra}: ${status}`);
    }
    assert.deepEqual(await house.changes(maria), []);
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });
}
