// Shows threats T-24 (test/threat/threats.ts). A process stands still in the middle of redeems and orders for longer than a
// lease, nothing more is heard of the calls meanwhile, and then it goes on where it was.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anna } from '../../journey/plain-client.ts';
import { browserAt, callUntilOffered, createBalancer, type Offered, type Person, seedPeople } from './callers.ts';
import { allEngines, openSite, type Site } from './databases.ts';
import { inspectEverything, type Told } from './evidence.ts';
import { chanceFrom } from './kill.ts';
import type { ServerProcess } from './servers.ts';
import { isWorthWaiting, seed, sizeOf, tellFigure } from './sizes.ts';

const rounds = sizeOf('PAUSES');
const callsAtOnce = 12;
/** A lease, and a second for the clocks. */
const overMs = 26_000;

type GrantRow = { readonly grant: { readonly id: string; readonly state: string } };

const statesOf = async ({ store }: Site): Promise<Map<string, string>> =>
  new Map(
    (await store.list(['grant', 'row'])).map(({ value }) => {
      const { id, state } = (value as unknown as GrantRow).grant;
      return [id, state];
    }),
  );

/** Everything asked of one process at once, and the process stopped some milliseconds later. Answers what came back, in the end. */
const stopInTheMiddle = async (site: Site, people: readonly Person[], chance: () => number, told: Told[]) => {
  const balancer = createBalancer(site.servers);
  const [doomed] = site.servers.all as [ServerProcess, ...ServerProcess[]];
  const offered = (await Promise.all(people.map((person) => callUntilOffered(balancer, person)))).filter(
    (offer): offer is Offered => offer !== null,
  );
  // Half of them have their token already and order; the others redeem.
  const browsers = await Promise.all(
    offered.map(async ({ code, digits }, n) => {
      const browser = browserAt(doomed);
      await browser.form('/offer/status', { 'pre-authorized_code': code });
      if (n % 2 === 0) return async () => (await browser.redeem(code, digits)).status;
      const redeemed = await browser.redeem(code, digits);
      const token = String(redeemed.body.access_token);
      if (redeemed.status === 200) told.push({ code, token });
      return async () => (await browser.transact(token, 'add_user', anna)).status;
    }),
  );
  const answers = Promise.all(browsers.map((ask) => ask().catch(() => 0)));
  await new Promise((resolve) => setTimeout(resolve, chance() * 40));
  doomed.pause();
  const stoppedMs = performance.now();
  while (performance.now() < stoppedMs + overMs) await new Promise((resolve) => setTimeout(resolve, 100));
  const before = await statesOf(site);
  doomed.resume();
  const statuses = await answers;
  for (const [id, state] of await statesOf(site)) {
    const was = before.get(id);
    const moved = was !== state && (state === 'redeemed' || state === 'consumed');
    assert.ok(!moved, `${id} was ${was} when its lease was over, and is ${state}`);
  }
  return statuses;
};

for (const engine of allEngines.filter(isWorthWaiting))
  describe(`a process on a ${engine} database that stands still for longer than a lease`, () => {
    test(`takes nothing that came too late, ${rounds} times`, async (t) => {
      const site = await openSite(engine);
      try {
        const people = await seedPeople(site.store, site.servers.folder, rounds * callsAtOnce);
        const chance = chanceFrom(seed);
        const seen: Record<string, number> = {};
        const told: Told[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const ours = people.slice(round * callsAtOnce, (round + 1) * callsAtOnce);
          const statuses = await stopInTheMiddle(site, ours, chance, told);
          for (const status of statuses) seen[status] = (seen[status] ?? 0) + 1;
        }
        const found = await inspectEverything(site.store, site.servers.folder, told);
        tellFigure(t, 'stopped for longer than a lease', engine, { rounds, late: 0, answers: seen, ...found });
      } finally {
        await site.stop();
      }
    });

    test('nothing can be used 25 seconds after the last sign of life, when every event is lost', async (t) => {
      const site = await openSite(engine);
      try {
        const people = await seedPeople(site.store, site.servers.folder, 24);
        const balancer = createBalancer(site.servers);
        let latest = 0;
        let late = 0;
        await Promise.all(
          people.map(async (person, n) => {
            let heardMs = 0;
            const offered = await callUntilOffered(balancer, person, {
              speaks() {
                heardMs = performance.now();
              },
            });
            assert.ok(offered);
            // From 19 to 30 seconds, counted from before the last turn was sent; its lease began a little later.
            const atMs = heardMs + 19_000 + 500 * n;
            while (performance.now() < atMs) await new Promise((resolve) => setTimeout(resolve, 20));
            const { status } = await browserAt(site.servers.all[n % 3] as ServerProcess).redeem(
              offered.code,
              offered.digits,
            );
            const call = await site.store.get(['call', 'row', offered.call]);
            assert.ok(call);
            const { leaseUntil } = (call.value as unknown as { sealed: { leaseUntil: number } }).sealed;
            const usedAt = (await site.store.list(['journal', 'entry', offered.call]))
              .map(({ value }) => value as unknown as { at: number; fact: { kind: string } })
              .find(({ fact }) => fact.kind === 'grant_redeemed')?.at;
            assert.equal(status === 200, usedAt !== undefined);
            if (usedAt === undefined) late += 1;
            else {
              assert.ok(usedAt < leaseUntil);
              latest = Math.max(latest, 25 - (leaseUntil - usedAt));
            }
          }),
        );
        assert.ok(late >= 5, `only ${late} came too late`);
        tellFigure(t, 'all events lost', engine, { calls: people.length, refused: late, latestUseSeconds: latest });
      } finally {
        await site.stop();
      }
    });
  });
