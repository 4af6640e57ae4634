// RFC 9700 §2.2.1, §2.3, §2.4, §2.5, §2.6: best current practice, and with it OAuth 2.1: what is not served cannot be misused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { createOauth4webapi, discover } from './judges.ts';

test('oauth4webapi finds no authorization endpoint, no implicit, password or refresh grant, and no secret', async () => {
  const as = await discover(await install());
  assert.equal(as.authorization_endpoint, undefined);
  assert.deepEqual(as.response_types_supported, []);
  assert.deepEqual(as.grant_types_supported, ['urn:ietf:params:oauth:grant-type:pre-authorized_code']);
  for (const [name, methods] of Object.entries(as).filter(([name]) => name.endsWith('auth_methods_supported')))
    for (const method of methods as string[])
      assert.ok(['none', 'private_key_jwt'].includes(method), `${name} ${method}`);
});

test('no answer of any route sends a browser elsewhere with something in its address', async () => {
  const house = await install();
  for (const [method, path] of house.app.routes) {
    const target = path.replace('{type}', 'add_user').replace(/\{\w+\}/g, 'x');
    const response = await house.fetch(`${target}?next=https://evil.example&redirect_uri=https://evil.example`, {
      method,
    });
    assert.ok(response.status < 300 || response.status >= 400, `${method} ${path}: ${response.status}`);
    assert.equal(response.headers.get('location'), null);
    await response.body?.cancel();
  }
});

const redeemed = async (house: Installation) => {
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  return { wallet, token: (await wallet.redeem(code, digits)).access_token };
};

test('a stolen token is worth nothing: it names one audience, one action, one key', async () => {
  const house = await install();
  const { wallet, token } = await redeemed(house);
  const claims = decodeJwt(token);
  assert.equal(claims.aud, house.issuer, 'one, and no list');
  assert.equal(claims.scope, 'add_user');
  assert.deepEqual(claims.cnf, { jkt: await wallet.DPoP.calculateThumbprint() });
  const thief = createPlainClient(house.fetch, house.issuer);
  assert.equal((await thief.transact(token, 'add_user', anna)).status, 401);
  const bearer = await house.fetch('/transactions/add_user', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(anna),
  });
  assert.equal(bearer.status, 401);
  assert.match(bearer.headers.get('www-authenticate') ?? '', /^DPoP /);
  assert.deepEqual(await house.changes(maria), []);
  assert.equal((await wallet.transact(token, anna)).status, 201);
});
