import assert from 'node:assert/strict';
import test from 'node:test';
import { isBusy, storeFailure } from './failure.ts';

const sqliteError = (errcode: number): Error => Object.assign(new Error('from the engine'), { errcode });
const file = '/data/store.db';

test('a failure says what to do about it, and never what the engine said', () => {
  const said = (errcode: number) => storeFailure(sqliteError(errcode), file, 'write').message;
  assert.match(said(13), /full; make room/);
  assert.match(said(8), /write permission/);
  assert.match(said(5), /another process/);
  assert.match(said(11), /damaged .* restore it from a backup/);
  assert.match(said(26), /not a Voicegrant store/);
  assert.match(said(14), /cannot be opened/);
  assert.match(said(10), /check the disk/);
  assert.match(said(1), /result code 1/);
  assert.match(storeFailure(new SyntaxError('Unexpected token'), file, 'read').message, /damaged/);
  for (const errcode of [1, 5, 8, 10, 11, 13, 14, 26]) {
    assert.ok(said(errcode).includes(file));
    assert.equal(said(errcode).includes('from the engine'), false);
  }
});

test('only a commit that may be in the log is reported as perhaps done', () => {
  const certain = (errcode: number, phase: 'begin' | 'write' | 'commit') =>
    storeFailure(sqliteError(errcode), file, phase).retryable;
  for (const errcode of [5, 8, 10, 11, 13]) {
    assert.equal(certain(errcode, 'begin'), true);
    assert.equal(certain(errcode, 'write'), true);
  }
  assert.equal(certain(5, 'commit'), true);
  assert.equal(certain(13, 'commit'), true);
  assert.equal(certain(10, 'commit'), false);
  assert.equal(certain(1, 'commit'), false);
  assert.equal(storeFailure(new Error('unknown'), file, 'commit').retryable, false);
});

test('extended result codes count as their primary one', () => {
  const busySnapshot = 517;
  assert.equal(isBusy(sqliteError(busySnapshot)), true);
  const diskError = 1034;
  assert.equal(isBusy(sqliteError(diskError)), false);
  assert.equal(storeFailure(sqliteError(diskError), file, 'commit').retryable, false);
});
