// Shows threats T-29 (test/threat/threats.ts).
// RFC 7515 §7.1, RFC 8725 §3.11: the signed receipt of one order, checked by jose alone against the published keys.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

/** Canonical JSON (RFC 8785) of flat objects of strings, written apart from ours. */
const hashOf = (flat: Record<string, string>) =>
  createHash('sha256')
    .update(
      `{${Object.keys(flat)
        .sort()
        .map((name) => `${JSON.stringify(name)}:${JSON.stringify(flat[name])}`)
        .join(',')}}`,
    )
    .digest('base64url');

const keySet = async (house: Installation) =>
  createLocalJWKSet((await (await house.fetch('/oauth/jwks')).json()) as JSONWebKeySet);

const done = async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body: token } = await client.redeem(offer.code, offer.digits);
  const retry = { 'idempotency-key': 'once' };
  const again = () => client.transact(String(token.access_token), 'add_user', anna, retry);
  const { body } = await again();
  return { house, client, offer, token, body, again };
};

test('jose finds a receipt good, and it tells who did what on which call in hashes and handles', async () => {
  const { house, offer, token, body } = await done();
  const { payload, protectedHeader } = await jwtVerify(String(body.signed_receipt), await keySet(house), {
    typ: 'voicegrant-receipt+jwt',
    issuer: house.issuer,
    algorithms: ['ES256'],
    currentDate: new Date(house.clock.now() * 1000),
  });
  assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ']);
  const [detail] = token.authorization_details as { call: string; identifier: string }[];
  const access = JSON.parse(Buffer.from(String(token.access_token).split('.')[1] ?? '', 'base64url').toString());
  assert.deepEqual(payload, {
    iss: house.issuer,
    iat: Math.floor(house.clock.now()),
    jti: body.receipt,
    call: offer.call,
    grant: access.grant_id,
    action: 'add_user',
    sub: access.sub,
    account: detail?.identifier,
    input_digest: hashOf(anna),
    shown_digest: hashOf({
      lang: 'en',
      title: 'Add someone to your account',
      question: 'Who would you like to add?',
      effect: 'They will be able to see and use your account.',
      submit: 'Add Anna to my account',
    }),
    spoken_digest: hashOf({
      lang: 'en',
      readback: 'add Anna Ortiz to your account',
      done: 'Anna Ortiz is now on your account',
    }),
    outcome: 'done',
    reference: body.reference,
    amr: access.amr,
    auth_time: access.auth_time,
    jkt: access.cnf.jkt,
  });
  for (const typed of Object.values(anna)) assert.ok(!JSON.stringify(payload).includes(typed), typed);
});

test('whoever asks again gets the same receipt, byte for byte', async () => {
  const { body, again } = await done();
  assert.equal((await again()).body.signed_receipt, body.signed_receipt);
});

test('a receipt whose commit was lost is never the one that is given out, and the account changes once', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body: token } = await client.redeem(offer.code, offer.digits);
  const retry = { 'idempotency-key': 'once' };
  const commit = house.store.commit.bind(house.store);
  let failed = false;
  Object.assign(house.store, {
    async commit(parts: Parameters<typeof commit>[0]) {
      const isReceipt = parts.writes.some((write) => JSON.stringify(write).includes('"state":"done"'));
      if (!isReceipt || failed) return commit(parts);
      failed = true;
      return { ok: false };
    },
  });
  const { status, body } = await client.transact(String(token.access_token), 'add_user', anna, retry);
  assert.deepEqual([status, failed], [201, true]);
  assert.equal((await house.changes(maria)).length, 1);
  const { payload } = await jwtVerify(String(body.signed_receipt), await keySet(house));
  assert.equal(payload.jti, body.receipt, 'the receipt that was kept is the one that was signed');
});
