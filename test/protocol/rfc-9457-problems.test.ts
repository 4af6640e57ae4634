// RFC 9457 §3, §3.1: what is refused outside the OAuth endpoints is a problem in JSON, with a code of docs/errors.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wireErrors } from '#core';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';

test('every refusal outside the OAuth endpoints is a problem with a title, its own status and a known code', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  const token = String((await client.redeem(code, digits)).body.access_token);
  const json = { 'content-type': 'application/json' };
  const refused = [
    await client.transact(token, 'add_user', { given_name: '' }),
    await client.transact(token, 'add_payee', {}),
    await client.transact('x', 'add_user', {}),
  ];
  const plain = [
    await house.fetch('/nowhere'),
    await house.fetch('/offer/status'),
    await house.fetch('/offer/status', { method: 'POST', headers: json, body: '{}' }),
    await house.fetch('/transactions/add_user', { method: 'POST', headers: json, body: '{}' }),
    await house.fetch('/transactions/add_user', {
      method: 'POST',
      headers: { ...json, origin: 'https://x' },
      body: '',
    }),
  ];
  for (const response of plain) {
    refused.push({ status: response.status, headers: response.headers, body: (await response.json()) as never });
  }
  const codes = new Set<string>();
  for (const { status, headers, body } of refused) {
    const name = String(body.code);
    codes.add(name);
    assert.equal(headers.get('content-type'), 'application/problem+json', name);
    assert.equal(body.status, status, name);
    assert.equal(body.type, 'about:blank', name);
    assert.ok(typeof body.title === 'string' && body.title !== '', name);
    assert.ok(Object.hasOwn(wireErrors, name), name);
  }
  assert.ok(codes.size >= 6, [...codes].join());
});
