// RFC 6749 §3.2, §5.1, §5.2: the token endpoint, judged by oauth4webapi and openid-client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { install, james, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { createOauth4webapi, createOpenidClient, errorOf } from './judges.ts';

test('oauth4webapi and openid-client find the answer to a redeemed code well-formed', async () => {
  const house = await install();
  const one = await house.offered(maria);
  const first = await (await createOauth4webapi(house)).redeem(one.code, one.digits);
  const other = await house.offered(james);
  const second = await (await createOpenidClient(house)).redeem(other.code, other.digits);
  for (const answer of [first, second]) {
    assert.equal(answer.token_type, 'dpop');
    assert.equal(answer.scope, 'add_user');
    assert.ok(answer.expires_in !== undefined && answer.expires_in > 0 && answer.expires_in <= 300);
    assert.equal(answer.refresh_token, undefined, 'there is nothing to go on with');
  }
});

test('oauth4webapi and openid-client see a wrong guess as invalid_grant, with the tries that are left', async () => {
  const house = await install();
  const { code, digits } = await house.offered(maria);
  const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, '0');
  await assert.rejects((await createOauth4webapi(house)).redeem(code, wrong), (error: unknown) => {
    assert.ok(error instanceof oauth.ResponseBodyError);
    assert.deepEqual([error.error, error.cause.tx_code_attempts_remaining], ['invalid_grant', 4]);
    return true;
  });
  await assert.rejects((await createOpenidClient(house)).redeem(code, wrong), (error: unknown) => {
    assert.ok(error instanceof client.ResponseBodyError);
    assert.deepEqual([error.error, error.cause.tx_code_attempts_remaining], ['invalid_grant', 3]);
    return true;
  });
});

test('openid-client gets no other grant: not by a password, a refresh, a client or an exchange', async () => {
  const house = await install();
  const { config, DPoP } = await createOpenidClient(house);
  for (const grant of [
    'password',
    'refresh_token',
    'client_credentials',
    'authorization_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'urn:openid:params:grant-type:ciba',
  ]) {
    const asked = client.genericGrantRequest(config, grant, { username: maria.userId, password: maria.pin }, { DPoP });
    await assert.rejects(asked, (error) => errorOf(error) === 'unsupported_grant_type', grant);
  }
});

test('nothing of a token request is taken from the address, and no answer may be stored', async () => {
  const house = await install();
  const plain = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  const query = new URLSearchParams({ 'pre-authorized_code': code, tx_code: digits });
  const response = await house.fetch(`/oauth/token?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Apre-authorized_code',
  });
  assert.equal(response.status, 400);
  assert.equal((await house.fetch('/oauth/token')).status, 405);
  const good = await plain.redeem(code, digits);
  assert.equal(good.status, 200);
  for (const { headers } of [response, good]) {
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('content-type'), 'application/json');
  }
});
