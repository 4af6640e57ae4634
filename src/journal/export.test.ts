import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type CallId, type Json, stoppedClock } from '#core';
import { batch } from '#store';
import { openMemoryStore } from '#store/memory';
import { createCheckpointer, createJournal, exportJournal, type SignatureCheck, verifyExport } from './index.ts';

const calls = ['a', 'b', 'c'].map((letter) => `call_${letter.repeat(22)}` as CallId);
const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Stands in for a signature; the real ones are proved in T-53. */
const check: SignatureCheck = (jws) => {
  const [head, body, mac] = jws.split('.');
  return head === 'h' && mac === `mac-of-${body}` ? JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) : null;
};
const anchor: string[] = [];
let whole: string[] = [];
let one: string[] = [];

const collect = async (lines: AsyncIterable<string>): Promise<string[]> => {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
};
const faultsOf = async (lines: readonly string[]) => (await verifyExport({ lines, check })).faults;

before(async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const run = createCheckpointer({
    ...{ store, clock },
    sign: async (claims: { readonly [name: string]: Json }) => `h.${coded(claims)}.mac-of-${coded(claims)}`,
    anchor: async (line) => void anchor.push(line),
  });
  const keep = async (call: CallId) =>
    store.commit(batch(await journal.append(call, [{ kind: 'intent_heard', type: 'add_user' }])));
  for (const call of calls) await keep(call);
  await run();
  for (const call of calls.slice(1)) await keep(call);
  await run();
  await keep(calls[0]!);
  await run();
  await keep(calls[2]!);
  whole = await collect(exportJournal(store));
  one = await collect(exportJournal(store, calls[0]));
});

describe('an exported journal', () => {
  it('is a heading, checkpoints, entries and a closing line, each one JSON object', () => {
    assert.deepEqual(JSON.parse(whole[0]!), { voicegrant_journal: 1, call: null });
    assert.deepEqual(JSON.parse(whole.at(-1)!), { end: { checkpoints: 3, entries: 7 } });
    assert.equal(whole.length, 12);
    for (const line of whole) assert.ok(!line.includes('\n'));
  });

  it('is verified without the database, and tells how much no checkpoint vouches for yet', async () => {
    assert.deepEqual(await verifyExport({ lines: whole, check, anchor }), {
      ...{ calls: 3, entries: 7, checkpoints: 3, open: 1 },
      ...{ faults: [], call: null },
    });
  });

  it('of one call holds that call and the checkpoints that vouch for it', async () => {
    const verified = await verifyExport({ lines: one, check, anchor });
    assert.deepEqual(verified, { calls: 1, entries: 2, checkpoints: 2, open: 0, faults: [], call: calls[0] });
    assert.ok(!one.some((line) => line.includes('entry') && line.includes(calls[1]!)));
  });

  it('of a call that is not there has a fault', async () => {
    const nobody = [{ voicegrant_journal: 1, call: 'call_x' }, { end: { checkpoints: 0, entries: 0 } }];
    assert.equal((await faultsOf(nobody.map((line) => JSON.stringify(line)))).length, 1);
  });

  it('shows every line that is removed, doubled, moved or edited', async () => {
    for (const lines of [whole, one]) {
      for (const [n, line] of lines.entries()) {
        assert.notDeepEqual(await faultsOf(lines.toSpliced(n, 1)), [], `without ${line}`);
        assert.notDeepEqual(await faultsOf(lines.toSpliced(n, 0, line)), [], `twice ${line}`);
        assert.notDeepEqual(await faultsOf(lines.with(n, line.slice(0, -9))), [], `cut ${line}`);
        const before = lines[n - 1] ?? '';
        // Whole calls may be written in any order; checkpoints may not.
        if (line.includes('"checkpoint"') && before.includes('"checkpoint"'))
          assert.notDeepEqual(await faultsOf(lines.with(n, before).with(n - 1, line)), [], `moved ${line}`);
      }
    }
    for (const [n, line] of whole.entries()) {
      if (line.includes('add_user'))
        assert.notDeepEqual(await faultsOf(whole.with(n, line.replace('add_user', 'add_payee'))), []);
    }
  });

  it('shows that entries were taken out although the closing line was made to fit', async () => {
    const n = whole.findIndex((line) => line.includes('"seq":2'));
    const end = JSON.stringify({ end: { checkpoints: 3, entries: 6 } });
    assert.notDeepEqual(await faultsOf(whole.toSpliced(n, 1).with(-1, end)), []);
  });

  it('that is not one at all is no more than its faults', async () => {
    for (const lines of [[], ['{'], ['null', '7', '"x"'], ['{"voicegrant_journal":2}'], ['{"entry":null}']])
      assert.notDeepEqual(await faultsOf(lines), []);
    const odd = [whole[0]!, '{"entry":null}', '{"n":{},"checkpoint":7}', '{"entry":{"call":"call_a"}}', '{"end":null}'];
    assert.notDeepEqual(await faultsOf(odd), []);
  });
});
