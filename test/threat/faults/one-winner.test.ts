// Shows threats T-15, T-16, T-18, T-20 (test/threat/threats.ts).
import { after, before, describe, test } from 'node:test';
import { type Person, seedPeople } from './callers.ts';
import { engines, openSite, type Site } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { raceToGuess, raceToRedeem, raceToTransact } from './race.ts';

const count = 1000;
const rounds = 2;

for (const engine of engines) {
  describe(`three processes on one ${engine} database`, { timeout: 150_000 }, () => {
    let site: Site;
    let people: Person[];
    const somebody = () => people.shift() as Person;

    before(async () => {
      site = await openSite(engine);
      people = await seedPeople(site.store, site.servers.folder, 12);
    });
    after(() => site?.stop());

    test(`give one token for one code, of ${count} who ask at once`, async (t) => {
      for (let round = 0; round < rounds; round += 1)
        t.diagnostic(JSON.stringify(await raceToRedeem(site, somebody(), count)));
    });

    test(`compare five guesses of ${count} that come at once`, async (t) => {
      t.diagnostic(JSON.stringify(await raceToGuess(site, somebody(), count, -1)));
      t.diagnostic(JSON.stringify(await raceToGuess(site, somebody(), count, 2)));
    });

    test(`change the account once, of ${count} orders that come at once`, async (t) => {
      t.diagnostic(JSON.stringify(await raceToTransact(site, somebody(), count)));
    });

    test('leave every edge of every grant in the journal exactly once, and its chains whole', async () => {
      await settled(site.store);
      await inspectEverything(site.store, site.servers.folder, []);
    });
  });
}
