// Two processes on one store, one with a clock that was set an hour wrong. Whatever each may refuse, a code is never taken
// later than a lease after the caller was last heard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyring } from '#config';
import { type MovableClock, stoppedClock, systemRandom } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';

const leaseSeconds = 25;
const start = 1_790_000_000;

/** Two processes whose clocks go equally fast; the second one's is `off` seconds away. */
const pair = async (off: number) => {
  const time = stoppedClock(start);
  const other: MovableClock = { now: () => time.now() + off, advance: time.advance };
  // An engine takes the clock of the process it is in; this one's entries live for a day, so only `before` has to be told it.
  const store = openMemoryStore({ clock: time });
  const theirs: Store = {
    ...store,
    commit: (given) => store.commit(given.before === undefined ? given : { ...given, before: given.before - off }),
  };
  const keyring = generateKeyring(systemRandom, true);
  const right = await install({ store, clock: time, keyring });
  const wrong = await install({ store: theirs, clock: other, keyring, people: [] });
  return { time, right, wrong };
};

for (const off of [-3600, 3600])
  for (const ringsAt of ['right', 'wrong'] as const)
    test(`a clock ${off > 0 ? 'an hour ahead' : 'an hour behind'}, the call taken by the ${ringsAt} one: nothing is used after the lease`, async () => {
      const asksAt = ringsAt === 'right' ? 'wrong' : 'right';
      for (const step of ['redeem', 'order'] as const) {
        const site = await pair(off);
        const offered = await site[ringsAt].offered(maria);
        const near = createPlainClient(site[ringsAt].fetch, site.right.issuer);
        const far = createPlainClient((path, init) => site[asksAt].fetch(path, init), site.right.issuer);
        await far.form('/offer/status', { 'pre-authorized_code': offered.code });
        let token = '';
        if (step === 'order') token = String((await near.redeem(offered.code, offered.digits)).body.access_token);
        site.time.advance(leaseSeconds);
        const { status } =
          step === 'redeem'
            ? await far.redeem(offered.code, offered.digits)
            : await far.transact(token, 'add_user', anna);
        assert.ok([400, 401, 503].includes(status), `${step} answered ${status}`);
        assert.deepEqual(await site.right.changes(maria), []);
      }
    });

test('a call that a wrong clock has dated keeps no other call from being written down', async () => {
  const { time, right, wrong } = await pair(3600);
  const ahead = await wrong.offered(maria);
  const mine = await right.ring();
  time.advance(leaseSeconds);
  await right.app.line.sweep();
  const rowOf = async (call: string) => (await right.app.calls.open()).some(({ id }) => id === call);
  assert.equal(await rowOf(mine.call_id), false);
  await assert.rejects(right.app.calls.get(ahead.call as Parameters<typeof right.app.calls.get>[0]), /clocks/);
});
