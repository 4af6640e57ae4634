import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { silentLog, systemClock } from '#core';
import type { Store } from '#store';
import { openSqliteStore } from '#store/sqlite';
import type { RaceOrder, RaceReport } from './store-racer.ts';

const racerCount = 6;
const codeCount = 300;
const pairCount = 30;

/** The first report of this kind from a racer. Rejects when the racer ends before it came. */
const reported = (racer: ChildProcess, did: RaceReport['did'], count?: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`a racer ended before it reported ${did}`));
    racer.once('exit', ended);
    racer.on('message', function listen(report: RaceReport) {
      if (report.did !== did || (count !== undefined && report.count !== count)) return;
      racer.off('message', listen).off('exit', ended);
      resolve(report.count);
    });
  });

describe('six processes on one SQLite file', { timeout: 60_000 }, () => {
  let folder: string;
  let file: string;
  let store: Store;
  let racers: ChildProcess[] = [];

  const race = (order: RaceOrder): Promise<number[]> => {
    const reports = racers.map((racer) => reported(racer, order));
    for (const racer of racers) racer.send(order);
    return Promise.all(reports);
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voicegrant-race-'));
    file = join(folder, 'store.db');
    // The first one writes pairs until it is killed. All of them find the file absent or half made: making it is a race too.
    racers = Array.from({ length: racerCount }, (_, n) =>
      fork(
        join(import.meta.dirname, 'store-racer.ts'),
        [file, String(n), String(n === 0 ? Number.POSITIVE_INFINITY : pairCount)],
        {
          execArgv: [],
        },
      ),
    );
    await Promise.all(racers.map((racer) => reported(racer, 'ready')));
    store = await openSqliteStore({ file, clock: systemClock(), log: silentLog });
  });

  after(async () => {
    const running = racers.filter((racer) => racer.exitCode === null && racer.signalCode === null);
    const ended = running.map((racer) => once(racer, 'exit'));
    for (const racer of running) racer.kill('SIGKILL');
    await Promise.all(ended);
    // Absent when the racers could not even open the file.
    await (store as Store | undefined)?.close();
    await rm(folder, { recursive: true });
  });

  test('use each of 300 single-use codes exactly once in all', async () => {
    for (let from = 0; from < codeCount; from += 75)
      await store.commit({
        checks: [],
        writes: Array.from({ length: 75 }, (_, n) => ({ put: ['code', String(from + n)], value: null })),
      });
    const wins = await race('consume');
    assert.equal(
      wins.reduce((sum, count) => sum + count, 0),
      codeCount,
    );
    assert.deepEqual(await store.list(['code']), []);
    const used = await store.list(['used']);
    assert.equal(used.length, codeCount);
    assert.equal(new Set(used.map((entry) => entry.key[1])).size, codeCount);
  });

  test('lose no step of a counter that all of them advance', async () => {
    await race('count');
    assert.equal((await store.get(['counter']))?.value, racerCount * 25);
  });

  test('leave nothing half written, and lose nothing they were told is kept, when one is killed in the middle', async () => {
    const acknowledged = racers.map(() => 0);
    for (const [n, racer] of racers.entries())
      racer.on('message', (report: RaceReport) => {
        if (report.did === 'pairs' && report.count > 0) acknowledged[n] = report.count;
      });
    const [victim, ...others] = racers as [ChildProcess, ...ChildProcess[]];
    const finished = others.map((racer) => reported(racer, 'pairs', 0));
    const midway = reported(victim, 'pairs', 10);
    for (const racer of racers) racer.send('pairs' satisfies RaceOrder);
    await midway;
    const killed = once(victim, 'exit');
    victim.kill('SIGKILL');
    await Promise.all([killed, ...finished]);

    for (const n of racers.keys()) {
      const halves = await store.list(['pair', String(n)], { limit: 1_000_000 });
      const whole = Map.groupBy(halves, (entry) => entry.version);
      for (const pair of whole.values()) {
        assert.deepEqual(pair.map((entry) => entry.key[3]).sort(), ['left', 'right']);
        assert.equal(pair[0]?.value, pair[1]?.value);
      }
      const kept = new Set(halves.map((entry) => entry.value));
      for (let count = 1; count <= acknowledged[n]!; count += 1) assert.ok(kept.has(count));
      assert.ok(n === 0 ? kept.size >= 10 : kept.size === pairCount);
    }

    const ended = others.map((racer) => once(racer, 'exit'));
    for (const racer of others) racer.send('end');
    assert.deepEqual(
      (await Promise.all(ended)).map(([code]) => code),
      others.map(() => 0),
    );
  });

  test('leave a file that opens again, sound and complete', async () => {
    await store.close();
    store = await openSqliteStore({ file, clock: systemClock(), log: silentLog });
    assert.equal((await store.get(['counter']))?.value, racerCount * 25);
  });
});
