// A redeem counts its guess in a commit whose sync is left to the commit after it (`Batch.sync`). Here the disk forgets
// everything that no synced commit has covered yet, as a power cut may, and what was answered must still be true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortError, stoppedClock } from '#core';
import type { Batch, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';

const wrongOf = (digits: string) => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

/** A store on a disk of this kind. `pending` counts the commits that a cut would undo now. */
const forgetful = () => {
  const clock = stoppedClock();
  let inner = openMemoryStore({ clock });
  let log: Batch[] = [];
  let synced = 0;
  const hooks: { afterLater: () => void; fails: boolean } = { afterLater: () => undefined, fails: false };
  const store: Store = {
    get: (key) => inner.get(key),
    list: (prefix, options) => inner.list(prefix, options),
    async commit(batch) {
      if (hooks.fails) throw new PortError('store', 'no power', { retryable: true });
      const done = await inner.commit(batch);
      if (!done.ok) return done;
      log.push(batch);
      if (batch.sync !== 'later' && batch.writes.length > 0) synced = log.length;
      else hooks.afterLater();
      return done;
    },
    sweep: async () => 0,
    close: () => inner.close(),
  };
  return {
    clock,
    store,
    hooks,
    pending: () => log.length - synced,
    /** The power goes and comes back. */
    async cut() {
      hooks.fails = false;
      log = log.slice(0, synced);
      inner = openMemoryStore({ clock });
      for (const { writes } of log) await inner.commit({ checks: [], writes });
    },
  };
};

const scene = async () => {
  const disk = forgetful();
  const house = await install({ store: disk.store, clock: disk.clock });
  const fetch: typeof house.fetch = async (path, init) => {
    const response = await house.fetch(path, init);
    assert.equal(disk.pending(), 0, `${path} answered ${response.status} from what a power cut can undo`);
    return response;
  };
  return { disk, house, client: createPlainClient(fetch, house.issuer), fetch };
};

test('whatever a redeem answers, a power cut can no longer undo the guess it counted', async () => {
  const { disk, house, client, fetch } = await scene();
  const first = await house.offered(maria);
  assert.equal((await client.redeem('x'.repeat(43), '123456')).status, 400);
  assert.equal((await client.redeem(first.code, wrongOf(first.digits))).body.tx_code_attempts_remaining, 4);
  const token = String((await client.redeem(first.code, first.digits)).body.access_token);
  assert.equal((await client.redeem(first.code, first.digits)).status, 200, 'the winner may ask again');
  const other = createPlainClient(fetch, house.issuer);
  assert.equal((await other.redeem(first.code, first.digits)).status, 400, 'a loser of the race');
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  assert.equal((await client.redeem(first.code, first.digits)).status, 400, 'used');

  const second = await house.offered(maria);
  await client.redeem(second.code, second.digits);
  disk.clock.advance(6);
  assert.equal((await other.redeem(second.code, second.digits)).status, 400, 'somebody else, later');

  const third = await house.offered(maria);
  for (let tries = 0; tries < 6; tries += 1) await client.redeem(third.code, wrongOf(third.digits));
  assert.equal((await client.redeem(third.code, third.digits)).status, 400, 'spent');
});

test('the line goes quiet after the guess was counted: that answer is synced as well', async () => {
  const { disk, house, client } = await scene();
  const { code, digits } = await house.offered(maria);
  await client.form('/offer/status', { 'pre-authorized_code': code });
  disk.hooks.afterLater = () => disk.clock.advance(house.config.leaseSeconds + 1);
  assert.equal((await client.redeem(code, digits)).status, 400);
});

test('somebody who can cut the power after every answer still has five guesses', async () => {
  const { disk, house, client } = await scene();
  const { code, digits } = await house.offered(maria);
  let compared = 0;
  for (let tries = 0; tries < 8; tries += 1) {
    const { body } = await client.redeem(code, wrongOf(digits));
    if ('tx_code_attempts_remaining' in body) compared += 1;
    await disk.cut();
  }
  assert.equal(compared, 4, 'the fifth is told no number: the grant is dead');
  assert.equal((await client.redeem(code, digits)).status, 400);
});

test('a cut between the count and the answer gives the guess back, and told nobody whether it was right', async () => {
  const { disk, house, client, fetch } = await scene();
  const { code, digits } = await house.offered(maria);
  await client.form('/offer/status', { 'pre-authorized_code': code });
  const blind = createPlainClient(house.fetch, house.issuer);
  await blind.form('/offer/status', { 'pre-authorized_code': code });
  disk.hooks.afterLater = () => {
    disk.hooks.fails = true;
  };
  const answers: unknown[] = [];
  for (const guess of [digits, wrongOf(digits)]) {
    const { status, body } = await blind.redeem(code, guess);
    answers.push({ status, error: body.error, names: Object.keys(body).sort() });
    await disk.cut();
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal((answers[0] as { status: number }).status, 503);
  disk.hooks.afterLater = () => undefined;
  const status = await createPlainClient(fetch, house.issuer).form('/offer/status', { 'pre-authorized_code': code });
  assert.equal(status.body.attempts_remaining, 5);
  assert.equal((await client.redeem(code, digits)).status, 200);
});
