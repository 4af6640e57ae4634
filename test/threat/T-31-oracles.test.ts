// T-31. Attacker: asks introspection and revocation about tokens, to learn which exist and what became of them.
// Control: whatever is not live is one and the same answer, after the same reads (src/http/introspection-endpoint.ts,
// src/http/revocation-endpoint.ts). Failure would show as a byte, a header or a number of reads that tells cases apart.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { test } from 'node:test';
import { stoppedClock } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

/** A house with an entitled caller of introspection, and a count of what the store was asked. */
const world = async () => {
  const caller = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...caller.publicKey.export({ format: 'jwk' }), kid: 'one' };
  const clock = stoppedClock();
  const inner = openMemoryStore({ clock });
  let reads: string[] = [];
  const store: Store = {
    ...inner,
    get(key) {
      reads.push(key.slice(0, 2).join());
      return inner.get(key);
    },
  };
  const house = await install({
    ...{ clock, store },
    env: { VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'desk', jwks: { keys: [jwk] } }]) },
  });
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const assertion = () => {
    const now = Math.floor(clock.now());
    const signed = `${encode({ alg: 'ES256', kid: 'one' })}.${encode({
      ...{ iss: 'desk', sub: 'desk', aud: house.issuer, jti: randomUUID(), iat: now, exp: now + 60 },
    })}`;
    const key = { key: caller.privateKey, dsaEncoding: 'ieee-p1363' as const };
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  };
  const ask = async (path: string, token: string, authenticated: boolean) => {
    reads = [];
    const client: Record<string, string> = authenticated
      ? {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(),
        }
      : {};
    const response = await house.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token, ...client }).toString(),
    });
    const headers = [...response.headers].filter(([name]) => name !== 'dpop-nonce');
    return { seen: JSON.stringify([response.status, headers, await response.text()]), reads: reads.join(' ') };
  };
  return { house, ask };
};

const tokens = async (house: Awaited<ReturnType<typeof install>>) => {
  const client = createPlainClient(house.fetch, house.issuer);
  const redeem = async (who = maria) => {
    const offer = await house.offered(who);
    const { body } = await client.redeem(offer.code, offer.digits);
    return { call: offer.call, token: String(body.access_token) };
  };
  const used = await redeem();
  await client.transact(used.token, 'add_user', anna);
  const ended = await redeem();
  await house.hangUp(ended.call);
  const replaced = await redeem();
  const live = await redeem();
  const other = await redeem(james);
  const [head, claims, signature = ''] = live.token.split('.');
  return {
    live: live.token,
    otherLive: other.token,
    dead: {
      used: used.token,
      ended: ended.token,
      replaced: replaced.token,
      'never made': 'nothing',
      'wrongly signed': `${head}.${claims}.${signature.slice(0, -4)}AAAA`,
      foreign: createHash('sha256').update('x').digest('base64url'),
      'no signature': `${head}.${claims}.`,
    },
  };
};

test('introspection answers the same bytes, after the same reads, for whatever is not live', async (t) => {
  const { house, ask } = await world();
  const { live, dead } = await tokens(house);
  assert.match((await ask('/oauth/introspect', live, true)).seen, /"token_type/);
  const answers = await Promise.all(
    Object.values(dead).map(async (token) => (await ask('/oauth/introspect', token, true)).seen),
  );
  assert.match(answers[0] ?? '', /\{\\"active\\":false\}/);
  assert.equal(new Set(answers).size, 1);
  const reads = [];
  for (const token of Object.values(dead)) reads.push((await ask('/oauth/introspect', token, true)).reads);
  assert.equal(new Set(reads).size, 1, reads.join('\n'));
  assert.doesNotMatch((await ask('/oauth/introspect', live, false)).seen, /active/);
  tell(t, 'T-31', answers.length * 2, new Set(answers).size - 1);
});

test('revocation says yes to everything, and a stranger’s nonsense revokes nothing', async (t) => {
  const { house, ask } = await world();
  const { live, otherLive, dead } = await tokens(house);
  const answers = [];
  for (const token of Object.values(dead)) answers.push((await ask('/oauth/revoke', token, false)).seen);
  answers.push((await ask('/oauth/revoke', otherLive, false)).seen);
  assert.equal(new Set(answers).size, 1);
  assert.match((await ask('/oauth/introspect', live, true)).seen, /"token_type/, 'another token is untouched');
  assert.doesNotMatch((await ask('/oauth/introspect', otherLive, true)).seen, /"token_type/);
  tell(t, 'T-31', answers.length, new Set(answers).size - 1);
});
