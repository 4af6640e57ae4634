// RFC 7523 §2.2, §3: confidential callers by private_key_jwt, made by oauth4webapi and openid-client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { createCaller, createOpenidClient, discover, errorOf, installNow, over } from './judges.ts';

test('openid-client and oauth4webapi authenticate as a registered caller', async () => {
  const caller = createCaller();
  const house = await installNow(caller.env);
  const { config } = await createOpenidClient(house, {
    id: 'desk',
    authentication: client.PrivateKeyJwt(await caller.key()),
  });
  assert.equal((await client.tokenIntrospection(config, 'nothing')).active, false);
  const as = await discover(house);
  const ask = async (id: string, authentication: oauth.ClientAuth) => {
    const desk: oauth.Client = { client_id: id };
    const response = await oauth.introspectionRequest(as, desk, authentication, 'nothing', over(house));
    return oauth.processIntrospectionResponse(as, desk, response);
  };
  assert.equal((await ask('desk', oauth.PrivateKeyJwt(await caller.key()))).active, false);
  const strange = createCaller();
  const refused = (error: unknown) => errorOf(error) === 'invalid_client';
  await assert.rejects(ask('desk', oauth.PrivateKeyJwt(await strange.key())), refused, 'another key');
  await assert.rejects(ask('else', oauth.PrivateKeyJwt(await caller.key())), refused, 'another name');
  await assert.rejects(ask('desk', oauth.None()), refused, 'a name alone');
  await assert.rejects(ask('desk', oauth.ClientSecretPost('secret')), refused, 'a secret');
  await assert.rejects(ask('desk', oauth.ClientSecretJwt('secret')), refused, 'an HMAC');
});

test('an assertion for the token endpoint, or for us among others, is none of ours', async () => {
  const caller = createCaller();
  const house = await installNow(caller.env);
  const as = await discover(house);
  const desk: oauth.Client = { client_id: 'desk' };
  for (const aud of [`${house.issuer}/oauth/token`, [house.issuer, 'https://elsewhere.example'], undefined]) {
    const authentication = oauth.PrivateKeyJwt(await caller.key(), {
      [oauth.modifyAssertion]: (_header, payload) => {
        Object.assign(payload, { aud });
      },
    });
    const asked = oauth
      .introspectionRequest(as, desk, authentication, 'nothing', over(house))
      .then((response) => oauth.processIntrospectionResponse(as, desk, response));
    await assert.rejects(asked, `${aud}`);
  }
});
