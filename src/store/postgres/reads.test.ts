import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReads } from './reads.ts';

const rowsOf = (keys: readonly Buffer[]) => keys.filter((key) => String(key) !== 'absent').map((key) => ({ key }));
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('reads of one turn share a query, and each gets its own row or none', async () => {
  const asked: number[] = [];
  const read = createReads(async (keys) => {
    asked.push(keys.length);
    return rowsOf(keys).reverse();
  });
  const names = ['a', 'b', 'absent', 'a'];
  const rows = await Promise.all(names.map((name) => read(Buffer.from(name))));
  assert.deepEqual(
    rows.map((row) => row && String(row.key)),
    ['a', 'b', undefined, 'a'],
  );
  assert.deepEqual(asked, [3]);
});

test('a read that comes while a query is under way is answered by a later one', async () => {
  const sent: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const read = createReads(async (keys) => {
    sent.push(keys.join());
    await held;
    return rowsOf(keys);
  });
  const first = read(Buffer.from('a'));
  await turn();
  const second = read(Buffer.from('a'));
  await turn();
  assert.deepEqual(sent, ['a', 'a']);
  release();
  await Promise.all([first, second]);
});

test('when a query fails all of its reads are told, and the next ones are asked afresh', async () => {
  let broken = true;
  const read = createReads(async (keys) => {
    if (broken) throw new Error('lost');
    return rowsOf(keys);
  });
  const answers = await Promise.allSettled([read(Buffer.from('a')), read(Buffer.from('b'))]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  broken = false;
  assert.ok(await read(Buffer.from('a')));
});
