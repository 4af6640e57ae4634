// RFC 9068 §2.1, §2.2, §4: our access tokens, judged by oauth4webapi as a resource server of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import { maria } from '../journey/installation.ts';
import { createOauth4webapi, installNow, over } from './judges.ts';

test('oauth4webapi accepts our access token with its proof, and not with the proof of another', async () => {
  const house = await installNow();
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await wallet.redeem(code, digits);
  assert.equal(decodeProtectedHeader(token).typ, 'at+jwt');
  assert.deepEqual(Object.keys(decodeJwt(token)).sort(), [
    ...['acr', 'amr', 'aud', 'auth_time', 'authorization_details', 'client_id', 'cnf', 'exp', 'grant_id', 'iat'],
    ...['iss', 'jti', 'scope', 'sub'],
  ]);
  const captured = async (DPoP: oauth.DPoPHandle): Promise<Request> => {
    let seen: Request | undefined;
    const target = new URL(`${house.issuer}/transactions/add_user`);
    await oauth.protectedResourceRequest(token, 'POST', target, new Headers(), null, {
      ...over(house),
      DPoP,
      [oauth.customFetch]: async (url: string, init: object) => {
        seen = new Request(url, init as RequestInit);
        return new Response('{}');
      },
    });
    assert.ok(seen);
    return seen;
  };
  const ask = async (DPoP: oauth.DPoPHandle) =>
    oauth.validateJwtAccessToken(wallet.as, await captured(DPoP), house.issuer, over(house));
  assert.equal((await ask(wallet.DPoP)).scope, 'add_user');
  await assert.rejects(ask(oauth.DPoP({}, await oauth.generateKeyPair('ES256'))));
});
