// RFC 7519 §4.1, §7.2: the registered claims of what we sign, judged by jose, and by us of what jose signs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyOptions, jwtVerify } from 'jose';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const redeemed = async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { call, code, digits } = await house.offered(maria);
  const token = String((await client.redeem(code, digits)).body.access_token);
  const keySet = createLocalJWKSet((await (await house.fetch('/oauth/jwks')).json()) as JSONWebKeySet);
  const at = (seconds: number) => new Date((house.clock.now() + seconds) * 1000);
  const judge = (options: JWTVerifyOptions) => jwtVerify(token, keySet, { currentDate: at(0), ...options });
  return { house, client, call, token, judge, at };
};

test('jose finds issuer, audience, subject, times and id in every access token, and holds us to them', async () => {
  const { house, judge, at } = await redeemed();
  const required = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id', 'cnf'];
  const { payload } = await judge({ issuer: house.issuer, audience: house.issuer, requiredClaims: required });
  assert.ok(Number.isInteger(payload.iat) && Number.isInteger(payload.exp));
  await judge({ currentDate: at(Number(payload.exp) - house.clock.now() - 1) });
  await assert.rejects(judge({ currentDate: at(300) }), /exp/);
  await assert.rejects(judge({ issuer: 'https://elsewhere.example' }), /iss/);
  await assert.rejects(judge({ audience: 'https://elsewhere.example' }), /aud/);
});

test('a token is refused here from the second at which jose refuses it, though its call goes on', async () => {
  const { house, client, call, token, judge, at } = await redeemed();
  const quietly = async (seconds: number) => {
    for (let waited = 0; waited < seconds; waited += 20) {
      house.clock.advance(Math.min(20, seconds - waited));
      await house.quiet(call);
    }
  };
  await quietly(280);
  await judge({ currentDate: at(0) });
  await client.form('/offer/status', { 'pre-authorized_code': 'x' });
  assert.equal((await client.transact(token, 'add_user', {})).status, 422, 'it is still good for something');
  await quietly(20);
  await assert.rejects(judge({ currentDate: at(0) }), /exp/);
  await client.form('/offer/status', { 'pre-authorized_code': 'x' });
  assert.equal((await client.transact(token, 'add_user', anna)).status, 401);
});
