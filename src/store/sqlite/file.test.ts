import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { type TestContext } from 'node:test';
import { PortError, silentLog } from '#core';
import { openFile } from './file.ts';
import { openSqliteStore } from './index.ts';

const folderOf = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-file-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
};
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const refusal = (pattern: RegExp) => (error: unknown) =>
  error instanceof PortError && !error.retryable && pattern.test(error.message);
const clock = { now: () => 1_790_000_000 };

/** A store file with enough in it to have many pages. */
const filledFile = async (file: string): Promise<void> => {
  const store = await openSqliteStore({ file, clock, log: silentLog });
  for (let n = 0; n < 40; n += 1)
    await store.commit({ checks: [], writes: [{ put: ['page', String(n)], value: 'x'.repeat(4000) }] });
  await store.close();
};

test('the file, its log and its folder are for this user only', async (t) => {
  const file = join(folderOf(t), 'new', 'data', 'store.db');
  const warnings: string[] = [];
  const db = await openFile(file, { ...silentLog, warn: (sentence) => warnings.push(sentence) });
  assert.deepEqual(warnings, [], 'it was never open to others, not even for a moment');
  assert.equal(modeOf(join(file, '..')), 0o700);
  assert.equal(modeOf(join(file, '..', '..')), 0o700);
  for (const path of [file, `${file}-wal`, `${file}-shm`]) assert.equal(modeOf(path), 0o600);
  db.close();
});

test('a store file that others could read is closed to them, with a warning', async (t) => {
  const file = join(folderOf(t), 'store.db');
  (await openFile(file, silentLog)).close();
  chmodSync(file, 0o644);
  const warnings: string[] = [];
  const db = await openFile(file, { ...silentLog, warn: (sentence) => warnings.push(sentence) });
  for (const path of [file, `${file}-wal`]) assert.equal(modeOf(path), 0o600);
  assert.equal(warnings.length, 1);
  db.close();
});

test('every commit is synced to the disk, and the file cannot run code', async (t) => {
  const db = await openFile(join(folderOf(t), 'store.db'), silentLog);
  const setting = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  const full = 2;
  assert.equal(setting('journal_mode'), 'wal');
  assert.equal(setting('synchronous'), full);
  assert.equal(setting('trusted_schema'), 0);
  assert.throws(() => db.enableLoadExtension(true));
  db.close();
});

test('a file that is no database is refused and left as it is', async (t) => {
  const file = join(folderOf(t), 'notes.txt');
  writeFileSync(file, 'These are my notes. '.repeat(400), { mode: 0o644 });
  const before = readFileSync(file);
  await assert.rejects(openFile(file, silentLog), refusal(/damaged or is not a Voicegrant store/));
  assert.deepEqual(readFileSync(file), before);
  assert.equal(modeOf(file), 0o644);
});

test("another program's database is refused and left as it is", async (t) => {
  const file = join(folderOf(t), 'other.db');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE customer (id INTEGER PRIMARY KEY)');
  other.close();
  chmodSync(file, 0o644);
  const before = readFileSync(file);
  await assert.rejects(openFile(file, silentLog), refusal(/belongs to another program/));
  assert.deepEqual(readFileSync(file), before);
  assert.equal(modeOf(file), 0o644);
});

test('a store written by a newer program is refused', async (t) => {
  const file = join(folderOf(t), 'store.db');
  const db = await openFile(file, silentLog);
  db.exec('PRAGMA user_version = 2');
  db.close();
  await assert.rejects(openFile(file, silentLog), refusal(/has schema 2, this program knows 1/));
});

test('a store file with overwritten pages, or cut short, is refused as damaged', async (t) => {
  const folder = folderOf(t);
  const file = join(folder, 'store.db');
  await filledFile(file);
  const whole = readFileSync(file);
  const overwritten = Buffer.from(whole);
  overwritten.fill(0xa5, 8192, 20_480);
  writeFileSync(join(folder, 'overwritten.db'), overwritten);
  writeFileSync(join(folder, 'short.db'), whole.subarray(0, 30_000));
  await assert.rejects(openFile(join(folder, 'overwritten.db'), silentLog), refusal(/damaged/));
  await assert.rejects(openFile(join(folder, 'short.db'), silentLog), refusal(/damaged/));
});

test('a place where no file can be is refused with the reason', async (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, 'taken'));
  await assert.rejects(openFile(join(folder, 'taken'), silentLog), refusal(/cannot be made or written \(EISDIR\)/));
  writeFileSync(join(folder, 'plain'), '');
  await assert.rejects(openFile(join(folder, 'plain', 'store.db'), silentLog), refusal(/cannot be made or written/));
});

test('opening waits for a process that holds the file for a moment', async (t) => {
  const file = join(folderOf(t), 'store.db');
  const other = new DatabaseSync(file);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  const opening = openFile(file, silentLog);
  other.close();
  (await opening).close();
});

test('a file another process keeps locked is reported as busy after a bounded wait', async (t) => {
  const file = join(folderOf(t), 'store.db');
  const other = new DatabaseSync(file);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  const busy = (error: unknown) => error instanceof PortError && error.retryable && /locked/.test(error.message);
  await assert.rejects(openFile(file, silentLog, 2), busy);
  other.close();
});
