// RFC 8707 §2, §2.2: the resource a token is asked for, by openid-client and oauth4webapi.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { install, james, maria } from '../journey/installation.ts';
import { createOauth4webapi, createOpenidClient, errorOf } from './judges.ts';

test('openid-client and oauth4webapi get a token for our resource, and for no other', async () => {
  const house = await install();
  const [one, other] = [await createOpenidClient(house), await createOauth4webapi(house)];
  for (const [judge, who] of [
    [one, maria],
    [other, james],
  ] as const) {
    const { code, digits } = await house.offered(who);
    for (const resource of ['https://elsewhere.example', `${house.issuer}.evil.example`, `${house.issuer}/`])
      await assert.rejects(
        judge.redeem(code, digits, { resource }),
        (error) => errorOf(error) === 'invalid_target',
        resource,
      );
    const { access_token: token } = await judge.redeem(code, digits, { resource: house.issuer });
    assert.equal(decodeJwt(token).aud, house.issuer);
  }
});
