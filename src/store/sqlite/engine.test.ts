import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { type TestContext } from 'node:test';
import { PortError, silentLog, stoppedClock } from '#core';
import { storeOver } from './engine.ts';
import { openFile } from './file.ts';

const scene = async (t: TestContext, busyTries = 2) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-engine-'));
  const file = join(folder, 'store.db');
  const db = await openFile(file, silentLog);
  const store = storeOver(db, { file, clock: stoppedClock(), log: silentLog, busyTries });
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return { file, db, store };
};
const put = (...key: string[]) => ({ checks: [], writes: [{ put: key, value: 'x'.repeat(60_000) }] });
const certainly = (pattern: RegExp) => (error: unknown) =>
  error instanceof PortError && error.port === 'store' && error.retryable && pattern.test(error.message);

test('on a full disk every commit of the turn is refused with nothing done, and the store goes on once there is room', async (t) => {
  const { db, store } = await scene(t);
  await store.commit(put('kept'));
  db.exec('PRAGMA max_page_count = 30');
  const answers = await Promise.allSettled([store.commit(put('a')), store.commit(put('b')), store.commit(put('c'))]);
  for (const answer of answers) assert.ok(answer.status === 'rejected' && certainly(/full/)(answer.reason));
  assert.deepEqual(
    (await store.list([])).map((entry) => entry.key),
    [['kept']],
  );
  db.exec('PRAGMA max_page_count = 1000000');
  assert.equal((await store.commit(put('a'))).ok, true);
});

test('when the engine fails in the middle of a turn nothing of that turn is written', async (t) => {
  const { db, store } = await scene(t);
  db.exec(
    `CREATE TEMP TRIGGER fail BEFORE INSERT ON entry WHEN new.value = '"bad"' BEGIN SELECT RAISE(ABORT, ''); END`,
  );
  const bad = { checks: [], writes: [{ put: ['bad'], value: 'bad' }] };
  const answers = await Promise.allSettled([store.commit(put('a')), store.commit(bad), store.commit(put('b'))]);
  for (const answer of answers) assert.ok(answer.status === 'rejected' && answer.reason.retryable);
  assert.deepEqual(await store.list([]), []);
  assert.equal((await store.commit(put('a'))).ok, true);
});

test('the engine waits for the disk at every commit but one that may be synced later', async (t) => {
  const { db, store } = await scene(t);
  const [normal, full] = [1, 2];
  const level = () => db.prepare('PRAGMA synchronous').get()?.synchronous;
  assert.equal(level(), full);
  await store.commit({ ...put('a'), sync: 'later' });
  assert.equal(level(), normal);
  await Promise.all([store.commit({ ...put('b'), sync: 'later' }), store.commit(put('c'))]);
  assert.equal(level(), full);
  await store.commit({ ...put('d'), sync: 'later' });
  await store.sweep();
  assert.equal(level(), full);
});

test('a store that cannot be written still reads, and says what to change', async (t) => {
  const { db, store } = await scene(t);
  await store.commit(put('kept'));
  db.exec('PRAGMA query_only = ON');
  await assert.rejects(store.commit(put('a')), certainly(/write permission/));
  await assert.rejects(store.sweep(), certainly(/write permission/));
  assert.notEqual(await store.get(['kept']), null);
  db.exec('PRAGMA query_only = OFF');
  assert.equal((await store.commit(put('a'))).ok, true);
});

test('a commit waits for a process that holds the write lock, while other work goes on', async (t) => {
  const { file, store } = await scene(t, 50);
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const committing = store.commit(put('a'));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.equal(await store.get(['a']), null);
  other.exec('ROLLBACK');
  assert.equal((await committing).ok, true);
  other.close();
});

test('a lock that is never given back ends in a refusal with nothing done', async (t) => {
  const { file, store } = await scene(t);
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(store.commit(put('a')), certainly(/locked/));
  other.close();
  assert.equal(await store.get(['a']), null);
});

test('a value that somebody else wrote into the file is reported as damage, without quoting it', async (t) => {
  const { db, store } = await scene(t);
  await store.commit(put('a'));
  db.exec(`UPDATE entry SET value = '{private'`);
  await assert.rejects(
    store.get(['a']),
    (error) => error instanceof PortError && /damaged/.test(error.message) && !/private/.test(error.message),
  );
});

test('a sweep of many entries is done in small transactions, between which commits get their turn', async (t) => {
  const { store } = await scene(t);
  for (let n = 0; n < 450; n += 90)
    await store.commit({
      checks: [],
      writes: Array.from({ length: 90 }, (_, m) => ({ put: ['old', String(n + m)], value: null, expiresAt: 1 })),
    });
  const order: string[] = [];
  const sweeping = store.sweep().then((count) => order.push(`swept ${count}`));
  await new Promise((resolve) => setImmediate(resolve));
  const committing = store.commit(put('a')).then(() => order.push('committed'));
  await Promise.all([sweeping, committing]);
  assert.deepEqual(order, ['committed', 'swept 450']);
});

test('closing empties the log into the file and answers what was under way', async (t) => {
  const { file, store } = await scene(t);
  const other = await openFile(file, silentLog);
  const committing = store.commit(put('a'));
  await store.close();
  assert.equal((await committing).ok, true);
  assert.equal(statSync(`${file}-wal`).size, 0);
  other.close();
  const db = await openFile(file, silentLog);
  assert.equal(db.prepare('SELECT count(*) AS count FROM entry').get()?.count, 1);
  db.close();
});
