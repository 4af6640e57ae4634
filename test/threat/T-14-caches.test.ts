// T-14. Attacker: whoever shares a cache, a proxy or a delivery network with the victim.
// Control: every answer says `no-store`; the code is in the fragment or in a body, never in an address (src/http/respond.ts,
// src/page/policy.ts). Failure would show as a second client that is answered from the cache, or a secret in an address.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { everyAnswer } from './every-answer.ts';
import { tell } from './tell.ts';

test('no answer of any status may be stored', async (t) => {
  const answers = await everyAnswer(await install());
  const stored = answers.filter(({ response }) => response.headers.get('cache-control') !== 'no-store');
  assert.deepEqual(
    stored.map(({ what, response }) => `${what} ${response.status}`),
    [],
  );
  tell(t, 'T-14', answers.length, stored.length);
});

test('a cache in front that keeps whatever it may keep never answers a second client', async (t) => {
  const house = await install();
  const cache = new Map<string, Response>();
  const addresses: string[] = [];
  let hits = 0;
  const through = async (path: string, init?: RequestInit) => {
    addresses.push(path);
    // An eager cache: keyed by address alone, for every method and status, unless it is forbidden to keep.
    const kept = cache.get(path);
    if (kept !== undefined) {
      hits += 1;
      return kept.clone();
    }
    const response = await house.fetch(path, init);
    if (!/no-store/.test(response.headers.get('cache-control') ?? '')) cache.set(path, response.clone());
    return response;
  };
  const offer = await house.offered(maria);
  const client = createPlainClient(through, house.issuer);
  await client.get('/.well-known/oauth-authorization-server');
  await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  const { body } = await client.redeem(offer.code, offer.digits);
  await client.transact(String(body.access_token), 'add_user', anna);
  const second = createPlainClient(through, house.issuer);
  await second.redeem(offer.code, offer.digits);
  await through('/add_user');
  await through('/add_user');
  const secrets = [offer.code, offer.digits, String(body.access_token)];
  assert.ok(addresses.every((path) => secrets.every((secret) => !path.includes(secret))));
  tell(t, 'T-14', addresses.length, hits);
});
