// Shows threat T-15 (test/threat/threats.ts): never two winners, never none, however often the race is run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Person, seedPeople } from './callers.ts';
import { openSite, type Site } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { raceToGuess, raceToRedeem } from './race.ts';

const count = 1000;
const rounds = 100;

describe('three processes on one SQLite database', { timeout: 1_200_000 }, () => {
  let site: Site;
  let people: Person[];
  const somebody = () => people.shift() as Person;

  before(async () => {
    site = await openSite('SQLite');
    people = await seedPeople(site.store, site.servers.folder, rounds + 10);
  });
  after(() => site?.stop());

  test(`give one token for one code, of ${count} who ask at once, in ${rounds} rounds of ${rounds}`, async (t) => {
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { seconds: taken, answers } = await raceToRedeem(site, somebody(), count);
      assert.deepEqual(answers, { 200: 1, 400: count - 1 }, `round ${round}`);
      seconds.push(taken);
    }
    seconds.sort((a, b) => a - b);
    t.diagnostic(`seconds a round: ${seconds[0]?.toFixed(1)} to ${seconds.at(-1)?.toFixed(1)}`);
  });

  test(`compare five guesses of ${count} wrong ones that come at once, in ten rounds of ten`, async () => {
    for (let round = 0; round < 10; round += 1) await raceToGuess(site, somebody(), count, -1);
  });

  test('leave every edge of every grant in the journal exactly once, and its chains whole', async () => {
    await settled(site.store);
    await inspectEverything(site.store, site.servers.folder, []);
  });
});
