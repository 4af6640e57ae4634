import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachOnItsOwn } from './each-on-its-own.ts';

test('a chore that fails keeps no other from running, and is told', async () => {
  const done: string[] = [];
  const chores = [
    async () => done.push('sweep'),
    () => Promise.reject(new Error('a damaged row')),
    async () => done.push('checkpoint'),
  ];
  await assert.rejects(eachOnItsOwn(chores), /damaged row/);
  assert.deepEqual(done, ['sweep', 'checkpoint']);
});
