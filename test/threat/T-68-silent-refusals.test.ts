// T-68. Attacker: nobody; a control that fails, or is tried, without anybody ever hearing of it.
// Control: every refusal on a call is one entry of its journal, in the commit that refuses, and is counted
// (src/journal/facts.ts, src/http/metrics-endpoint.ts). Failure would show as a refusal with no entry, or with two.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '#core';
import { createJournal } from '#journal';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

type World = {
  readonly house: Installation;
  readonly client: ReturnType<typeof createPlainClient>;
  readonly call: string;
  readonly code: string;
  readonly digits: string;
};

const redeemed = async ({ client, code, digits }: World) =>
  String((await client.redeem(code, digits)).body.access_token);

/** What is refused, and the one entry it leaves. */
const refusals: Readonly<Record<string, readonly [entry: string, provoke: (world: World) => Promise<unknown>]>> = {
  'wrong digits': [
    'digits_wrong',
    ({ client, code, digits }) => client.redeem(code, String((Number(digits) + 1) % 1_000_000).padStart(6, '0')),
  ],
  'a link refused by its reader': [
    'grant_dead disowned',
    ({ client, code }) => client.form('/offer/decline', { 'pre-authorized_code': code, reason: 'disowned' }),
  ],
  'a hang-up before the end': ['grant_dead hung_up', ({ house, call }) => house.hangUp(call)],
  'a code too old': [
    'grant_dead expired',
    async ({ house, client, call, code, digits }) => {
      for (let gone = 0; gone <= 304; gone += 8) {
        house.clock.advance(8);
        if (gone < 296) await house.quiet(call);
      }
      await client.redeem(code, digits);
    },
  ],
  'a call gone silent': [
    'grant_dead lease_lapsed',
    async ({ house, client, code, digits }) => {
      house.clock.advance(26);
      await client.redeem(code, digits);
    },
  ],
  'a newer text': ['grant_dead replaced', ({ house, call }) => house.says(call, 'send it again')],
  'a token for another transaction': [
    'refused insufficient_scope',
    async (world) => world.client.transact(await redeemed(world), 'change_address', anna),
  ],
  'a token used twice': [
    'refused invalid_token',
    async (world) => {
      const token = await redeemed(world);
      await world.client.transact(token, 'add_user', anna);
      await world.client.transact(token, 'add_user', anna);
    },
  ],
  'a token revoked': [
    'grant_dead revoked',
    async (world) => world.client.form('/oauth/revoke', { token: await redeemed(world) }),
  ],
  'the right digits with another key, later': [
    'grant_dead revoked',
    async (world) => {
      await redeemed(world);
      world.house.clock.advance(6);
      await createPlainClient(world.house.fetch, world.house.issuer).redeem(world.code, world.digits);
    },
  ],
};

const told = async (house: Installation, call: string) =>
  (await createJournal(house).read(call as CallId)).map(({ fact }) => {
    const { kind, reason, code } = fact as unknown as Record<string, string>;
    return [kind, reason, code].filter(Boolean).join(' ');
  });

for (const [what, [entry, provoke]] of Object.entries(refusals)) {
  test(`${what} leaves exactly one entry: ${entry}`, async (t) => {
    const house = await install();
    const offer = await house.offered(maria);
    const client = createPlainClient(house.fetch, house.issuer);
    const before = await told(house, offer.call);
    await provoke({ house, client, ...offer });
    await house.app.tend();
    const new_ = (await told(house, offer.call)).slice(before.length).filter((one) => one === entry);
    assert.equal(new_.length, 1, (await told(house, offer.call)).join(', '));
    tell(t, 'T-68', 1, new_.length === 1 ? 0 : 1);
  });
}

test('a wrong PIN, a lock and a number that tries many accounts are each told', async (t) => {
  const house = await install();
  const { call_id: call } = await house.ring();
  for (const pin of ['11223344', '55443322']) {
    await house.keys(call, `${maria.userId}#`);
    await house.keys(call, pin);
  }
  assert.equal((await told(house, call)).filter((entry) => entry === 'identity_checked').length, 2);
  let tripped = 0;
  for (let account = 0; account < 8; account += 1) {
    const { call_id: next } = await house.ring();
    await house.keys(next, `3000000${account}#`);
    await house.keys(next, '11223344');
    tripped += (await told(house, next)).filter((entry) => entry.startsWith('guard_tripped')).length;
  }
  assert.ok(tripped >= 3, `${tripped} entries of the guard`);
  const metrics = await (await house.fetch('/metrics')).text();
  assert.match(metrics, /status="?\d/);
  tell(t, 'T-68', 10, 0);
});
