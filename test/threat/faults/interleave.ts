// One hang-up, or one lapse of the lease, against one browser that redeems and orders: every read and every commit of both
// waits until it is drawn, so that each run is another order of the same few steps, and the same seed the same order.
import assert from 'node:assert/strict';
import { generateKeyring } from '#config';
import { type MovableClock, movableClock, systemRandom } from '#core';
import type { JournalEntry } from '#journal';
import type { Batch, Entry, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { type Installation, install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';

/** What is lost: the caller hangs up, the line drops, or nothing more is ever heard of the call. */
export const endings = ['hung up', 'dropped', 'never heard again'] as const;
export type Ending = (typeof endings)[number];

const start = 1_790_000_000;
const leaseSeconds = 25;
const runsPerProcess = 1000;

type Row = { readonly grant?: { readonly state: string } };

/** The store all processes share in this run: what is asked of it waits to be drawn, and what was committed is kept in order. */
const createTable = (clock: MovableClock) => {
  let below = openMemoryStore({ clock });
  let waiting: (() => void)[] = [];
  /** States the grant's row was given, each with the instant. */
  const states: { state: string; at: number }[] = [];
  const draw = <Result>(work: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push(() => work().then(resolve, reject));
    });
  const commit = async (batch: Batch) => {
    const done = await below.commit(batch);
    for (const write of done.ok ? batch.writes : [])
      if ('put' in write && write.put[0] === 'grant' && write.put[1] === 'row')
        states.push({ state: (write.value as Row).grant?.state ?? '', at: clock.now() });
    return done;
  };
  const view = (weaken: (batch: Batch) => Batch): Store => ({
    get: (key) => draw(() => below.get(key)),
    list: (prefix, options) => draw(() => below.list(prefix, options)),
    commit: (batch) => draw(() => commit(weaken(batch))),
    sweep: async () => 0,
    close: async () => undefined,
  });
  return {
    view,
    states,
    look: () => below,
    async reset(entries: readonly Entry[]) {
      below = openMemoryStore({ clock });
      waiting = [];
      states.length = 0;
      for (let from = 0; from < entries.length; from += 90)
        await below.commit({
          checks: [],
          writes: entries.slice(from, from + 90).map(({ key, value }) => ({ put: key, value })),
        });
    },
    /** Lets one thing that waits happen, drawn by chance. False when nothing waits. */
    step(chance: () => number): boolean {
      const [next] = waiting.splice(Math.floor(chance() * waiting.length), 1);
      next?.();
      return next !== undefined;
    },
  };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

export type Seen = Readonly<Record<string, number>>;

/**
 * Runs `times` orders of the steps and holds each against the rule: what is committed is committed before the death, and a
 * dead grant changes nothing. `weaken` takes something away from each commit, to see that it is missed. Answers how often
 * which end was reached. @throws AssertionError with the journal of a run that broke the rule.
 */
export const interleave = async (
  times: number,
  chance: () => number,
  weaken: (batch: Batch) => Batch = (batch) => batch,
): Promise<Seen> => {
  let offset = 0;
  const clock: MovableClock = {
    ...movableClock({ now: () => start + offset }),
    advance(more) {
      offset += more;
    },
  };
  const keyring = generateKeyring(systemRandom, true);
  const original = openMemoryStore({ clock });
  const house = await install({ store: original, clock, keyring });
  const { call, code, digits } = await house.offered(maria);
  const offered = await original.list([]);
  const table = createTable(clock);
  // Two processes, which share nothing but the table.
  const site = async (): Promise<Installation> => install({ store: table.view(weaken), clock, keyring, people: [] });
  let [one, other] = [await site(), await site()];
  const seen: Record<string, number> = {};

  for (let run = 0; run < times; run += 1) {
    const ending = endings[Math.floor(chance() * endings.length)] as Ending;
    offset = 0;
    await table.reset(offered);
    // A process lets one address ask so and so often a minute, and this clock stands still.
    if (run % runsPerProcess === runsPerProcess - 1) [one, other] = [await site(), await site()];
    const client = createPlainClient(one.fetch, one.issuer);
    let left = 2;
    let answer = 0;
    const browser = (async () => {
      const redeemed = await client.redeem(code, digits);
      answer = redeemed.status;
      if (redeemed.status !== 200) return;
      const token = String(redeemed.body.access_token);
      answer = (await client.transact(token, 'add_user', anna, { 'idempotency-key': 'one' })).status;
    })().finally(() => (left -= 1));
    // So many steps go by before it ends: anywhere from before the first to after the last.
    const from = Math.floor(chance() * 60);
    let endedAt = Number.POSITIVE_INFINITY;
    const end = async () => {
      if (ending === 'never heard again') offset = leaseSeconds;
      else
        await other.app.line.hangUp(
          call as Parameters<typeof other.app.line.hangUp>[0],
          ending === 'hung up' ? 'caller' : 'dropped',
        );
      endedAt = table.states.length;
    };
    let ends: Promise<void> | null = null;
    for (let steps = 0; left > 0; ) {
      if (ends === null && (steps >= from || left === 1)) ends = end().finally(() => (left -= 1));
      await turn();
      if (table.step(chance)) steps += 1;
    }
    await Promise.all([browser, ends]);

    const entries = (await table.look().list(['journal', 'entry', call])).map(
      (entry) => entry.value as unknown as JournalEntry,
    );
    const facts = entries.map(({ fact }) => fact.kind);
    const changes = await table.look().list(['account', 'change']);
    const states = table.states.map(({ state }) => state);
    const told = JSON.stringify({ run, ending, from, answer, states, facts }, null, 1);
    const [used, died] = [states.indexOf('consumed'), states.indexOf('dead')];
    assert.ok(used < 0 || died < 0, `both used and dead: ${told}`);
    // Nothing that was begun later than the answered end, or is later than the lease, takes effect.
    if (endedAt < Number.POSITIVE_INFINITY)
      assert.ok(!states.slice(endedAt).includes('consumed'), `used after the end: ${told}`);
    assert.ok(
      table.states.every(({ state, at }) => state !== 'consumed' || at < start + leaseSeconds),
      `late: ${told}`,
    );
    assert.equal(changes.length, used < 0 ? 0 : 1, told);
    assert.equal(facts.filter((kind) => kind === 'grant_consumed').length, used < 0 ? 0 : 1, told);
    assert.equal(facts.filter((kind) => kind === 'grant_dead').length, died < 0 ? 0 : 1, told);
    assert.ok(used < 0 ? answer === 400 || answer === 401 : answer === 201, told);
    const name = `${ending}: ${used < 0 ? (answer === 400 ? 'no token' : 'token, unused') : 'used before'}`;
    seen[name] = (seen[name] ?? 0) + 1;
  }
  return seen;
};
