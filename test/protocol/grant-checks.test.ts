// OpenID4VCI 1.0 §6.3, RFC 9449 §11.1: checks of a grant's life that no other protocol test takes away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const statusOf = async (house: Installation, code: string) => {
  const { body } = await createPlainClient(house.fetch, house.issuer).form('/offer/status', {
    'pre-authorized_code': code,
  });
  return [body.state, body.reason];
};

const kindsOf = async (house: Installation, call: string) => {
  const response = await house.fetch(`/console/calls/${call}/evidence`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => [...line.matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind));
};

for (const when of ['before it is redeemed', 'after it is redeemed'] as const) {
  test(`declining kills a grant ${when}, says why, and cannot be done twice`, async () => {
    const house = await install();
    const client = createPlainClient(house.fetch, house.issuer);
    const offer = await house.offered(maria);
    const token = when.startsWith('after') ? await client.redeem(offer.code, offer.digits) : null;
    await client.form('/offer/decline', { 'pre-authorized_code': offer.code, reason: 'declined' });
    await client.form('/offer/decline', { 'pre-authorized_code': offer.code, reason: 'disowned' });
    assert.deepEqual(await statusOf(house, offer.code), ['dead', 'declined']);
    assert.equal((await client.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
    if (token !== null) {
      assert.equal((await client.transact(String(token.body.access_token), 'add_user', anna)).status, 401);
    }
    const kinds = await kindsOf(house, offer.call);
    assert.equal(kinds.filter((kind) => kind === 'grant_dead').length, 1, 'one death, written once');
    assert.deepEqual(await house.changes(maria), []);
  });
}

test('what was used stays used: its call may end, it may be declined, and it is not dead', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body } = await client.redeem(offer.code, offer.digits);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201);
  await client.form('/offer/decline', { 'pre-authorized_code': offer.code, reason: 'declined' });
  await house.hangUp(offer.call);
  house.clock.advance(4000);
  await house.app.tend();
  assert.deepEqual(await statusOf(house, offer.code), ['consumed', undefined]);
  const again = await client.redeem(offer.code, offer.digits);
  assert.equal(again.body.error, 'invalid_grant');
});

test('a second grant of one account replaces the first, and leaves one that was used alone', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const first = await house.offered(maria);
  const second = await house.offered(maria);
  assert.deepEqual(await statusOf(house, first.code), ['dead', 'replaced']);
  const { body } = await client.redeem(second.code, second.digits);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201);
  const third = await house.offered(maria);
  assert.deepEqual(await statusOf(house, second.code), ['consumed', undefined]);
  assert.equal((await kindsOf(house, second.call)).filter((kind) => kind === 'grant_dead').length, 0);
  assert.deepEqual(await statusOf(house, third.code), ['offered', undefined]);
});

test('the key that won may ask again; another key with the digits gets nothing, and later ends it', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body } = await client.redeem(offer.code, offer.digits);
  const again = await client.redeem(offer.code, offer.digits);
  assert.equal(again.status, 200);
  assert.equal(claimsOf(again.body.access_token).jti, claimsOf(body.access_token).jti, 'the same token, signed again');
  const other = createPlainClient(house.fetch, house.issuer);
  assert.equal((await other.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
  assert.deepEqual(await statusOf(house, offer.code), ['redeemed', undefined], 'one who raced hurts nobody');
  house.clock.advance(5);
  const wrong = String((Number(offer.digits) + 1) % 1_000_000).padStart(6, '0');
  assert.equal((await other.redeem(offer.code, wrong)).body.error, 'invalid_grant');
  assert.deepEqual(await statusOf(house, offer.code), ['redeemed', undefined], 'nor does one who only has the link');
  assert.equal((await other.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
  assert.deepEqual(await statusOf(house, offer.code), ['dead', 'revoked']);
});

const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as { jti: string };

test('opening the page is told once, and after a redeem no more', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const form = { 'pre-authorized_code': offer.code };
  for (let time = 0; time < 3; time += 1) await client.form('/offer/open', form);
  await client.form('/offer/open', { 'pre-authorized_code': 'x'.repeat(43) });
  assert.equal((await kindsOf(house, offer.call)).filter((kind) => kind === 'link_opened').length, 1);
});
