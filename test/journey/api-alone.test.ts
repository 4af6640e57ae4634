// Shows threats T-15, T-16, T-20, T-24 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, james, maria } from './installation.ts';
import { anna, createPlainClient } from './plain-client.ts';

const newClient = (house: Awaited<ReturnType<typeof install>>) => createPlainClient(house.fetch, house.issuer);

test('a client written from the RFCs alone goes from the text to the receipt', async () => {
  const house = await install();
  const client = newClient(house);
  const { body: metadata } = await client.get('/.well-known/oauth-authorization-server');
  assert.equal(metadata.issuer, house.issuer);
  const offer = await house.offered(maria);
  const redeemed = await client.redeem(offer.code, offer.digits);
  assert.equal(redeemed.status, 200);
  assert.equal(redeemed.body.token_type, 'DPoP');
  const done = await client.transact(String(redeemed.body.access_token), 'add_user', anna);
  assert.equal(done.status, 201);
  assert.match(String(done.body.reference), /^[\w-]{7}$/);
  assert.equal(done.body.message, 'Anna Ortiz is now on your account');
  assert.deepEqual(
    (await house.changes(maria)).map(({ action, input }) => ({ action, input: { ...(input as object) } })),
    [{ action: 'add_user', input: anna }],
  );
  const heard = await house.quiet(offer.call);
  assert.match(heard.say.join(' '), /Anna Ortiz/);
});

test('a used token is refused, and the account is changed once', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  const again = await client.transact(token, 'add_user', anna);
  assert.equal(again.status, 401);
  assert.equal(again.body.code, 'invalid_token');
  assert.equal((await client.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
  assert.equal((await house.changes(maria)).length, 1);
});

test('an answer lost on the way can be asked for again with the same idempotency key', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const key = { 'idempotency-key': 'first-try' };
  const first = await client.transact(token, 'add_user', anna, key);
  const second = await client.transact(token, 'add_user', anna, key);
  assert.deepEqual([second.status, second.body], [201, first.body]);
  const other = await client.transact(token, 'add_user', { ...anna, given_name: 'Eve' }, key);
  assert.equal(other.body.code, 'different_input');
  assert.equal((await client.transact(token, 'add_user', anna, { 'idempotency-key': 'another' })).status, 401);
  assert.equal((await house.changes(maria)).length, 1);
});

test('the same browser may redeem again after a lost answer, another browser may not and ends it', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const first = await client.redeem(offer.code, offer.digits);
  const again = await client.redeem(offer.code, offer.digits);
  assert.equal(again.status, 200);
  house.clock.advance(6);
  const thief = await newClient(house).redeem(offer.code, offer.digits);
  assert.equal(thief.body.error, 'invalid_grant');
  const refused = await client.transact(String(first.body.access_token), 'add_user', anna);
  assert.equal(refused.body.code, 'invalid_token');
});

test('after the caller hangs up neither the code nor the token works', async () => {
  const house = await install();
  const client = newClient(house);
  const first = await house.offered(maria);
  const token = String((await client.redeem(first.code, first.digits)).body.access_token);
  await house.hangUp(first.call);
  assert.equal((await client.transact(token, 'add_user', anna)).body.code, 'invalid_token');
  const second = await house.offered(maria);
  await house.hangUp(second.call);
  assert.equal((await client.redeem(second.code, second.digits)).body.error, 'invalid_grant');
  assert.deepEqual(await house.changes(maria), []);
});

test('when the line goes silent the grant dies with the lease, without any event', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  house.clock.advance(25);
  assert.equal((await client.transact(token, 'add_user', anna)).body.code, 'invalid_token');
  await house.quiet(offer.call);
  assert.equal(
    (await client.transact(token, 'add_user', anna)).body.code,
    'invalid_token',
    'a late beat revives nothing',
  );
});

test('a token for one action or account can do no other', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const address = { street: 'Main Street 1', postal_code: '10115', locality: 'Berlin', country: 'DE' };
  const other = await client.transact(token, 'change_address', address);
  assert.deepEqual([other.status, other.body.code], [403, 'insufficient_scope']);
  const widened = await client.transact(token, 'add_user', { ...anna, account: james.account });
  assert.deepEqual([widened.status, widened.body.code], [422, 'invalid_input']);
  assert.equal((await client.transact(token, 'nothing_such', anna)).status, 403);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  assert.deepEqual(await house.changes(james), []);
});

test('without a proof, with another key, or as a bearer token nothing is done', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const send = (headers: Record<string, string>) =>
    house.fetch('/transactions/add_user', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(anna),
    });
  assert.equal((await send({})).status, 401);
  assert.equal((await send({ authorization: `DPoP ${token}` })).status, 401);
  assert.equal((await send({ authorization: `Bearer ${token}` })).status, 401);
  assert.equal((await newClient(house).transact(token, 'add_user', anna)).body.code, 'invalid_token');
  assert.deepEqual(await house.changes(maria), []);
});

test('five wrong digits spend the grant, however many are tried at once', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  const wrong = Array.from({ length: 60 }, (_, index) =>
    String((Number(offer.digits) + 1 + index) % 1_000_000).padStart(6, '0'),
  );
  const answers = await Promise.all(wrong.map((digits) => newClient(house).redeem(offer.code, digits)));
  assert.ok(answers.every(({ body }) => body.error === 'invalid_grant'));
  const heard = (await house.app.line.turn(offer.call as never, { type: 'silence' })).say.join(' ');
  assert.match(heard, /text|again/i);
  assert.equal((await newClient(house).redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
});

test('a hundred redeems of one code at once give exactly one browser a token, and it works', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  const clients = Array.from({ length: 100 }, () => newClient(house));
  const answers = await Promise.all(
    clients.map(async (client) => ({ client, answer: await client.redeem(offer.code, offer.digits) })),
  );
  const winners = answers.filter(({ answer }) => answer.status === 200);
  assert.equal(winners.length, 1);
  const [winner] = winners;
  const done = await winner!.client.transact(String(winner!.answer.body.access_token), 'add_user', anna);
  assert.equal(done.status, 201);
});

test('digits of one call do not open the link of another', async () => {
  const house = await install();
  const [one, two] = [await house.offered(maria), await house.offered(james)];
  assert.equal((await newClient(house).redeem(one.code, two.digits)).body.error, 'invalid_grant');
  assert.equal((await newClient(house).redeem(two.code, two.digits)).status, 200);
});

test('a locked person cannot go on with a grant that was offered before', async () => {
  const house = await install();
  const client = newClient(house);
  const offer = await house.offered(maria);
  for (let turn = 0; turn < 4; turn += 1) {
    const { call_id } = await house.ring(james);
    await house.keys(call_id, `${maria.userId}#`);
    for (let tries = 0; tries < 3; tries += 1) {
      await house.keys(call_id, '11223344');
      await house.keys(call_id, `${maria.userId}#`);
    }
  }
  const refused = await client.redeem(offer.code, offer.digits);
  assert.equal(refused.body.error, 'invalid_grant');
});
