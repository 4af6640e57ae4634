import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallId, type E164, stoppedClock, systemRandom } from '#core';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';
import { createCalls, isLive } from './index.ts';

const begin = {
  channel: 'handset',
  vendorId: 'ring-1',
  lang: 'en',
  callingNumber: '+15555550142' as E164,
  calledNumber: null,
  conversation: null,
} as const;

const scene = (leaseSeconds = 25) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const calls = createCalls({ store, clock, random: systemRandom, journal, leaseSeconds });
  const end = async (id: CallId) => {
    const entry = await calls.get(id);
    const next = { endedAt: clock.now(), ended: 'caller' } as const;
    return store.commit(await calls.change(entry!, next, [{ kind: 'call_ended', how: 'caller' }]));
  };
  return { clock, store, journal, calls, end };
};

describe('a call', () => {
  it('starts with a lease, a row, and the first entry of its journal', async () => {
    const { calls, journal, clock } = scene();
    const call = await calls.start(begin);
    assert.equal(call.leaseUntil, clock.now() + 25);
    assert.deepEqual((await calls.get(call.id))?.value, call);
    assert.deepEqual(
      (await journal.read(call.id)).map(({ fact }) => fact),
      [{ kind: 'call_started', channel: 'handset', lang: 'en' }],
    );
  });

  it('starts once, however often and at once the vendor tells of it', async () => {
    const { calls, journal } = scene();
    const started = await Promise.all(Array.from({ length: 20 }, () => calls.start(begin)));
    assert.equal(new Set(started.map(({ id }) => id)).size, 1);
    assert.equal((await calls.open()).length, 1);
    assert.equal((await journal.read(started[0]!.id)).length, 1);
  });

  it('is another call on another channel, though the vendors use the same name', async () => {
    const { calls } = scene();
    const one = await calls.start(begin);
    const other = await calls.start({ ...begin, channel: 'twilio' });
    assert.notEqual(one.id, other.id);
    assert.equal((await calls.byVendorId('twilio', 'ring-1'))?.value.id, other.id);
    assert.equal(await calls.byVendorId('connect', 'ring-1'), null);
  });

  it('lives to the last moment of its lease and not a moment longer', async () => {
    const { calls, clock } = scene();
    const call = await calls.start(begin);
    clock.advance(24.999);
    assert.equal(isLive(call, clock.now()), true);
    clock.advance(0.001);
    assert.equal(isLive(call, clock.now()), false);
  });

  it('lives on by its beats, each for the length of the lease', async () => {
    const { calls, clock } = scene();
    const { id } = await calls.start(begin);
    for (let beat = 0; beat < 20; beat += 1) {
      clock.advance(8);
      assert.equal(await calls.beat(id), 'renewed');
    }
    assert.equal((await calls.get(id))?.value.leaseUntil, clock.now() + 25);
  });

  it('is not revived by a beat once the lease has lapsed', async () => {
    const { calls, clock } = scene();
    const { id } = await calls.start(begin);
    clock.advance(25);
    assert.equal(await calls.beat(id), 'lapsed');
    assert.equal(await calls.beat(id), 'lapsed');
    assert.equal(isLive((await calls.get(id))!.value, clock.now()), false);
  });

  it('is not revived by a beat once it has ended, and is open no more', async () => {
    const { calls, end } = scene();
    const { id } = await calls.start(begin);
    assert.equal((await end(id)).ok, true);
    assert.equal(await calls.beat(id), 'ended');
    assert.deepEqual(await calls.open(), []);
    assert.equal(await calls.beat('call_nobody' as CallId), 'unknown');
  });

  it('that ends while a beat is under way stays ended', async () => {
    const { calls, end } = scene();
    const { id } = await calls.start(begin);
    await Promise.all([calls.beat(id), end(id), calls.beat(id), calls.beat(id)]);
    for (let tries = 0; (await calls.get(id))?.value.endedAt === null && tries < 5; tries += 1) await end(id);
    assert.equal(await calls.beat(id), 'ended');
  });

  it('changes together with its facts, or not at all when somebody was quicker', async () => {
    const { calls, store, journal } = scene();
    const { id } = await calls.start(begin);
    const entry = (await calls.get(id))!;
    const heard = [{ kind: 'intent_heard', type: 'add_user' }] as const;
    const first = await calls.change(entry, { attemptsSpent: 1 }, heard);
    const second = await calls.change(entry, { attemptsSpent: 2 }, heard);
    assert.deepEqual([(await store.commit(first)).ok, (await store.commit(second)).ok], [true, false]);
    assert.equal((await calls.get(id))?.value.attemptsSpent, 1);
    assert.equal((await journal.read(id)).length, 2);
    const late = await calls.change(entry, { attemptsSpent: 3 });
    assert.equal((await store.commit(late)).ok, false);
  });

  it('can still be asked after for a day, so that a page can say that it has ended', async () => {
    const { calls, clock, end } = scene();
    const { id } = await calls.start(begin);
    await end(id);
    clock.advance(86_399);
    assert.equal((await calls.get(id))?.value.ended, 'caller');
    clock.advance(1);
    assert.equal(await calls.get(id), null);
  });
});

describe('the open calls', () => {
  it('are all there, oldest first, however many they are', async () => {
    const { calls, clock } = scene();
    for (let n = 0; n < 1203; n += 1) {
      await calls.start({ ...begin, vendorId: `ring-${n}` });
      clock.advance(0.01);
    }
    const open = await calls.open();
    assert.deepEqual(
      open.map(({ vendorId }) => vendorId),
      Array.from({ length: 1203 }, (_, n) => `ring-${n}`),
    );
  });
});
