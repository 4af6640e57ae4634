import { after, before, describe } from 'node:test';
import { type Person, seedPeople } from './callers.ts';
import { openSite, type Site } from './databases.ts';
import { elsewhereTests } from './elsewhere.ts';
import type { ServerProcess } from './servers.ts';

describe('three processes, and each request to the next', { timeout: 120_000 }, () => {
  let site: Site;
  let people: Person[];
  let turn = 0;
  before(async () => {
    site = await openSite('SQLite');
    people = await seedPeople(site.store, site.servers.folder, 6);
  });
  after(() => site?.stop());
  elsewhereTests({
    site: () => site,
    somebody: () => people.shift() as Person,
    spread() {
      turn += 1;
      return site.servers.all[turn % 3] as ServerProcess;
    },
  });
});
