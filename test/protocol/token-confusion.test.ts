// RFC 8725 §2.8, §3.11, §3.12; RFC 9068 §4; RFC 9449 §7.1, §7.2: whatever is signed or secret here, at every route, in every
// place a token can be put. Made from the route table, so that a new route is covered without a word here. Threat T-22.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { generateKeyring } from '#config';
import { systemRandom } from '#core';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient, grantType } from '../journey/plain-client.ts';

const keyring = generateKeyring(systemRandom, true);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const privateKeyOf = ([key]: typeof keyring.receiptKeys) =>
  createPrivateKey({ format: 'jwk', key: JSON.parse(key?.jwk.reveal() ?? '{}') as { kty: string } });
const es256 = (by: KeyObject, header: object, claims: object): string => {
  const input = `${encode({ alg: 'ES256', ...header })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

let house: Installation;
let client: ReturnType<typeof createPlainClient>;
let offer: Awaited<ReturnType<Installation['offered']>>;
let token = '';
const things: Record<string, string> = {};
const caller = generateKeyPairSync('ec', { namedCurve: 'P-256' });

before(async () => {
  const jwk = { ...caller.publicKey.export({ format: 'jwk' }), kid: 'one' };
  const env = { VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'desk', jwks: { keys: [jwk] } }]) };
  house = await install({ keyring, env });
  client = createPlainClient(house.fetch, house.issuer);
  const first = await house.offered(james);
  const used = await client.redeem(first.code, first.digits);
  const { body } = await client.transact(String(used.body.access_token), 'add_user', anna);
  offer = await house.offered(maria);
  token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const kidOf = (keys: typeof keyring.receiptKeys) => ({ kid: keys[0]?.kid });
  const provider = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  Object.assign(things, {
    'a genuine receipt': String(body.signed_receipt),
    "a receipt key's signature over a token's claims": es256(
      privateKeyOf(keyring.receiptKeys),
      { typ: 'voicegrant-receipt+jwt', ...kidOf(keyring.receiptKeys) },
      claims,
    ),
    "a receipt key's signature under a token's type": es256(
      privateKeyOf(keyring.receiptKeys),
      { typ: 'at+jwt', ...kidOf(keyring.receiptKeys) },
      claims,
    ),
    "a checkpoint key's signature over a token's claims": es256(
      privateKeyOf(keyring.checkpointKeys),
      { typ: 'voicegrant-checkpoint+jwt', ...kidOf(keyring.checkpointKeys) },
      claims,
    ),
    'a credential with all its disclosures': `${es256(
      privateKeyOf(keyring.receiptKeys),
      { typ: 'dc+sd-jwt', ...kidOf(keyring.receiptKeys) },
      { ...claims, vct: 'urn:voicegrant:receipt:1' },
    )}~`,
    "an identity provider's token with a token's claims": es256(provider, { typ: 'at+jwt', kid: 'idp-1' }, claims),
    "an ID token under a token's kid": es256(
      provider,
      { typ: 'JWT', ...kidOf(keyring.accessTokenKeys) },
      { ...claims, nonce: 'n', at_hash: 'h' },
    ),
    'our token key under the type of an ID token': es256(
      privateKeyOf(keyring.accessTokenKeys),
      { typ: 'JWT', ...kidOf(keyring.accessTokenKeys) },
      claims,
    ),
    "a token's claims without a signature": `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims)}.`,
    "a confidential caller's assertion": es256(
      caller.privateKey,
      { kid: 'one', typ: 'client-authentication+jwt' },
      { iss: 'desk', sub: 'desk', aud: house.issuer, jti: 'j1', exp: Math.floor(house.clock.now()) + 60 },
    ),
    'a DPoP proof': client.proof('POST', `${house.issuer}/oauth/token`),
    'the pre-authorized code': offer.code,
    'the six digits': offer.digits,
    'a used token': String(used.body.access_token),
  });
});

const ath = (value: string) => createHash('sha256').update(value).digest('base64url');
const places = ['Authorization: DPoP', 'Authorization: Bearer', 'query', 'form'] as const;

/** One request to a route with this thing in this place; the body is what the route would take. */
const present = async (method: string, path: string, place: (typeof places)[number], thing: string) => {
  const target = path.replace('{type}', 'add_user').replace(/\{\w+\}/g, 'x');
  const isForm = /^\/(oauth|offer)\//.test(path) || place === 'form';
  const body = isForm ? new URLSearchParams({ access_token: thing }).toString() : JSON.stringify(anna);
  const response = await house.fetch(
    place === 'query' ? `${target}?access_token=${encodeURIComponent(thing)}` : target,
    {
      method,
      headers: {
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        dpop: client.proof(method, `${house.issuer}${target}`, { ath: ath(thing) }),
        ...(place.startsWith('Auth') ? { authorization: `${place.slice(15)} ${thing}` } : {}),
      },
      ...(method === 'GET' ? {} : { body }),
    },
  );
  return { status: response.status, text: await response.text() };
};

/** What the same request answers to somebody who brings nothing. */
const bare = async (method: string, path: string) => (await present(method, path, 'query', '')).status;

describe('at every route, in every place', () => {
  test('nothing but a live token opens what a token opens, and nothing opens or breaks anything else', async () => {
    await client.form('/offer/status', { 'pre-authorized_code': offer.code });
    let tried = 0;
    for (const [method, path, , , , who] of house.app.routes) {
      // The development handset takes no token at all and changes what it is told to.
      if (who === 'dev') continue;
      const usual = await bare(method, path);
      for (const [name, thing] of Object.entries(things)) {
        for (const place of places) {
          // What a used token is still for: its own receipt.
          if (name === 'a used token' && path === '/credential/offer' && place === 'Authorization: DPoP') continue;
          const { status, text } = await present(method, path, place, thing);
          const at = `${name} at ${method} ${path} as ${place}`;
          assert.ok(status < 500, `${at}: ${status}`);
          if (who === 'token' || who === 'client')
            assert.ok(status >= 400 || path === '/oauth/revoke', `${at}: ${status}`);
          else if (method === 'GET') assert.equal(status, usual, at);
          if (path !== '/openapi.json') assert.ok(!text.includes(thing) || thing.length < 10, `${at}: said back`);
          tried += 1;
        }
      }
    }
    assert.ok(tried > 800, `${tried} were tried`);
    assert.deepEqual(await house.changes(maria), []);
    assert.equal((await house.changes(james)).length, 1);
  });

  test('a live token under Bearer, in the query or in the body is no token', async () => {
    for (const path of ['/transactions/add_user', '/credential']) {
      for (const place of ['Authorization: Bearer', 'query', 'form'] as const) {
        const { status } = await present('POST', path, place, token);
        assert.ok(status === 401 || status === 415, `${path} ${place}: ${status}`);
      }
    }
  });
});

test('nothing but an assertion of a registered key stands for a client', async () => {
  for (const [name, thing] of Object.entries({ ...things, 'a live token': token })) {
    if (name === "a confidential caller's assertion") continue;
    const { status, body } = await client.form('/oauth/introspect', {
      token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: thing,
    });
    assert.deepEqual([status, body.error], [401, 'invalid_client'], name);
  }
});

test('no token, receipt or proof stands for a code, for digits, or for a proof', async () => {
  for (const [name, thing] of Object.entries({ ...things, 'a live token': token })) {
    if (name === 'the pre-authorized code') continue;
    if (thing.length <= 128) {
      const { status } = await client.redeem(thing, offer.digits);
      assert.equal(status, 400, `${name} as a code`);
    }
    // A proof by the key that won the token is what it is: it gets that token again.
    if (name === 'a DPoP proof') continue;
    const form = { grant_type: grantType, 'pre-authorized_code': thing, tx_code: thing };
    const asProof = await house.fetch('/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: thing },
      body: new URLSearchParams({ ...form, 'pre-authorized_code': offer.code, tx_code: offer.digits }).toString(),
    });
    assert.equal(asProof.status, 400, `${name} as a proof`);
    if (thing === offer.digits) continue;
    const { status, body } = await client.redeem(offer.code, thing);
    assert.deepEqual([status, body.error], [400, 'invalid_request'], `${name} as digits`);
  }
});

test('nothing but a proof for the credential issuer stands for a proof of a wallet’s key', async () => {
  for (const [name, thing] of Object.entries({ ...things, 'a live token': token })) {
    const used = things['a used token'] ?? '';
    const response = await house.fetch('/credential', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `DPoP ${used}`,
        dpop: client.proof('POST', `${house.issuer}/credential`, { ath: ath(used) }),
      },
      body: JSON.stringify({ credential_configuration_id: 'voicegrant_receipt', proofs: { jwt: [thing] } }),
    });
    assert.deepEqual(
      [response.status, ((await response.json()) as { error: string }).error],
      [400, 'invalid_proof'],
      name,
    );
  }
});

test('and after all of it the token does what it is for, once', async () => {
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
});
