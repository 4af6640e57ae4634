import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AccountId,
  type CallId,
  type E164,
  type GrantId,
  Secret,
  silentLog,
  stoppedClock,
  systemRandom,
} from '#core';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';
import { type Candidate, createMessages, type SendResult } from './index.ts';

const to = '+15555550142' as E164;

/** The message room with a provider that answers from a list and shows what it has on its books. */
const room = (answers: SendResult[], books: { found: readonly Candidate[] | null } = { found: [] }) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const killed: GrantId[] = [];
  const sent: number[] = [];
  let looked = 0;
  const messages = createMessages({
    ...{ store, clock, journal, random: systemRandom, log: silentLog, key: new Secret('k'.repeat(43)) },
    policy: { perAccountHour: 3, perAccountDay: 6, perNumberDay: 5, perMinute: 60, countries: ['+1'] },
    async giveUp(grant) {
      killed.push(grant);
      return { parts: {}, fact: { kind: 'grant_dead', grant, reason: 'text_failed' } };
    },
    sender: {
      name: 'listed',
      async send({ validSeconds }) {
        sent.push(validSeconds);
        return answers.shift() ?? { result: 'unknown' };
      },
      async find() {
        looked += 1;
        return books.found;
      },
      ready: async () => true,
    },
  });
  const send = (seconds = 240) =>
    messages.send({
      ...{ call: `call_${'A'.repeat(22)}` as CallId, grant: `grant_${'A'.repeat(22)}` as GrantId, to },
      account: 'acct_one-of-them' as AccountId,
      text: { brand: 'Acme', origin: 'https://a.example', lang: 'en', delivery: 'voice', digits: new Secret('123456') },
      remaining: async () => seconds,
    });
  const states = async () =>
    (await store.list<{ state: string; providerId: string | null }>(['text', 'row'])).map(({ value }) => value);
  return { messages, send, clock, killed, sent, books, states, looked: () => looked };
};

describe('a text', () => {
  it('is not sent for a grant that has died meanwhile, and lives no longer than one that has not', async () => {
    const { send, sent } = room([{ result: 'accepted', providerId: 'a' }]);
    assert.equal(await send(0.4), 'failed');
    assert.deepEqual(sent, []);
    assert.equal(await send(17.9), 'accepted');
    assert.deepEqual(sent, [17]);
  });

  it('is never taken for another one of ours when its answer is looked up', async () => {
    const now = stoppedClock().now();
    const first: Candidate = { providerId: 'a', at: now, progress: { state: 'accepted' } };
    const { send, messages, clock, states, killed } = room(
      [{ result: 'accepted', providerId: 'a' }, { result: 'unknown' }],
      { found: [first] },
    );
    await send();
    assert.equal(await send(), 'trying');
    clock.advance(9);
    assert.equal(await messages.reconcile(), 1);
    assert.deepEqual((await states()).map(({ state }) => state).sort(), ['accepted', 'failed']);
    assert.equal(killed.length, 1);
  });

  it('is not given up before the provider’s list has settled', async () => {
    const { send, messages, clock, killed } = room([]);
    await send();
    clock.advance(7);
    assert.equal(await messages.reconcile(), 0);
    clock.advance(1);
    assert.equal(await messages.reconcile(), 1);
    assert.equal(killed.length, 1);
  });

  it('waits for a provider that is silent, which is asked once a round, and is given up in the end', async () => {
    const { send, messages, clock, looked, states } = room([], { found: null });
    for (let one = 0; one < 5; one += 1) await send();
    clock.advance(10);
    assert.equal(await messages.reconcile(), 0);
    assert.equal(looked(), 1);
    clock.advance(3600);
    await messages.reconcile();
    assert.deepEqual(new Set((await states()).map(({ state }) => state)), new Set(['failed']));
  });
});
