// The database itself is killed and comes back, or the line to it is cut right after a commit was sent, while callers go
// through whole calls.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPostgres } from '../../contract/store-postgres-server.ts';
import { seedPeople } from './callers.ts';
import { openSite, type Site } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { chanceFrom, recoveryOf } from './kill.ts';
import { startLoad } from './load.ts';
import { isWanted, seed, sizeOf, tellFigure } from './sizes.ts';

const times = sizeOf('BLOWS');

/** Between the processes and PostgreSQL: the next commit after `arm` reaches the server, and its answer reaches nobody. */
const openCutter = async (url: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-cut-'));
  const target = join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  let isArmed = false;
  let cuts = 0;
  const proxy = createServer((near) => {
    const far = createConnection(target);
    let isDoomed = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (bytes) => {
      // The statement's name is in every use of it.
      if (isArmed && bytes.includes('voicegrant_commit')) {
        isArmed = false;
        isDoomed = true;
        cuts += 1;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => (isDoomed ? near.destroy() : near.write(bytes)));
  });
  await new Promise<void>((resolve) => proxy.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    url: url.replace(/host=.*/, `host=${encodeURIComponent(folder)}`),
    arm() {
      isArmed = true;
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** `times` blows under load, a second or so apart; then everything is held against what callers were told. */
const underLoad = async (site: Site, blow: () => Promise<void>) => {
  const people = await seedPeople(site.store, site.servers.folder, 40 + 10 * times);
  const chance = chanceFrom(seed);
  const load = startLoad(site, people, { callers: 3, chance });
  let slowestRecovery = 0;
  for (let n = 0; n < times && load.failure() === null; n += 1) {
    const { calls } = load.tally;
    while (load.tally.calls < calls + 3 && load.failure() === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, chance() * 500));
    await blow();
    slowestRecovery = Math.max(slowestRecovery, await recoveryOf(site));
  }
  await load.stop();
  const { told, whys, ...tally } = load.tally;
  assert.deepEqual(whys, []);
  await settled(site.store, 60);
  const found = await inspectEverything(site.store, site.servers.folder, told);
  return { times, ...tally, told: told.length, slowestRecovery, ...found };
};

for (const engine of (['PostgreSQL', 'DynamoDB'] as const).filter(isWanted))
  test(`${engine} is killed and started again ${times} times in the middle of calls: nothing is lost or done twice`, async (t) => {
    const site = await openSite(engine, { onDisk: true });
    try {
      const figures = await underLoad(site, async () => site.restartDatabase?.());
      tellFigure(t, 'database killed', engine, figures);
    } finally {
      await site.stop();
    }
  });

test(`the line to PostgreSQL is cut ${times} times after a commit was sent: nothing is lost or done twice`, async (t) => {
  const server = await startPostgres();
  const cutter = await openCutter(server.url());
  try {
    const site = await openSite('PostgreSQL', { postgresUrl: cutter.url });
    try {
      const figures = await underLoad(site, async () => cutter.arm());
      assert.ok(cutter.cuts() > 0);
      tellFigure(t, 'line cut after a commit', 'PostgreSQL', { ...figures, cuts: cutter.cuts() });
    } finally {
      await site.stop();
    }
  } finally {
    await cutter.close();
    await server.stop();
  }
});
