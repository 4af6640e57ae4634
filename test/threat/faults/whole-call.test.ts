// From the first ring to the hang-up and the chores: the process dies before or after any one of its durable writes. Whoever
// lost an answer asks another process again, as callers and pages do; what cannot go on is begun anew on another call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { stoppedClock, systemRandom } from '#core';
import type { JournalEntry } from '#journal';
import type { Batch, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { type Installation, install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';
import { mortal } from './mortal.ts';

/** What a commit is about: the facts it tells, or the row it writes. */
const nameOf = ({ writes }: Batch): string => {
  const puts = writes.flatMap((write) => ('put' in write ? [write] : []));
  const facts = puts
    .filter(({ put }) => put[0] === 'journal' && put[1] === 'entry')
    .map(({ value }) => (value as unknown as JournalEntry).fact.kind);
  return facts.length > 0 ? facts.join('+') : (puts[0]?.put.slice(0, 2).join(' ') ?? 'nothing');
};

/** A whole call, whose first process dies at its `last` commit. Answers the name of that write, or null when it lived. */
const walk = async (last: number, moment: 'before' | 'after'): Promise<string | null> => {
  const clock = stoppedClock();
  const store: Store = openMemoryStore({ clock });
  const keyring = generateKeyring(systemRandom, true);
  const names: string[] = [];
  const { view, isDead } = mortal(store, last, moment, (batch) => names.push(nameOf(batch)));
  const heir = await install({ store, clock, keyring });
  const doomed = await install({ store: view, clock, keyring, people: [] });
  const now = (): Installation => (isDead() ? heir : doomed);
  const fetch: Installation['fetch'] = async (path, init) => {
    const died = isDead();
    const answer = await now().fetch(path, init);
    // What a dying process says reaches nobody.
    return died === isDead() ? answer : new Response('{}', { status: 503 });
  };
  const client = createPlainClient(fetch, heir.issuer);
  const again = async (ask: () => ReturnType<typeof client.redeem>) => {
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await ask();
      if (answer.status !== 202 && answer.status < 500) return answer;
    }
    throw new Error('no answer');
  };
  const finish = async ({ code, digits }: { code: string; digits: string }) => {
    await again(() => client.form('/offer/open', { 'pre-authorized_code': code }));
    const redeemed = await again(() => client.redeem(code, digits));
    if (redeemed.status !== 200) return redeemed.status;
    const token = String(redeemed.body.access_token);
    return (await again(() => client.transact(token, 'add_user', anna, { 'idempotency-key': 'one' }))).status;
  };
  const offered = await doomed.offered(maria).catch(() => null);
  const isWhole = offered !== null && offered.code !== '' && !isDead();
  if (isWhole) {
    assert.equal(await finish(offered), 201, names.at(-1));
    await now().hangUp(offered.call);
    await now().hangUp(offered.call);
  }
  await now()
    .app.tend()
    .catch(() => undefined);
  // A call that broke off is over when its lease is; then the caller rings again and is served.
  if (!isWhole) {
    clock.advance(26);
    await heir.app.tend();
    const another = await heir.offered(maria);
    assert.equal(await finish(another), 201, `anew after ${names.at(-1)} ${JSON.stringify(another)}`);
    await heir.hangUp(another.call);
  }
  clock.advance(26);
  await heir.app.tend();

  const point = isDead() ? `${moment} ${names[last - 1]}` : null;
  assert.equal((await heir.changes(maria)).length, 1, `changes after ${point}`);
  assert.deepEqual(await store.list(['order', 'pending']), []);
  assert.deepEqual(await heir.app.calls.open(), [], `a call is open after ${point}`);
  const entries = (await store.list(['journal', 'entry'])).map((entry) => entry.value as unknown as JournalEntry);
  const count = (kind: string) => entries.filter(({ fact }) => fact.kind === kind).length;
  assert.deepEqual(
    [count('grant_redeemed'), count('grant_consumed'), count('transaction_done')],
    [1, 1, 1],
    point ?? '',
  );
  assert.equal(count('grant_offered'), 1 + count('grant_dead'), `a grant was lost after ${point}`);
  return point;
};

for (const moment of ['before', 'after'] as const)
  test(`a process may die ${moment} any durable write of a call: nothing is lost, doubled or left open`, async (t) => {
    const points: string[] = [];
    for (let last = 1; ; last += 1) {
      const point = await walk(last, moment);
      if (point === null) break;
      points.push(point);
    }
    t.diagnostic(`${points.length} points: ${[...new Set(points)].join(', ')}`);
    assert.ok(points.length >= 25);
  });
