import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Clock, type Json, type MovableClock, PortError, stoppedClock } from '#core';
import type { Batch, Key, Store, Write } from '#store';
import { storeModel } from './store-model.ts';

/** A fresh, empty store. `reopen` closes it and opens what it left behind (engines that outlive the process). */
export type OpenedStore = {
  readonly store: Store;
  readonly reopen?: () => Promise<Store>;
  readonly remove?: () => Promise<void>;
};

const start = 1_790_000_000;
const put = (key: Key, value: Json = null, expiresAt?: number): Write =>
  expiresAt === undefined ? { put: key, value } : { put: key, value, expiresAt };
const writing = (...writes: Write[]): Batch => ({ checks: [], writes });

/**
 * The promises of `Store`, as one suite for every engine. `open` gives a fresh store on the given clock; `modelRuns` is
 * the number of random histories compared with a plain model (fewer for an engine behind a network).
 */
export const storeContract = (
  name: string,
  open: (clock: Clock) => Promise<OpenedStore>,
  { modelRuns = 150 }: { modelRuns?: number } = {},
): void => {
  describe(`the ${name} store`, () => {
    let clock: MovableClock;
    let opened: OpenedStore;
    let store: Store;
    let spaces = 0;
    /** A prefix no other test uses. */
    const space = (): string => `test-${spaces++}`;

    before(async () => {
      clock = stoppedClock(start);
      opened = await open(clock);
      store = opened.store;
    });
    after(async () => {
      try {
        await store.close();
      } finally {
        await opened.remove?.();
      }
    });

    const commit = async (batch: Batch): Promise<string> => {
      const done = await store.commit(batch);
      assert.ok(done.ok);
      return done.version;
    };
    const names = async (prefix: Key, options?: Parameters<Store['list']>[1]): Promise<Key[]> =>
      (await store.list(prefix, options)).map((entry) => entry.key);

    test('what was put is what get answers, with the version the commit answered', async () => {
      const key = [space(), 'a'];
      const value = { text: 'é😀\0', list: [1, -2.5, null, true], nested: { empty: {} } };
      const version = await commit(writing(put(key, value)));
      assert.deepEqual(await store.get(key), { key, value, version });
      assert.equal(await store.get([...key, 'b']), null);
    });

    test('every put of one batch receives the same version, and every later batch another', async () => {
      const id = space();
      const first = await commit(writing(put([id, 'a']), put([id, 'b'])));
      assert.deepEqual(new Set((await store.list([id])).map((entry) => entry.version)), new Set([first]));
      const versions = [first];
      for (let turn = 0; turn < 5; turn += 1) versions.push(await commit(writing(put([id, 'a'], turn))));
      assert.equal(new Set(versions).size, 6);
      assert.equal((await store.get([id, 'b']))?.version, first);
    });

    test('a value changed by the caller after the commit, or in an answer, is not changed in the store', async () => {
      const key = [space(), 'a'];
      const value = { list: [1] };
      const committing = commit(writing(put(key, value)));
      value.list.push(2);
      await committing;
      value.list.push(3);
      const entry = await store.get<{ list: number[] }>(key);
      assert.ok(entry);
      entry.value.list.push(4);
      (entry.key as string[]).push('b');
      assert.deepEqual((await store.get(key))?.value, { list: [1] });
      assert.deepEqual(await names([key[0]!]), [key]);
    });

    test('a check for absence holds once, then fails and writes nothing', async () => {
      const key = [space(), 'a'];
      const once = { checks: [{ key, version: null }], writes: [put(key, 1), put([...key, 'mark'])] };
      await commit(once);
      const again = { checks: once.checks, writes: [put(key, 2), put([...key, 'again'])] };
      assert.deepEqual(await store.commit(again), { ok: false });
      assert.equal((await store.get(key))?.value, 1);
      assert.equal(await store.get([...key, 'again']), null);
    });

    test('a check for a version fails when the entry has changed or is gone', async () => {
      const key = [space(), 'a'];
      const first = await commit(writing(put(key, 1)));
      const second = await commit({ checks: [{ key, version: first }], writes: [put(key, 2)] });
      assert.deepEqual(await store.commit({ checks: [{ key, version: first }], writes: [put(key, 3)] }), { ok: false });
      await commit(writing({ delete: key }));
      assert.deepEqual(await store.commit({ checks: [{ key, version: second }], writes: [put(key, 3)] }), {
        ok: false,
      });
      assert.equal(await store.get(key), null);
    });

    test('one failed check among many keeps the whole batch from happening', async () => {
      const id = space();
      const version = await commit(writing(put([id, 'kept'], 'old'), put([id, 'other'])));
      const answer = await store.commit({
        checks: [
          { key: [id, 'kept'], version },
          { key: [id, 'new'], version: null },
          { key: [id, 'other'], version: null },
        ],
        writes: [put([id, 'kept'], 'new'), put([id, 'new']), { delete: [id, 'other'] }],
      });
      assert.deepEqual(answer, { ok: false });
      assert.deepEqual(await names([id]), [
        [id, 'kept'],
        [id, 'other'],
      ]);
      assert.equal((await store.get([id, 'kept']))?.value, 'old');
    });

    test('a check without a write answers truthfully, and deleting what is not there is no failure', async () => {
      const key = [space(), 'a'];
      assert.equal((await store.commit({ checks: [{ key, version: null }], writes: [] })).ok, true);
      assert.equal((await store.commit(writing({ delete: key }))).ok, true);
      await commit(writing(put(key)));
      assert.equal((await store.commit({ checks: [{ key, version: null }], writes: [] })).ok, false);
    });

    test('a key that was deleted and put again has a version it never had, so an old check fails', async () => {
      const key = [space(), 'a'];
      const seen = new Set<string>();
      for (let turn = 0; turn < 4; turn += 1) {
        const version = await commit(writing(put(key, 'same')));
        assert.equal(seen.has(version), false);
        for (const old of seen)
          assert.equal((await store.commit({ checks: [{ key, version: old }], writes: [put(key)] })).ok, false);
        seen.add(version);
        await commit(writing({ delete: key }));
      }
    });

    test('of 200 commits that use the same entry at once exactly one wins', async () => {
      const key = [space(), 'code'];
      const version = await commit(writing(put(key, 'unused')));
      const use = (place: number) => ({
        checks: [{ key, version }],
        writes: [put(key, place), put([...key, String(place)])],
      });
      const answers = await Promise.all(Array.from({ length: 200 }, (_, place) => store.commit(use(place))));
      const winners = answers.flatMap((answer, place) => (answer.ok ? [place] : []));
      assert.equal(winners.length, 1);
      assert.equal((await store.get(key))?.value, winners[0]);
      assert.deepEqual(await names(key), [[...key, String(winners[0])]]);
    });

    test('of 200 commits that claim the same absent key at once exactly one wins', async () => {
      const key = [space(), 'jti'];
      const claim = { checks: [{ key, version: null }], writes: [put(key)] };
      const answers = await Promise.all(Array.from({ length: 200 }, () => store.commit(claim)));
      assert.equal(answers.filter((answer) => answer.ok).length, 1);
    });

    test('commits made at once that have nothing to do with each other all happen', async () => {
      const id = space();
      const bad = { checks: [{ key: [id, 'never'], version: '1' }], writes: [put([id, 'never'])] };
      const batches = Array.from({ length: 40 }, (_, n) => (n % 4 === 3 ? bad : writing(put([id, String(n)], n))));
      const answers = await Promise.all(batches.map((batch) => store.commit(batch)));
      assert.deepEqual(
        answers.map((answer) => answer.ok),
        batches.map((batch) => batch !== bad),
      );
      const versions = answers.flatMap((answer) => (answer.ok ? [answer.version] : []));
      assert.equal(new Set(versions).size, 30);
      assert.equal((await store.list([id])).length, 30);
    });

    test('a batch that may be synced later is in force at once, in its place among the others, as whole as any', async () => {
      const id = space();
      const key = [id, 'a'];
      const first = await commit({ ...writing(put(key, 1), put([id, 'b'])), sync: 'later' });
      assert.equal((await store.get(key))?.version, first);
      const second = await commit({ checks: [{ key, version: first }], writes: [put(key, 2)] });
      assert.notEqual(second, first);
      const late = { checks: [{ key, version: first }], writes: [put(key, 3), put([id, 'c'])], sync: 'later' } as const;
      assert.deepEqual(await store.commit(late), { ok: false });
      assert.deepEqual(await names([id]), [key, [id, 'b']]);
      const claim = { checks: [{ key: [id, 'jti'], version: null }], writes: [put([id, 'jti'])] };
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) => store.commit(n % 2 === 0 ? claim : { ...claim, sync: 'later' })),
      );
      assert.equal(answers.filter((answer) => answer.ok).length, 1);
    });

    test('from the instant it expires an entry is absent for get, list and checks', async () => {
      const id = space();
      const key = [id, 'a'];
      const version = await commit(writing(put(key, 1, clock.now() + 10), put([id, 'b'], 2, clock.now() + 11)));
      clock.advance(9.999);
      assert.equal((await store.get(key))?.value, 1);
      assert.equal((await store.commit({ checks: [{ key, version: null }], writes: [] })).ok, false);
      clock.advance(0.001);
      assert.equal(await store.get(key), null);
      assert.deepEqual(await names([id]), [[id, 'b']]);
      assert.deepEqual(await names([id], { limit: 1 }), [[id, 'b']]);
      assert.equal((await store.commit({ checks: [{ key, version }], writes: [] })).ok, false);
      const next = await commit({ checks: [{ key, version: null }], writes: [put(key, 3)] });
      assert.notEqual(next, version);
      clock.advance(1_000_000);
      assert.equal((await store.get(key))?.value, 3);
    });

    test('an entry may be put after its own expiry and is absent from the start', async () => {
      const key = [space(), 'a'];
      await commit(writing(put(key, 1, clock.now())));
      assert.equal(await store.get(key), null);
    });

    test('from its last instant on a batch does not happen, whatever its checks say', async () => {
      const key = [space(), 'a'];
      const inTime = { checks: [{ key, version: null }], writes: [put(key, 1)], before: clock.now() + 60 };
      await commit(inTime);
      clock.advance(60);
      const late = { checks: [], writes: [put(key, 2)], before: inTime.before };
      const [first, second] = await Promise.all([store.commit(late), store.commit(writing(put([...key, 'b'])))]);
      assert.deepEqual([first.ok, second.ok], [false, true]);
      assert.equal((await store.get(key))?.value, 1);
      await assert.rejects(store.commit({ ...late, before: Number.NaN }), TypeError);
    });

    test('a sweep removes what has expired, at most as many as asked, and nothing else', async () => {
      const id = space();
      while ((await store.sweep()) > 0);
      for (let n = 0; n < 25; n += 1) await commit(writing(put([id, String(n)], n, clock.now() + (n < 20 ? 5 : 500))));
      await commit(writing(put([id, 'for ever'])));
      assert.equal(await store.sweep(), 0);
      clock.advance(5);
      assert.equal(await store.sweep(0), 0);
      assert.equal(await store.sweep(7), 7);
      assert.equal(await store.sweep(), 13);
      assert.equal(await store.sweep(), 0);
      assert.equal((await store.list([id])).length, 6);
    });

    test('a listing matches whole parts, not the beginning of a part, and leaves out the prefix itself', async () => {
      const id = space();
      const keys = [
        [id, 'a'],
        [id, 'a', 'b'],
        [id, 'a', 'b', 'c'],
        [id, 'a', 'bc'],
        [id, 'ab'],
        [`${id}x`, 'a'],
      ];
      await commit(writing(...keys.map((key) => put(key))));
      assert.deepEqual(await names([id, 'a', 'b']), [[id, 'a', 'b', 'c']]);
      assert.deepEqual(await names([id, 'a']), [
        [id, 'a', 'b'],
        [id, 'a', 'b', 'c'],
        [id, 'a', 'bc'],
      ]);
      assert.equal((await names([id])).length, 5);
      assert.deepEqual(await names([id, 'a', 'b', 'c']), []);
    });

    test('a listing comes in the order of UTF-8 bytes, part by part, in both directions', async () => {
      const id = space();
      const order = [
        '',
        '\0',
        '\0a',
        '\x01',
        '\x01\x02',
        ' ',
        '/',
        '0',
        '10',
        '9',
        'A',
        'a',
        'a\0',
        'a/b',
        'é',
        '\uffff',
        '😀',
      ];
      const keys = order.flatMap((part) => [
        [id, part],
        [id, part, ''],
        [id, part, 'z'],
      ]);
      await commit(writing(...keys.toReversed().map((key) => put(key, key))));
      const listed = await store.list([id]);
      assert.deepEqual(
        listed.map((entry) => entry.key),
        keys,
      );
      assert.deepEqual(
        listed.map((entry) => entry.value),
        keys,
      );
      assert.deepEqual(await names([id], { reverse: true }), keys.toReversed());
      for (const key of keys) assert.deepEqual((await store.get(key))?.key, key);
    });

    test('a listing goes on after a given key, in its direction, and stops at its limit', async () => {
      const id = space();
      const key = (n: number) => [id, String(n)];
      await commit(writing(...[1, 2, 3, 4, 5, 6].map((n) => put(key(n)))));
      assert.deepEqual(await names([id], { limit: 2 }), [key(1), key(2)]);
      assert.deepEqual(await names([id], { after: key(2), limit: 2 }), [key(3), key(4)]);
      assert.deepEqual(await names([id], { after: [id, '2', 'x'], limit: 1 }), [key(3)]);
      assert.deepEqual(await names([id], { after: key(3), reverse: true }), [key(2), key(1)]);
      assert.deepEqual(await names([id], { after: key(6) }), []);
      assert.deepEqual(await names([id], { after: key(1), reverse: true }), []);
      assert.deepEqual(await names([id], { after: ['0'], limit: 1 }), [key(1)]);
      assert.deepEqual(await names([id], { after: ['0'], reverse: true }), []);
      assert.deepEqual(await names([id], { after: ['zzz'], reverse: true, limit: 1 }), [key(6)]);
      assert.deepEqual(await names([id], { limit: 0 }), []);
    });

    test('a listing answers 1000 entries unless asked for more', async () => {
      const id = space();
      const key = (n: number) => [id, String(n).padStart(5, '0')];
      const rows = Array.from({ length: 1020 }, (_, n) => put(key(n)));
      for (let from = 0; from < rows.length; from += 85) await commit(writing(...rows.slice(from, from + 85)));
      const first = await names([id]);
      assert.equal(first.length, 1000);
      assert.deepEqual(first.at(-1), key(999));
      assert.equal((await names([id], { after: key(999) })).length, 20);
      assert.equal((await names([id], { limit: 2000 })).length, 1020);
    });

    test('a batch that breaks a limit is refused, and nothing of it is written', async () => {
      const id = space();
      const puts = (count: number) => Array.from({ length: count }, (_, n) => put([id, String(n)]));
      const check = { key: [id, 'x'], version: null };
      const refused: Batch[] = [
        writing(...puts(91)),
        { checks: [check], writes: puts(90) },
        writing(put([id, 'a'], 1), put([id, 'a'], 2)),
        writing(put([id, 'a'], 1), { delete: [id, 'a'] }),
        writing(put([id, 'a'], 'x'.repeat(65_535))),
        writing(put([id, 'a'], 'é'.repeat(32_768))),
        writing({ put: [id, 'a'], value: undefined as unknown as Json }),
        writing(put([id, 'a'], 1, Number.NaN)),
        writing(put([id, 'a'], 1, Number.POSITIVE_INFINITY)),
        writing(put([id, '\ud800'], 1)),
        writing(put([], 1)),
        writing(put([id, 'x'.repeat(1024)], 1)),
        { checks: [{ key: [id, '\udfff'], version: null }], writes: [] },
      ];
      for (const batch of refused) await assert.rejects(store.commit(batch), TypeError);
      await assert.rejects(store.get([]), TypeError);
      await assert.rejects(store.list([id], { limit: -1 }), TypeError);
      await assert.rejects(store.list([id], { limit: 1.5 }), TypeError);
      assert.deepEqual(await names([id]), []);
      await commit({ checks: [check], writes: puts(89) });
      await commit(writing(put([id, 'a'], 'x'.repeat(65_534))));
      assert.equal((await store.get<string>([id, 'a']))?.value.length, 65_534);
    });

    test('the store answers like a plain map through any history', () =>
      storeModel({ store, clock, space, runs: modelRuns }));

    test('what was committed is there after closing and opening again, and versions go on', async (t) => {
      const durable = await open(clock);
      const id = space();
      const first = await durable.store.commit(writing(put([id, 'kept'], { n: 1 }), put([id, 'gone'])));
      const last = await durable.store.commit({ ...writing({ delete: [id, 'gone'] }), sync: 'later' });
      assert.ok(first.ok && last.ok);
      if (durable.reopen === undefined) {
        await durable.store.close();
        await durable.remove?.();
        t.skip('this engine does not outlive its process');
        return;
      }
      const again = await durable.reopen();
      assert.deepEqual(await again.list([id]), [{ key: [id, 'kept'], value: { n: 1 }, version: first.version }]);
      const next = await again.commit(writing(put([id, 'gone'])));
      assert.ok(next.ok && next.version !== first.version && next.version !== last.version);
      await again.close();
      await durable.remove?.();
    });

    test('closing answers the commits that were under way; afterwards every verb is refused', async () => {
      const { store: closing, remove } = await open(clock);
      const id = space();
      const pending = [1, 2, 3].map((n) => closing.commit(writing(put([id, String(n)]))));
      const closed = closing.close();
      for (const answer of await Promise.allSettled(pending)) {
        if (answer.status === 'fulfilled') assert.equal(answer.value.ok, true);
        else assert.ok(answer.reason instanceof PortError && answer.reason.retryable);
      }
      await closed;
      await closing.close();
      const refused = (error: unknown) => error instanceof PortError && error.port === 'store';
      await assert.rejects(closing.get([id, '1']), refused);
      await assert.rejects(closing.list([id]), refused);
      await assert.rejects(closing.commit(writing(put([id, 'x']))), refused);
      await assert.rejects(closing.sweep(), refused);
      await remove?.();
    });
  });
};
