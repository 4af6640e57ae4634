// The disk under the store is full while callers are in the middle of calls: nothing can be written, so nothing is promised.
// Then there is room again, and the same callers go on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedPeople } from './callers.ts';
import { openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { chanceFrom } from './kill.ts';
import { startLoad } from './load.ts';
import { tellFigure } from './sizes.ts';

/** A log of eight megabytes holds the writes of a few calls. */
const fileBlocks = 16_384;
const callsAfterwards = 20;

test('on a full disk processes refuse, and what they had promised is there once there is room', async (t) => {
  const site = await openSite('SQLite');
  try {
    const { all, folder } = site.servers;
    const people = await seedPeople(site.store, folder, 100);
    for (const server of all) {
      await server.stop();
      await server.start(undefined, fileBlocks);
    }
    const load = startLoad(site, people, { callers: 2, chance: chanceFrom(4) });
    const isRefusing = async () => {
      const ring = { body: '{"from":"+15552999999"}', headers: { 'content-type': 'application/json' } };
      const answers = await Promise.all(all.map((server) => server.send('POST', '/phone/handset/calls', ring)));
      return answers.every(({ status }) => status >= 500);
    };
    while (!(await isRefusing()) && load.failure() === null) await new Promise((resolve) => setTimeout(resolve, 50));
    const before = load.tally.calls;
    for (const server of all) {
      await server.stop();
      await server.start();
    }
    while (load.tally.calls < before + callsAfterwards && load.failure() === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await load.stop();
    const { told, whys, ...tally } = load.tally;
    await settled(site.store);
    const found = await inspectEverything(site.store, folder, told);
    tellFigure(t, 'disk full', 'SQLite', { ...tally, callsBefore: before, told: told.length, ...found });
    assert.deepEqual(whys, []);
  } finally {
    await site.stop();
  }
});
