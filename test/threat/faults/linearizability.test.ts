// Shows threats T-23, T-24 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { anna } from '../../journey/plain-client.ts';
import { browserAt, callUntilOffered, createBalancer, hangUp, type Person, seedPeople } from './callers.ts';
import { engines, openSite, type Site } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { chanceFrom } from './kill.ts';
import { isLinearizable, type Operation } from './linearizability.ts';
import type { ServerProcess } from './servers.ts';

const redeem = (from: number, to: number, key: string, answer: 'token' | 'refused' | 'unknown'): Operation => ({
  ...{ from, to },
  does: { kind: 'redeem', key, answer },
});
const transact = (from: number, to: number, key: string, answer: 'done' | 'refused'): Operation => ({
  ...{ from, to },
  does: { kind: 'transact', key, answer },
});
const over = (from: number, to: number): Operation => ({ from, to, does: { kind: 'hang_up', answer: 'ok' } });

describe('the check of histories', () => {
  test('lets a race have either winner and a lost answer either fate', () => {
    assert.ok(isLinearizable([redeem(0, 9, 'a', 'refused'), redeem(0, 9, 'b', 'token')]));
    assert.ok(isLinearizable([redeem(0, 1, 'a', 'token'), over(2, 3), transact(2, 4, 'a', 'done')]));
    const lost = redeem(0, Number.POSITIVE_INFINITY, 'a', 'unknown');
    assert.ok(isLinearizable([lost, redeem(2, 3, 'b', 'token')]));
    assert.ok(isLinearizable([lost, redeem(2, 3, 'b', 'refused')]));
  });
  test('finds two winners, use after an answered hang-up, and a refusal nobody caused', () => {
    assert.ok(!isLinearizable([redeem(0, 9, 'a', 'token'), redeem(0, 9, 'b', 'token')]));
    assert.ok(!isLinearizable([redeem(0, 1, 'a', 'token'), over(2, 3), transact(4, 5, 'a', 'done')]));
    assert.ok(!isLinearizable([redeem(0, 1, 'a', 'refused'), redeem(2, 3, 'b', 'token')]));
    assert.ok(!isLinearizable([redeem(0, 1, 'a', 'token'), transact(2, 3, 'a', 'refused'), over(4, 5)]));
  });
});

const grants = 25;

for (const engine of engines) {
  describe(`what three processes on one ${engine} database answered`, { timeout: 120_000 }, () => {
    let site: Site;
    let people: Person[];

    before(async () => {
      site = await openSite(engine);
      people = await seedPeople(site.store, site.servers.folder, grants);
    });
    after(() => site?.stop());

    /** Two browsers redeem, each orders as soon as it has a token, and somebody hangs up: all at moments of their own. */
    const history = async (person: Person, chance: () => number): Promise<Operation[]> => {
      const offered = await callUntilOffered(createBalancer(site.servers), person);
      assert.ok(offered);
      const kept: Operation[] = [];
      const record = async <Result>(does: (result: Result) => Operation['does'], work: () => Promise<Result>) => {
        const from = performance.now();
        const result = await work();
        kept.push({ from, to: performance.now(), does: does(result) });
        return result;
      };
      const later = () => new Promise((resolve) => setTimeout(resolve, chance() * 25));
      const anywhere = () => site.servers.all[Math.floor(chance() * site.servers.all.length)] as ServerProcess;
      const browser = async (key: string): Promise<void> => {
        const client = browserAt(anywhere());
        await client.form('/offer/status', { 'pre-authorized_code': offered.code });
        await later();
        const redeemed = await record(
          ({ status }) => ({ kind: 'redeem', key, answer: status === 200 ? 'token' : 'refused' }),
          () => client.redeem(offered.code, offered.digits),
        );
        if (redeemed.status !== 200) return;
        const token = String(redeemed.body.access_token);
        await later();
        await Promise.all(
          [0, 1].map(() =>
            record(
              ({ status }) => ({ kind: 'transact', key, answer: status === 201 ? 'done' : 'refused' }),
              () => client.transact(token, 'add_user', anna, { 'idempotency-key': 'one' }),
            ),
          ),
        );
      };
      const caller = async (): Promise<void> => {
        await later();
        await later();
        await record(
          () => ({ kind: 'hang_up', answer: 'ok' }),
          () => hangUp(createBalancer(site.servers), offered.call),
        );
      };
      await Promise.all([browser('a'), browser('b'), caller()]);
      return kept;
    };

    test(`could have happened in one order, for each of ${grants} grants`, async (t) => {
      const chance = chanceFrom(5);
      const seen: Record<string, number> = {};
      for (const person of people) {
        const operations = await history(person, chance);
        assert.ok(isLinearizable(operations), JSON.stringify(operations, null, 1));
        const used = operations.some(({ does }) => does.kind === 'transact' && does.answer === 'done');
        const refused = operations.some(({ does }) => does.kind === 'transact' && does.answer === 'refused');
        const name = used ? 'used' : refused ? 'redeemed, then dead' : 'dead or one token unused';
        seen[name] = (seen[name] ?? 0) + 1;
      }
      t.diagnostic(JSON.stringify(seen));
      await settled(site.store);
      await inspectEverything(site.store, site.servers.folder, []);
    });
  });
}
