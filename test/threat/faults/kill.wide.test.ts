import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seedPeople } from './callers.ts';
import { engines, openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { type Harm, killed, pausedFor, sufferUnderLoad } from './kill.ts';

type Ordeal = { readonly name: string; readonly times: number; readonly harms: readonly Harm[] };
const ordeals = (kills: number): readonly Ordeal[] => [
  { name: `${kills} kills`, times: kills, harms: [killed] },
  { name: '20 pauses and kills in turn', times: 20, harms: [pausedFor(1500), killed] },
];
/** PostgreSQL itself takes a share of the processor, so each kill takes longer there. */
const kills = { SQLite: 200, PostgreSQL: 60 };

for (const engine of engines)
  for (const { name, times, harms } of ordeals(kills[engine]))
    describe(`three processes on one ${engine} database`, { timeout: 900_000 }, () => {
      test(`lose nothing, do nothing twice and leave nothing unrecorded in ${name}`, {
        timeout: 900_000,
      }, async (t) => {
        const site = await openSite(engine);
        try {
          const people = await seedPeople(site.store, site.servers.folder, 400);
          const { told, ...figures } = await sufferUnderLoad(site, people, { times, seed: 200, harms });
          const recovery = await settled(site.store);
          const found = await inspectEverything(site.store, site.servers.folder, told);
          t.diagnostic(JSON.stringify({ ...figures, told: told.length, recovery, ...found }));
          assert.ok(told.length > times);
        } finally {
          await site.stop();
        }
      });
    });
