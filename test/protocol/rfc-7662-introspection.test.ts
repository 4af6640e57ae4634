// RFC 7662 §2.1, §2.2; RFC 9449 §6.2; RFC 9396 §9.2: introspection, judged by oauth4webapi and openid-client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { maria } from '../journey/installation.ts';
import { anna } from '../journey/plain-client.ts';
import { createCaller, createOauth4webapi, createOpenidClient, installNow, over } from './judges.ts';

test('oauth4webapi and openid-client see a live token with its key and details, and a used one as nothing at all', async () => {
  const caller = createCaller();
  const house = await installNow(caller.env);
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await wallet.redeem(code, digits);
  const authentication = client.PrivateKeyJwt(await caller.key());
  const { config } = await createOpenidClient(house, { id: 'desk', authentication });
  const desk: oauth.Client = { client_id: 'desk' };
  const ask = async () => {
    const key = oauth.PrivateKeyJwt(await caller.key());
    const response = await oauth.introspectionRequest(wallet.as, desk, key, token, over(house));
    const text = await response.clone().text();
    return { text, answer: await oauth.processIntrospectionResponse(wallet.as, desk, response) };
  };
  const { answer } = await ask();
  assert.deepEqual(await client.tokenIntrospection(config, token), answer, 'both read the same');
  assert.deepEqual(
    [answer.active, answer.token_type, answer.scope, answer.iss, answer.aud],
    [true, 'DPoP', 'add_user', house.issuer, house.issuer],
  );
  assert.equal(answer.cnf?.jkt, await wallet.DPoP.calculateThumbprint());
  assert.equal((answer.authorization_details as { type: string }[])[0]?.type, 'add_user');
  assert.equal((await wallet.transact(token, anna)).status, 201);
  assert.equal((await ask()).text, '{"active":false}');
});

test('whoever is not authenticated learns nothing of a live token', async () => {
  const house = await installNow();
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await wallet.redeem(code, digits);
  const asked = async (form: Record<string, string>) => {
    const response = await house.fetch('/oauth/introspect', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `DPoP ${token}` },
      body: new URLSearchParams(form).toString(),
    });
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  assert.deepEqual(await asked({ token }), [401, 'invalid_client']);
  assert.deepEqual(await asked({ token, client_id: 'voicegrant-page' }), [401, 'invalid_client']);
});
