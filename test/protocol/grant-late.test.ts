// OpenID4VCI 1.0 §6.1, §6.3; RFC 6749 §5.1: what time or another request decides between two steps of a grant.
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { systemRandom } from '#core';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const kindsOf = async (house: Installation, call: string) => {
  const text = await (await house.fetch(`/console/calls/${call}/evidence`)).text();
  return [...text.matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind);
};
const wrongOf = (digits: string) => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

test('a token is told to live as long as it does', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  assert.equal((await client.redeem(code, digits)).body.expires_in, house.config.tokenSeconds);
  house.clock.advance(10);
  assert.equal((await client.redeem(code, digits)).body.expires_in, house.config.tokenSeconds - 10);
});

test('once the line has gone quiet no guess is compared, and the death is written down by whoever comes', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { call, code, digits } = await house.offered(maria);
  house.clock.advance(house.config.leaseSeconds + 1);
  await client.redeem(code, wrongOf(digits));
  const kinds = await kindsOf(house, call);
  assert.equal(kinds.includes('digits_wrong'), false);
  assert.equal(kinds.filter((kind) => kind === 'grant_dead').length, 1);
});

test('a token used after the line has gone quiet is refused, and the death is written down', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { call, code, digits } = await house.offered(maria);
  const { body } = await client.redeem(code, digits);
  house.clock.advance(house.config.leaseSeconds + 1);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 401);
  assert.equal((await kindsOf(house, call)).filter((kind) => kind === 'grant_dead').length, 1);
});

test('the line goes quiet between the guess being counted and compared: the right digits win nothing', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const { call, code, digits } = await house.offered(maria);
  await client.form('/offer/status', { 'pre-authorized_code': code });
  const commit = house.store.commit.bind(house.store);
  let commits = 0;
  Object.assign(house.store, {
    async commit(parts: Parameters<typeof commit>[0]) {
      const done = await commit(parts);
      commits += 1;
      if (commits === 1) house.clock.advance(house.config.leaseSeconds + 1);
      return done;
    },
  });
  assert.equal((await client.redeem(code, digits)).body.error, 'invalid_grant');
  const kinds = await kindsOf(house, call);
  assert.equal(kinds.includes('grant_redeemed'), false);
  assert.equal(kinds.filter((kind) => kind === 'grant_dead').length, 1);
});

test('another token that names the grant and the key, signed by us, is not the token of that grant', async () => {
  const keyring = generateKeyring(systemRandom, true);
  const house = await install({ keyring });
  const client = createPlainClient(house.fetch, house.issuer);
  const { code, digits } = await house.offered(maria);
  const token = String((await client.redeem(code, digits)).body.access_token);
  const [head = '', body = ''] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), jti: 'tok_AAAAAAAAAAAAAAAAAAAAAA' };
  const input = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const jwk = JSON.parse(keyring.accessTokenKeys[0]?.jwk.reveal() ?? '{}') as { kty: string };
  const key = createPrivateKey({ format: 'jwk', key: jwk });
  const mac = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  assert.equal((await client.transact(`${input}.${mac}`, 'add_user', anna)).status, 401);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
});

test('guesses spent on a call are spent: when none is left there is no other grant', async () => {
  const house = await install({ env: { VOICEGRANT_CALL_ATTEMPTS: '5' } });
  const client = createPlainClient(house.fetch, house.issuer);
  const { call, code, digits } = await house.offered(maria);
  for (let tries = 0; tries < 5; tries += 1) await client.redeem(code, wrongOf(digits));
  const text = house.lastText(maria);
  await house.quiet(call);
  await house.says(call, 'I want to add my wife');
  await house.says(call, 'yes');
  await house.says(call, 'I want to add my wife');
  assert.equal(house.lastText(maria), text, 'nothing more was sent');
  const kinds = await kindsOf(house, call);
  assert.equal(kinds.filter((kind) => kind === 'grant_offered').length, 1);
  assert.ok(kinds.includes('grant_refused'), 'it was asked for');
});
