import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallId, type Json, stoppedClock } from '#core';
import { batch } from '#store';
import { openMemoryStore } from '#store/memory';
import { emptyHead, hashOf, type JournalEntry, readEntry } from './chain.ts';
import { createCheckpointer } from './checkpoint.ts';
import { type Fact, type SignatureCheck, verifyJournal } from './index.ts';
import { createJournal, entryKey } from './journal.ts';

const call = 'call_AbCdEfGhIjKlMnOpQrSt_-' as CallId;
const started: Fact = { kind: 'call_started', channel: 'handset', lang: 'en' };
const heard: Fact = { kind: 'intent_heard', type: 'add_user' };
const ended: Fact = { kind: 'call_ended', how: 'caller' };

/** A stand-in for signing: what it signed it knows again. The signatures themselves are proved in T-53. */
const scene = () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const anchored: string[] = [];
  const sign = async (claims: { readonly [name: string]: Json }) => `signed ${JSON.stringify(claims)}`;
  const check: SignatureCheck = (jws) => (jws.startsWith('signed ') ? JSON.parse(jws.slice(7)) : null);
  const anchor = async (line: string) => void anchored.push(line);
  const keep = async (id: CallId, ...facts: Fact[]) => {
    assert.equal((await store.commit(batch(await journal.append(id, facts)))).ok, true);
  };
  const checkpoint = createCheckpointer({ store, clock, sign, anchor });
  return {
    clock,
    store,
    journal,
    anchored,
    sign,
    check,
    keep,
    checkpoint,
    verify: () => verifyJournal({ store, check }),
  };
};

describe('the chain of a call', () => {
  it('numbers its entries from one and hashes each with the one before', async () => {
    const { journal, keep, clock } = scene();
    await keep(call, started);
    clock.advance(5);
    await keep(call, heard, ended);
    const entries = await journal.read(call);
    assert.deepEqual(
      entries.map(({ seq, room, fact }) => [seq, room, fact.kind]),
      [
        [1, 'call', 'call_started'],
        [2, 'conversation', 'intent_heard'],
        [3, 'call', 'call_ended'],
      ],
    );
    assert.deepEqual(
      entries.map(({ prev }) => prev),
      [emptyHead(call).hash, entries[0]?.hash, entries[1]?.hash],
    );
    for (const entry of entries) assert.equal(hashOf(entry), entry.hash);
    assert.equal(entries[2]?.at, (entries[0]?.at ?? 0) + 5);
  });

  it('begins differently for every call, so that one chain cannot stand for another', async () => {
    const other = 'call_AbCdEfGhIjKlMnOpQrSt__' as CallId;
    const { journal, keep } = scene();
    await keep(call, started);
    await keep(other, started);
    const [[a], [b]] = [await journal.read(call), await journal.read(other)];
    assert.notEqual(a?.prev, b?.prev);
    assert.notEqual(a?.hash, b?.hash);
  });

  it('is read on from any place, a page at a time', async () => {
    const { journal, keep } = scene();
    await keep(call, started, heard, heard, ended);
    assert.deepEqual(
      (await journal.read(call, 1, 2)).map(({ seq }) => seq),
      [2, 3],
    );
    assert.deepEqual(await journal.read(call, 4), []);
  });

  it('is never forked: of two appends to the same place one is refused with everything joined to it', async () => {
    const { store, journal } = scene();
    const first = await journal.append(call, [started]);
    const second = await journal.append(call, [heard]);
    assert.equal((await store.commit(batch(first, { writes: [{ put: ['mine'], value: 1 }] }))).ok, true);
    assert.equal((await store.commit(batch(second, { writes: [{ put: ['yours'], value: 1 }] }))).ok, false);
    assert.equal(await store.get(['yours']), null);
    assert.equal((await journal.read(call)).length, 1);
  });

  it('takes no fact that a journal cannot say, and none of those beside it', async () => {
    const { journal } = scene();
    const bad = { kind: 'intent_heard', type: 'Maria Ortiz 48291306' } as const;
    await assert.rejects(
      journal.append(call, [started, bad]),
      (error) => error instanceof TypeError && !/Maria|48291306/.test(error.message),
    );
  });

  it('is read from outside only as exactly what an entry is', async () => {
    const { journal, keep } = scene();
    await keep(call, started);
    const [entry] = (await journal.read(call)) as [JournalEntry];
    assert.deepEqual(readEntry(entry), entry);
    const { hash: _, ...without } = entry;
    for (const value of [
      null,
      'x',
      [],
      {},
      without,
      { ...entry, note: '' },
      { ...entry, seq: '1' },
      { ...entry, fact: [] },
    ])
      assert.equal(readEntry(value), null);
  });
});

describe('checkpoints', () => {
  const id = (n: number) => `call_${String(n).padStart(22, '0')}` as CallId;

  it('state how long each chain that grew is, and are linked', async () => {
    const { keep, checkpoint, anchored, check, verify } = scene();
    await keep(call, started, heard);
    assert.equal(await checkpoint(), 1);
    assert.equal(await checkpoint(), 0);
    await keep(call, ended);
    assert.equal(await checkpoint(), 1);
    const claims = anchored.map((line) => check(line) as { n: number; prev: string; calls: { count: number }[] });
    assert.deepEqual(
      claims.map(({ n, calls }) => [n, calls.map(({ count }) => count)]),
      [
        [1, [2]],
        [2, [3]],
      ],
    );
    assert.notEqual(claims[0]?.prev, claims[1]?.prev);
    assert.deepEqual(await verify(), { calls: 1, entries: 3, checkpoints: 2, open: 0, faults: [] });
  });

  it('hold few enough calls that a signed one can be opened again', async () => {
    const { keep, checkpoint, anchored, verify } = scene();
    for (let n = 0; n < 45; n += 1) await keep(id(n), started);
    assert.equal(await checkpoint(), 3);
    for (const line of anchored) assert.ok(Buffer.from(line).toString('base64url').length < 4096 - 200);
    assert.deepEqual((await verify()).faults, []);
  });

  it('end their run after a while, however many calls there are, and go on at the next', async () => {
    const { keep, checkpoint, verify } = scene();
    for (let n = 0; n < 1010; n += 1) await keep(id(n), started);
    assert.equal(await checkpoint(), 50);
    assert.equal((await verify()).open, 10);
    assert.equal(await checkpoint(), 1);
    assert.deepEqual(await verify(), { calls: 1010, entries: 1010, checkpoints: 51, open: 0, faults: [] });
  });

  it('are made in the end for calls that never stand still', async () => {
    const { clock, store, keep, sign, check } = scene();
    for (let n = 0; n < 20; n += 1) await keep(id(n), started);
    let signed = 0;
    // While each checkpoint of more than one call is signed, its last call goes on.
    const restless = async (claims: { readonly [name: string]: Json }) => {
      signed += 1;
      const calls = claims.calls as { call: CallId }[];
      if (calls.length > 1) await keep(calls.at(-1)!.call, heard);
      return sign(claims);
    };
    const run = createCheckpointer({ store, clock, sign: restless, anchor: async () => undefined });
    assert.equal(await run(), 20);
    assert.ok(signed <= 40);
    const verified = await verifyJournal({ store, check });
    assert.deepEqual([verified.open, verified.faults], [0, []]);
  });

  it('are numbered without a gap when two processes make them', async () => {
    const { clock, store, keep, sign, check, anchored } = scene();
    for (let n = 0; n < 100; n += 1) await keep(id(n), started);
    const make = () => createCheckpointer({ store, clock, sign, anchor: async (line) => void anchored.push(line) });
    const [one, two] = [make(), make()];
    while ((await Promise.all([one(), two()])).some((made) => made > 0));
    const verified = await verifyJournal({ store, check, anchor: anchored });
    assert.deepEqual([verified.open, verified.faults], [0, []]);
    assert.equal(anchored.length, verified.checkpoints);
  });

  it('are handed to the anchor again when it failed, in order and none left out', async () => {
    const { clock, store, keep, sign } = scene();
    const kept: string[] = [];
    let broken = true;
    const run = createCheckpointer({
      ...{ store, clock, sign },
      anchor: async (line) => {
        if (broken) throw new Error('the disk is full');
        kept.push(line);
      },
    });
    await keep(call, started);
    await assert.rejects(run(), /disk is full/);
    broken = false;
    await keep(call, ended);
    assert.equal(await run(), 1);
    assert.deepEqual(
      kept.map((line) => JSON.parse(line.slice(7)).n),
      [1, 2],
    );
  });

  it('never overwrite one that is there when their note was rolled back', async () => {
    const { store, keep, checkpoint } = scene();
    await keep(call, started);
    await checkpoint();
    await store.commit({ checks: [], writes: [{ delete: ['journal', 'last_checkpoint'] }] });
    const before = await store.list(['journal', 'checkpoint']);
    await keep(call, ended);
    await assert.rejects(checkpoint(), /older than the checkpoints/);
    assert.deepEqual(await store.list(['journal', 'checkpoint']), before);
  });
});

describe('verifying', () => {
  it('reads a call of many pages of entries to its end', async () => {
    const { store, keep, checkpoint, verify } = scene();
    for (let n = 0; n < 36; n += 1) await keep(call, ...Array<Fact>(70).fill(heard));
    await checkpoint();
    assert.deepEqual(await verify(), { calls: 1, entries: 2520, checkpoints: 1, open: 0, faults: [] });
    await store.commit({ checks: [], writes: [{ delete: entryKey(call, 2345) }] });
    const { faults } = await verify();
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`${call} entry 2346`],
    );
  });

  it('says nothing of an empty journal', async () => {
    assert.deepEqual(await scene().verify(), { calls: 0, entries: 0, checkpoints: 0, open: 0, faults: [] });
  });

  it('takes nothing for a fault that was added while it read', async () => {
    for (let phase = 0; phase < 40; phase += 1) {
      const { store, keep, checkpoint, check, anchored } = scene();
      await keep(call, started);
      await checkpoint();
      let busy = false;
      let reads = phase;
      /** After every read something else happens: a step of the same call, a new call, or a checkpoint. */
      const after = async <Result>(result: Promise<Result>): Promise<Result> => {
        const got = await result;
        if (busy || reads > phase + 30) return got;
        busy = true;
        reads += 1;
        if (reads % 3 === 0) await keep(call, heard);
        if (reads % 7 === 0) await keep(`call_${String(reads).padStart(22, '0')}` as CallId, started);
        if (reads % 5 === 0) await checkpoint();
        busy = false;
        return got;
      };
      const live = {
        ...store,
        get: ((key) => after(store.get(key))) as typeof store.get,
        list: ((prefix, options) => after(store.list(prefix, options))) as typeof store.list,
      };
      const verified = await verifyJournal({ store: live, check, anchor: [...anchored] });
      assert.deepEqual(verified.faults, [], `phase ${phase}`);
      assert.ok(reads > phase + 8);
    }
  });
});
