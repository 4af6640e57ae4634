// RFC 7009 §2.1, §2.2: revocation, judged by oauth4webapi and openid-client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { install, james, maria } from '../journey/installation.ts';
import { anna } from '../journey/plain-client.ts';
import { createCaller, createOauth4webapi, createOpenidClient, errorOf, installNow, over } from './judges.ts';

const nobody: oauth.ClientAuth = (_as, _client, body) => body.delete('client_id');

test('oauth4webapi revokes a token, and it buys nothing any more; somebody else’s still does', async () => {
  const house = await install();
  const [one, other] = [await createOauth4webapi(house), await createOauth4webapi(house)];
  const offers = [await house.offered(maria), await house.offered(james)] as const;
  const mine = (await one.redeem(offers[0].code, offers[0].digits)).access_token;
  const theirs = (await other.redeem(offers[1].code, offers[1].digits)).access_token;
  const revoke = async (token: string) =>
    oauth.processRevocationResponse(
      await oauth.revocationRequest(one.as, { client_id: 'anonymous' }, nobody, token, over(house)),
    );
  await revoke(mine);
  await revoke(mine);
  await revoke('not-a-token');
  await assert.rejects(one.transact(mine, anna), oauth.WWWAuthenticateChallengeError);
  assert.equal((await other.transact(theirs, anna)).status, 201);
  assert.deepEqual(await house.changes(maria), []);
});

test('openid-client revokes by its own way, and learns as little', async () => {
  const house = await install();
  const { config, redeem } = await createOpenidClient(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await redeem(code, digits);
  await client.tokenRevocation(config, token, { token_type_hint: 'access_token' });
  await client.tokenRevocation(config, 'not-a-token');
  const standing = await house.fetch('/offer/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
  });
  const { state, reason } = (await standing.json()) as { state: string; reason: string };
  assert.deepEqual([state, reason], ['dead', 'revoked']);
});

test('a caller who says who it is must prove it: openid-client by private_key_jwt, and no stranger in its name', async () => {
  const caller = createCaller();
  const house = await installNow(caller.env);
  const wallet = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const { access_token: token } = await wallet.redeem(code, digits);
  const strange = client.PrivateKeyJwt(await createCaller().key());
  const stranger = await createOpenidClient(house, { id: 'desk', authentication: strange });
  await assert.rejects(client.tokenRevocation(stranger.config, token), (error) => errorOf(error) === 'invalid_client');
  const live = await wallet.transact(token, {}).catch(() => undefined);
  assert.equal(live?.status, 422, 'it was not revoked');
  const authentication = client.PrivateKeyJwt(await caller.key());
  const { config } = await createOpenidClient(house, { id: 'desk', authentication });
  await client.tokenRevocation(config, token);
  await assert.rejects(wallet.transact(token, anna));
});

test('a revocation is on the disk before its answer: the store that fails makes it fail', async () => {
  const house = await install();
  const one = await createOauth4webapi(house);
  const { code, digits } = await house.offered(maria);
  const token = (await one.redeem(code, digits)).access_token;
  const { commit } = house.store;
  Object.assign(house.store, { commit: () => Promise.reject(new Error('the disk is gone')) });
  const send = () =>
    house.fetch('/oauth/revoke', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token }).toString(),
    });
  assert.ok((await send()).status >= 500, 'it is not told to be done');
  Object.assign(house.store, { commit });
  assert.equal((await send()).status, 200);
  await assert.rejects(one.transact(token, anna));
});
