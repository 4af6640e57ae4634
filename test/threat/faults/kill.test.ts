// Shows threats T-30 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seedPeople } from './callers.ts';
import { engines, openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { killed, sufferUnderLoad } from './kill.ts';

const kills = 10;

for (const engine of engines) {
  describe(`three processes on one ${engine} database, killed in the middle of calls`, { timeout: 150_000 }, () => {
    test(`lose nothing, do nothing twice and leave nothing unrecorded in ${kills} kills`, async (t) => {
      const site = await openSite(engine);
      try {
        const people = await seedPeople(site.store, site.servers.folder, 40);
        const { told, ...figures } = await sufferUnderLoad(site, people, { times: kills, seed: 8, harms: [killed] });
        const recovery = await settled(site.store);
        const found = await inspectEverything(site.store, site.servers.folder, told);
        t.diagnostic(JSON.stringify({ ...figures, told: told.length, recovery, ...found }));
        assert.ok(told.length > 0 && recovery < 10);
      } finally {
        await site.stop();
      }
    });
  });
}
