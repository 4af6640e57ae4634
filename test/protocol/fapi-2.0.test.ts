// FAPI 2.0 Security Profile §5.3.2.1, §5.4: what of it is adopted (docs/protocol.md says what is not, and why).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import { maria } from '../journey/installation.ts';
import { createCaller, createOauth4webapi, discover, errorOf, installNow, over } from './judges.ts';

test('tokens are bound to a key, live five minutes at most, and are signed as the profile allows', async () => {
  const house = await installNow();
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const answer = await wallet.redeem(code, digits);
  const { iat = 0, exp = 0, cnf } = decodeJwt(answer.access_token);
  assert.ok(cnf !== undefined && exp - iat <= 300);
  assert.equal(decodeProtectedHeader(answer.access_token).alg, 'ES256');
  assert.equal(answer.refresh_token, undefined);
});

test('an assertion may be ten seconds ahead of our clock and no minute, and is for our issuer as one string', async () => {
  const caller = createCaller();
  const house = await installNow(caller.env);
  const as = await discover(house);
  const desk: oauth.Client = { client_id: 'desk' };
  const ask = async (change: object) => {
    const authentication = oauth.PrivateKeyJwt(await caller.key(), {
      [oauth.modifyAssertion]: (_header, payload) => {
        Object.assign(payload, change);
      },
    });
    const response = await oauth.introspectionRequest(as, desk, authentication, 'nothing', over(house));
    return oauth.processIntrospectionResponse(as, desk, response);
  };
  const now = Math.floor(house.clock.now());
  assert.equal((await ask({ iat: now + 9, nbf: now + 9 })).active, false);
  const refused = (error: unknown) => errorOf(error) === 'invalid_client';
  for (const change of [{ iat: now + 61 }, { nbf: now + 61 }, { aud: [house.issuer] }, { exp: now + 3600 }])
    await assert.rejects(ask(change), refused, JSON.stringify(change));
});

test('the strict profile gives a code sixty seconds and wants every body bound to its proof', async () => {
  const house = await installNow({ VOICEGRANT_PROFILE: 'strict' });
  assert.equal(house.config.codeSeconds, 60);
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  await assert.rejects(wallet.redeem(code, digits), (error) => errorOf(error) === 'invalid_dpop_proof');
});
