import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateKeyring } from '#config';
import { stoppedClock, systemRandom } from '#core';
import type { JournalEntry } from '#journal';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { type Installation, install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';
import { mortal } from './mortal.ts';

type Walk = { readonly store: Store; readonly processes: Installation[] };

/**
 * One call from the text to the receipt. The first process dies at its `last` commit; whoever lost an answer asks the
 * second one again, as the page does. Answers how many commits the first process made.
 */
const walk = async (last: number, moment: 'before' | 'after') => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const keyring = generateKeyring(systemRandom, true);
  const first = mortal(store, Number.POSITIVE_INFINITY, moment);
  const site = await install({ store: first.view, clock, keyring });
  const { call, code, digits } = await site.offered(maria);

  const doomed = mortal(store, last, moment);
  const processes: Walk['processes'] = [
    await install({ store: doomed.view, clock, keyring }).catch(() => site),
    await install({ store, clock, keyring }),
  ];
  const before = doomed.commits();
  let wasTold = false;
  const lostAnswer = () => {
    wasTold = true;
    return new Response('{}', { status: 503 });
  };
  const client = createPlainClient(async (path, init) => {
    const answer = await processes[doomed.isDead() ? 1 : 0]!.fetch(path, init);
    // What a dying process says reaches nobody.
    return doomed.isDead() && !wasTold ? lostAnswer() : answer;
  }, site.issuer);
  const again = async (ask: () => ReturnType<typeof client.redeem>) => {
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await ask();
      if (answer.status !== 202 && answer.status < 500) return answer;
    }
    throw new Error('no answer');
  };
  while ((await client.form('/offer/open', { 'pre-authorized_code': code })).status >= 500);
  const redeemed = await again(() => client.redeem(code, digits));
  assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
  const token = String(redeemed.body.access_token);
  const done = await again(() => client.transact(token, 'add_user', anna, { 'idempotency-key': 'one' }));
  assert.equal(done.status, 201, JSON.stringify(done.body));
  await processes[0]!.app.tend().catch(() => undefined);
  await processes[1]!.app.tend();

  const entries = (await store.list(['journal', 'entry', call])).map((entry) => entry.value as unknown as JournalEntry);
  const count = (kind: string) => entries.filter(({ fact }) => fact.kind === kind).length;
  const counts = ['grant_offered', 'link_opened', 'grant_redeemed', 'grant_consumed', 'transaction_done'].map(count);
  assert.deepEqual(counts, [1, 1, 1, 1, 1]);
  assert.equal((await processes[1]!.changes(maria)).length, 1);
  assert.deepEqual(await store.list(['order', 'pending']), []);
  return { commits: doomed.commits() - before, wasKilled: doomed.isDead() };
};

describe('a process that dies at any one of its durable writes', () => {
  for (const moment of ['before', 'after'] as const)
    test(`right ${moment} it leaves a call that another process carries through, once`, async (t) => {
      const { commits } = await walk(Number.POSITIVE_INFINITY, moment);
      assert.ok(commits >= 6, `${commits} commits`);
      let killed = 0;
      for (let last = 1; last <= commits + 3; last += 1) if ((await walk(last, moment)).wasKilled) killed += 1;
      t.diagnostic(`${killed} places`);
      assert.ok(killed >= commits - 1);
    });
});
