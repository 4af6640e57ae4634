// T-53. Attacker: writes to the database: edits, deletes, inserts, moves or cuts off entries, or puts an old copy back.
// Control: a hash chain for each call, and signed checkpoints over all of them that are kept somewhere else
// (src/journal/chain.ts, src/journal/verify.ts). Failure would show as a change below the last checkpoint that the check of the
// journal does not find.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { verifyJournal } from '#journal';
import {
  buildJournal,
  check,
  type Rows,
  rowsOf,
  seeded,
  signedAsReceipt,
  signedByStranger,
  tamperings,
  undoing,
  write,
} from './T-53-tampering.ts';
import { tell } from './tell.ts';

const times = 1000;

describe('a journal of forty calls', () => {
  let journal: Awaited<ReturnType<typeof buildJournal>>;
  let rows: Rows;

  before(async () => {
    journal = await buildJournal(40, seeded(53));
    rows = await rowsOf(journal.store);
  });

  const verify = (anchor?: readonly string[]) =>
    verifyJournal({ store: journal.store, check, ...(anchor === undefined ? {} : { anchor }) });

  it('has no fault as it was written, with its anchor and without', async () => {
    for (const anchor of [undefined, journal.anchor]) {
      const { calls, entries, checkpoints, open, faults } = await verify(anchor);
      assert.deepEqual({ calls, open, faults }, { calls: 40, open: 0, faults: [] });
      assert.ok(entries > 200 && checkpoints >= 14);
    }
  });

  it(`shows each of ${times} single acts of tampering`, async (t) => {
    const chance = seeded(1053);
    const names = Object.keys(tamperings);
    const missed: string[] = [];
    for (let n = 0; n < times; n += 1) {
      const name = names[n % names.length]!;
      const writes = tamperings[name]!({ rows, ids: journal.ids, chance });
      await write(journal.store, writes);
      if ((await verify()).faults.length === 0) missed.push(`${n} ${name}`);
      await write(journal.store, undoing(rows, writes));
    }
    assert.deepEqual(missed, []);
    assert.deepEqual(await rowsOf(journal.store), rows);
    t.diagnostic(`${names.length} kinds of tampering`);
    tell(t, 'T-53', times, missed.length);
  });

  it('shows a checkpoint that another key signed, or our key for another purpose', async () => {
    const last = journal.anchor.at(-1)!;
    const key = ['journal', 'checkpoint', String(journal.anchor.length).padStart(9, '0')];
    for (const forge of [signedByStranger, signedAsReceipt]) {
      const writes = [{ put: key, value: await forge(check(last)!) }];
      await write(journal.store, writes);
      assert.ok((await verify()).faults.some(({ what }) => /not signed by a key/.test(what)));
      await write(journal.store, undoing(rows, writes));
    }
  });

  it('says of an edit where it is, once', async () => {
    const call = journal.ids[7]!;
    const key = ['journal', 'entry', call, '000002'];
    const value = rows.get(JSON.stringify(key))?.value as object;
    await write(journal.store, [{ put: key, value: { ...value, at: 1 } }]);
    assert.deepEqual((await verify()).faults, [
      { where: `${call} entry 2`, what: 'was edited: its hash does not match its words' },
    ]);
    await write(journal.store, undoing(rows, [{ put: key, value: null }]));
  });
});

describe('a journal that was rolled back to an older copy of the whole database', () => {
  it('is without a fault by itself, and shows with the lines that were kept outside', async () => {
    const { store, anchor, ids, keep, checkpoint } = await buildJournal(5, seeded(7));
    const old = await rowsOf(store);
    await keep(ids[0]!, { kind: 'transferred', reason: 'asked' });
    await checkpoint();
    const now = await rowsOf(store);
    const gone = [...now.values()].filter(({ key }) => !old.has(JSON.stringify(key)));
    await write(store, [
      ...gone.map(({ key }) => ({ delete: key })),
      ...[...old.values()].map(({ key, value }) => ({ put: key, value })),
    ]);
    assert.deepEqual((await verifyJournal({ store, check })).faults, []);
    const { faults } = await verifyJournal({ store, check, anchor });
    assert.equal(faults.length, 1);
    assert.match(faults[0]?.what ?? '', /rolled back/);

    // It goes on from there: the next checkpoint takes the lost one's number, and the line outside still tells.
    await keep(ids[1]!, { kind: 'transferred', reason: 'asked' });
    await checkpoint();
    assert.equal((await verifyJournal({ store, check, anchor })).faults.length, 1);

    // The lost checkpoint put back under its number does not fit the one that was made after its successor.
    const lost = anchor.at(-2) ?? '';
    await keep(ids[1]!, { kind: 'transferred', reason: 'asked' });
    await checkpoint();
    const number = String(check(lost)?.n).padStart(9, '0');
    await write(store, [{ put: ['journal', 'checkpoint', number], value: lost }]);
    const { faults: mixed } = await verifyJournal({ store, check });
    assert.ok(mixed.some(({ what }) => /expected checkpoint/.test(what)));
  });

  it('is seen through when the lines outside were forged', async () => {
    const { store, anchor } = await buildJournal(2, seeded(8));
    const forged = [...anchor, await signedByStranger({ ...check(anchor.at(-1)!), n: 99 })];
    assert.equal((await verifyJournal({ store, check, anchor: forged })).faults.length, 1);
  });
});

describe('entries that no checkpoint vouches for yet', () => {
  it('can be cut off unseen until the next one, and are counted so that nobody is misled', async () => {
    const { store, ids, keep, checkpoint } = await buildJournal(3, seeded(9));
    const old = await rowsOf(store);
    const call = ids[0]!;
    await keep(call, { kind: 'transferred', reason: 'asked' });
    assert.deepEqual((await verifyJournal({ store, check })).open, 1);
    const keys = [...(await rowsOf(store)).values()]
      .map(({ key }) => key)
      .filter((key) => !old.has(JSON.stringify(key)));
    const cut = keys.filter((key) => key[1] === 'entry').map((key) => ({ delete: key }));
    assert.equal(cut.length, 1);
    const head = ['journal', 'head', call];
    await write(store, [...cut, { put: head, value: old.get(JSON.stringify(head))!.value }]);
    const { open, faults } = await verifyJournal({ store, check });
    assert.deepEqual({ open, faults }, { open: 0, faults: [] });

    await keep(call, { kind: 'transferred', reason: 'asked' });
    await checkpoint();
    await write(store, [...cut, { put: head, value: old.get(JSON.stringify(head))!.value }]);
    assert.notEqual((await verifyJournal({ store, check })).faults.length, 0);
  });
});
