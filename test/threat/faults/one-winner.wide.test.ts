import { after, before, describe, test } from 'node:test';
import { type Person, seedPeople } from './callers.ts';
import { engines, openSite, type Site } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { type RaceResult, raceToGuess, raceToRedeem, raceToTransact } from './race.ts';
import { isWanted, sizeOf, tellFigure } from './sizes.ts';

const count = sizeOf('ASKERS');
const rounds = sizeOf('ROUNDS');

for (const engine of engines.filter(isWanted)) {
  describe(`three processes on one ${engine} database`, () => {
    let site: Site;
    let people: Person[];
    const somebody = () => people.shift() as Person;

    before(async () => {
      site = await openSite(engine);
      people = await seedPeople(site.store, site.servers.folder, 3 * rounds);
    });
    after(() => site?.stop());

    const races: [string, () => Promise<RaceResult>][] = [
      ['give one token for one code', () => raceToRedeem(site, somebody(), count)],
      ['compare five guesses', () => raceToGuess(site, somebody(), count, count >> 1)],
      ['change the account once', () => raceToTransact(site, somebody(), count)],
    ];
    for (const [name, race] of races)
      test(`${name}, of ${count} who ask at once, ${rounds} times`, async (t) => {
        for (let round = 0; round < rounds; round += 1) {
          const { seconds, answers } = await race();
          tellFigure(t, name, engine, { rounds: 1, askers: count, seconds, slowestSeconds: seconds, answers });
        }
      });

    test('leave every edge of every grant in the journal exactly once, and its chains whole', async () => {
      await settled(site.store);
      await inspectEverything(site.store, site.servers.folder, []);
    });
  });
}
