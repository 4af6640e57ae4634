import assert from 'node:assert/strict';
import test from 'node:test';
import type { Phase } from './failure.ts';
import { createGroup } from './group.ts';

const busy = (): Error => Object.assign(new Error('busy'), { errcode: 5 });

/** A transaction that writes down what happens to it, and fails when told to. */
const scene = (fails: { begin?: (n: number) => Error | undefined; commit?: () => Error | undefined } = {}) => {
  const events: string[] = [];
  let begun = 0;
  const happen = (event: string, error: Error | undefined) => {
    if (error !== undefined) throw error;
    events.push(event);
  };
  const transaction = {
    begin(synced: boolean) {
      begun += 1;
      happen(synced ? 'begin' : 'begin unsynced', fails.begin?.(begun));
    },
    commit: () => happen('commit', fails.commit?.()),
    rollback: () => happen('rollback', undefined),
  };
  const failed = (_: unknown, phase: Phase) => new Error(`failed at ${phase}`);
  const group = createGroup(transaction, { failed, busyTries: 3 });
  return { events, group, tries: () => begun };
};

test('all work of one turn shares one transaction, in the order it was asked for', async () => {
  const { events, group } = scene();
  const work = (name: string) => () => {
    events.push(name);
    return name;
  };
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((name) => group.run(work(name)))), ['a', 'b', 'c']);
  await group.run(work('d'));
  assert.deepEqual(events, ['begin', 'a', 'b', 'c', 'commit', 'begin', 'd', 'commit']);
});

test('a transaction goes without a sync only when everything in it may be synced later', async () => {
  const { events, group } = scene();
  await Promise.all([group.run(() => 1, 'later'), group.run(() => 2, 'later')]);
  await Promise.all([group.run(() => 3, 'later'), group.run(() => 4)]);
  await group.run(() => 5);
  assert.deepEqual(events, ['begin unsynced', 'commit', 'begin', 'commit', 'begin', 'commit']);
});

test('nobody is answered before the commit has returned', async () => {
  const { events, group } = scene();
  await Promise.all(['a', 'b'].map((name) => group.run(() => name).then(() => events.push(`answered ${name}`))));
  assert.deepEqual(events, ['begin', 'commit', 'answered a', 'answered b']);
});

test('when the commit fails nobody is told that it happened', async () => {
  const { events, group } = scene({ commit: () => new Error('no disk') });
  const answers = await Promise.allSettled([group.run(() => 1), group.run(() => 2)]);
  assert.deepEqual(
    answers.map((answer) => answer.status === 'rejected' && answer.reason.message),
    ['failed at commit', 'failed at commit'],
  );
  assert.deepEqual(events, ['begin', 'rollback']);
});

test('when one write fails the whole group is rolled back, and the next group starts afresh', async () => {
  const { events, group } = scene();
  const answers = await Promise.allSettled([
    group.run(() => 1),
    group.run(() => {
      throw new Error('no room');
    }),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.status === 'rejected' && answer.reason.message),
    ['failed at write', 'failed at write'],
  );
  assert.equal(await group.run(() => 3), 3);
  assert.deepEqual(events, ['begin', 'rollback', 'begin', 'commit']);
});

test('while another process holds the lock the group waits and takes in new work', async () => {
  const joined: Promise<string>[] = [];
  const { events, group } = scene({
    begin(n) {
      if (n === 1) joined.push(group.run(() => 'later'));
      return n < 3 ? busy() : undefined;
    },
  });
  assert.equal(await group.run(() => 'first'), 'first');
  assert.deepEqual(await Promise.all(joined), ['later']);
  assert.deepEqual(events, ['begin', 'commit']);
});

test('when the lock does not come free in time everyone is refused, and later work tries again', async () => {
  const { group, tries } = scene({ begin: (n) => (n <= 3 ? busy() : undefined) });
  const answers = await Promise.allSettled([group.run(() => 1), group.run(() => 2)]);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    ['rejected', 'rejected'],
  );
  assert.equal(tries(), 3);
  assert.equal(await group.run(() => 3), 3);
});

test('it is idle once all work has been answered, even with a failure', async () => {
  let broken = true;
  const { group } = scene({ commit: () => (broken ? new Error('no disk') : undefined) });
  let answered = false;
  const working = group
    .run(() => 1)
    .catch(() => {
      answered = true;
    });
  await group.idle();
  await working;
  assert.equal(answered, true);
  broken = false;
  await group.idle();
});
