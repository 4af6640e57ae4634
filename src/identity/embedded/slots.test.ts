import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlots } from './slots.ts';

/** Work that ends when told to, and a timer that rings when told to. */
const bench = (limits: { places: number; queueLimit: number }) => {
  const alarms = new Set<() => void>();
  const slots = createSlots({
    ...limits,
    waitMs: 2000,
    timer: (run) => {
      alarms.add(run);
      return () => void alarms.delete(run);
    },
  });
  const working: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const work = () =>
    slots.run(
      () =>
        new Promise<'done'>((resolve) => {
          now += 1;
          most = Math.max(most, now);
          working.push(() => {
            now -= 1;
            resolve('done');
          });
        }),
    );
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await undefined;
  };
  return { slots, alarms, working, work, settle, most: () => most };
};

test('no more work at once than there are places, and the queue moves up in order', async () => {
  const { work, working, settle, most, alarms } = bench({ places: 2, queueLimit: 50 });
  const all = Array.from({ length: 10 }, work);
  await settle();
  assert.equal(working.length, 2);
  for (let done = 0; done < 10; done++) {
    working[done]?.();
    await settle();
  }
  assert.deepEqual(new Set(await Promise.all(all)), new Set(['done']));
  assert.equal(most(), 2);
  assert.equal(alarms.size, 0, 'no timer is left behind');
});

test('who finds the queue full is told at once', async () => {
  const { work, settle } = bench({ places: 1, queueLimit: 3 });
  for (let call = 0; call < 4; call++) void work();
  await settle();
  assert.equal(await work(), null);
});

test('who has waited long enough is told so and leaves the queue to others', async () => {
  const { work, working, settle, alarms } = bench({ places: 1, queueLimit: 1 });
  const first = work();
  const waiting = work();
  await settle();
  for (const ring of [...alarms]) ring();
  assert.equal(await waiting, null);
  const next = work();
  working[0]?.();
  await settle();
  working[1]?.();
  assert.deepEqual(await Promise.all([first, next]), ['done', 'done']);
  assert.equal(working.length, 2, 'the one that gave up never ran');
});

test('a place is free again after work that failed', async () => {
  const { slots } = bench({ places: 1, queueLimit: 0 });
  await assert.rejects(slots.run(() => Promise.reject(new Error('no'))));
  assert.equal(await slots.run(async () => 'done'), 'done');
});
