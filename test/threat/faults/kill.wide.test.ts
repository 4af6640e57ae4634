import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seedPeople } from './callers.ts';
import { allEngines, openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { type Harm, killed, pausedFor, sufferUnderLoad } from './kill.ts';
import { isWanted, seed, sizeOf, tellFigure } from './sizes.ts';

const kills = sizeOf('KILLS');
const callers = sizeOf('CALLERS');
const ordeals: readonly { readonly what: string; readonly times: number; readonly harms: readonly Harm[] }[] = [
  { what: 'kill -9', times: kills, harms: [killed] },
  { what: 'short pauses and kills in turn', times: Math.min(6, kills), harms: [pausedFor(1500), killed] },
];

for (const engine of allEngines.filter(isWanted))
  describe(`three processes on one ${engine} database`, () => {
    for (const { what, times, harms } of ordeals)
      test(`lose nothing, do nothing twice and leave nothing unrecorded: ${what}, ${times} times`, async (t) => {
        const site = await openSite(engine);
        try {
          const people = await seedPeople(site.store, site.servers.folder, 40 + 2 * times);
          const began = performance.now();
          const { told, ...figures } = await sufferUnderLoad(site, people, { times, seed, harms, callers });
          const seconds = (performance.now() - began) / 1000;
          await settled(site.store);
          const found = await inspectEverything(site.store, site.servers.folder, told);
          tellFigure(t, what, engine, { times, seconds, ...figures, told: told.length, ...found });
          assert.ok(told.length > 0);
        } finally {
          await site.stop();
        }
      });
  });
