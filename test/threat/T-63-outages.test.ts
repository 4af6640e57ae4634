// T-63. Attacker: nobody, or whoever can make a neighbour slow, late or wrong: identity, texts, the system of record, the store.
// Control: whatever is not a clear yes is no; the caller is told, nothing is half done (src/identity/guard.ts,
// src/app/carry-out.ts, src/transaction/orders.ts). Failure would show as a caller let in, a link without a text, or a
// change made twice. (Each provider's own faults: test/contract/identity.ts, src/account/http/http.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortError, stoppedClock } from '#core';
import type { PinVerifier } from '#identity';
import type { TextSender } from '#message';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const fail = async (): Promise<never> => {
  throw new PortError('identity', 'is down', { retryable: true });
};
const answers: Readonly<Record<string, () => Promise<unknown>>> = {
  'an error of the port': fail,
  'any error': async () => {
    throw new Error('socket hang up');
  },
  nothing: async () => undefined,
  null: async () => null,
  'a word': async () => 'verified',
  true: async () => true,
  'an empty object': async () => ({}),
  'another verdict': async () => ({ verdict: 'VERIFIED' }),
  'a yes without a person': async () => ({ verdict: 'verified' }),
  'a yes with a person who is no id': async () => ({
    verdict: 'verified',
    caller: { subject: 'Maria Ortiz', account: '', numberOnFile: null, amr: [], authTime: 0 },
  }),
  'cannot say': async () => ({ verdict: 'cannot_say', reason: 'timeout' }),
};

test('an identity provider that breaks in whatever way lets nobody in', async (t) => {
  let tries = 0;
  let successes = 0;
  for (const [what, verify] of Object.entries(answers)) {
    const verifier: PinVerifier = { name: 'broken', verify: verify as PinVerifier['verify'], ready: async () => false };
    const house = await install({ ports: () => ({ verifier }) });
    const { call_id: call } = await house.ring();
    await house.keys(call, `${maria.userId}#`);
    const said = await house.keys(call, maria.pin).catch(() => null);
    tries += 1;
    if (said !== null && /what would you like/i.test(said.say.join(' '))) successes += 1;
    await house.says(call, 'I want to add my wife').catch(() => null);
    assert.equal(house.lastText(maria), '', what);
  }
  tell(t, 'T-63', tries, successes);
});

test('a text that cannot be sent leaves no link behind, and the caller is told', async (t) => {
  let successes = 0;
  const results: readonly (() => Promise<unknown>)[] = [
    async () => ({ result: 'refused', reason: 'blocked' }),
    async () => {
      throw new PortError('message', 'is down', { retryable: true });
    },
    async () => {
      throw new Error('socket hang up');
    },
  ];
  for (const send of results) {
    let code = '';
    const noting = (text: { body: { reveal(): string } }) => {
      code = /#([\w-]{43})/.exec(text.body.reveal())?.[1] ?? '';
      return send();
    };
    const sender = { send: noting, find: async () => null, ready: async () => false } as unknown as TextSender;
    const house = await install({ ports: () => ({ sender }) });
    const { call_id: call } = await house.ring();
    await house.keys(call, `${maria.userId}#`);
    await house.keys(call, maria.pin);
    const said = await house.says(call, 'I want to add my wife').catch(() => null);
    if (said !== null && /\d \d \d, \d \d \d/.test(said.say.join(' '))) successes += 1;
    const client = createPlainClient(house.fetch, house.issuer);
    const { body } = await client.form('/offer/status', { 'pre-authorized_code': code });
    // Only a provider that refused for certain; where its answer is lost, the text may be on its way.
    if (send === results[0] && body.state !== 'dead') successes += 1;
  }
  tell(t, 'T-63', results.length, successes);
});

test('a system of record that fails is asked again with the same key, and the account changes once', async (t) => {
  let asked = 0;
  const keys = new Set<string>();
  const done: unknown[] = [];
  const house = await install({
    ports: () => ({
      record: {
        ending: async () => '4821',
        async perform({ idempotencyKey, input }: { idempotencyKey: string; input: unknown }) {
          asked += 1;
          keys.add(idempotencyKey);
          // Done, and the answer lost; then down; then there again.
          if (asked === 1) done.push(input);
          if (asked < 3) throw new PortError('account', 'did not answer', { retryable: true });
          return { ok: true, reference: 'REF-0001' };
        },
      } as never,
    }),
  });
  const offer = await house.offered(maria);
  const client = createPlainClient(house.fetch, house.issuer);
  const { body } = await client.redeem(offer.code, offer.digits);
  const token = String(body.access_token);
  const first = await client.transact(token, 'add_user', anna, { 'idempotency-key': 'one' });
  assert.ok(first.status === 202 || first.status === 503, String(first.status));
  for (let turn = 0; turn < 10; turn += 1) {
    house.clock.advance(8);
    await house.quiet(offer.call);
    await house.app.tend();
  }
  assert.ok(asked >= 3);
  assert.equal(keys.size, 1, 'the same key every time');
  tell(t, 'T-63', asked, done.length - 1);
});

test('while the store is down everything is refused, and nothing of it happens later', async (t) => {
  const clock = stoppedClock();
  const inner = openMemoryStore({ clock });
  let down = false;
  const gone = (): void => {
    if (down) throw new PortError('store', 'is down', { retryable: true });
  };
  const store: Store = {
    ...inner,
    async get(key) {
      gone();
      return inner.get(key);
    },
    async list(prefix, options) {
      gone();
      return inner.list(prefix, options);
    },
    async commit(batch) {
      gone();
      return inner.commit(batch);
    },
  };
  const house = await install({ clock, store });
  const offer = await house.offered(maria);
  const client = createPlainClient(house.fetch, house.issuer);
  await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  down = true;
  const refused = [
    await client.redeem(offer.code, offer.digits),
    await client.form('/offer/status', { 'pre-authorized_code': offer.code }),
    await client.form('/offer/open', { 'pre-authorized_code': offer.code }),
  ];
  for (const { status, headers } of refused) {
    assert.equal(status, 503);
    assert.ok(headers.has('retry-after'));
  }
  down = false;
  const status = await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  assert.equal(status.body.attempts_remaining, 5, 'no try was lost');
  assert.equal((await client.redeem(offer.code, offer.digits)).status, 200);
  tell(t, 'T-63', refused.length, refused.filter(({ status: code }) => code < 400).length);
});
