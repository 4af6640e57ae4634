// A long time of ordinary load with faults in between: what breaks is seen at once or in the evidence at the end, and what
// grows is seen in the memory of one process that is never killed.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { seedPeople } from './callers.ts';
import { type Engine, openSite, type Site } from './databases.ts';
import { type Found, inspectEverything, settled } from './evidence.ts';
import { chanceFrom, type Harm, killed, killedTogether, pausedFor, recoveryOf } from './kill.ts';
import { startLoad } from './load.ts';
import type { ServerProcess } from './servers.ts';
import { type Sample, type Slope, slopeOf } from './slope.ts';

export type SoakOptions = {
  readonly engine: Engine;
  readonly seconds: number;
  readonly callers: number;
  /** How long each caller waits between two calls, on average, in ms. */
  readonly betweenMs: number;
  /** Seconds from one fault to the next, on average; 0 for none. */
  readonly faultSeconds: number;
  readonly seed: number;
  /** Ends the soak earlier, with its report. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

export type SoakReport = {
  readonly engine: Engine;
  readonly seconds: number;
  readonly calls: number;
  readonly broken: number;
  readonly lapsed: number;
  readonly refusedAfterHangUp: number;
  readonly receipts: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly slowestRecovery: number;
  /** Resident memory of the process that is never killed, in MiB: at the end, and an hour's slope after the first tenth. */
  readonly residentMib: number;
  readonly mibPerHour: Slope | null;
  readonly found: Found;
  readonly databaseMib: number | null;
};

const mib = 1024 * 1024;
const sampleMs = 5000;
const longerThanALease = 28_000;
const harms: readonly (readonly [string, number, Harm])[] = [
  ['killed', 5, killed],
  ['two killed together', 1, killedTogether],
  ['stood still for 2 s', 2, pausedFor(2000)],
  ['stood still for 28 s', 2, pausedFor(longerThanALease)],
];

/** Resident memory in bytes, as the system counts it. */
const residentOf = (server: ServerProcess): number => {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(server.pid())], { encoding: 'utf8' });
  return Number(stdout) * 1024;
};

const pick = (chance: () => number, site: Site): readonly [string, Harm] => {
  const restart = site.restartDatabase;
  const all = restart === null ? harms : [...harms, ['database restarted', 1, restart] as const];
  let left = chance() * all.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight, harm] of all) {
    left -= weight;
    if (left < 0) return [name, harm];
  }
  return ['killed', killed];
};

/** Runs the soak. @throws what a caller or the evidence found wrong. */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  const { engine, signal, say } = options;
  const site = await openSite(engine, { onDisk: true });
  try {
    // Ten texts an hour is what an account may have.
    const people = await seedPeople(site.store, site.servers.folder, 40 + Math.ceil(options.seconds / 2));
    const [spared, ...others] = site.servers.all as [ServerProcess, ...ServerProcess[]];
    const chance = chanceFrom(options.seed);
    const load = startLoad(site, people, { ...options, chance });
    const samples: Sample[] = [];
    const faults: Record<string, number> = {};
    let slowestRecovery = 0;
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const isOver = () => seconds() >= options.seconds || signal.aborted || load.failure() !== null;
    const sleep = async (ms: number) => {
      const until = performance.now() + ms;
      while (performance.now() < until && !isOver()) await new Promise((resolve) => setTimeout(resolve, 200));
    };
    const watching = (async () => {
      for (let minute = 0; !isOver(); ) {
        samples.push({ seconds: seconds(), value: residentOf(spared) / mib });
        if (seconds() >= 60 * (minute + 1)) {
          minute += 1;
          const { calls, broken, lapsed } = load.tally;
          const resident = samples.at(-1)?.value.toFixed(0);
          say(
            `minute ${minute}: ${calls} calls, ${broken} broken, ${lapsed} lapsed, ${resident} MiB, faults ${JSON.stringify(faults)}`,
          );
        }
        await sleep(sampleMs);
      }
    })();
    while (options.faultSeconds > 0 && !isOver()) {
      await sleep(chance() * 2000 * options.faultSeconds);
      if (isOver()) break;
      const [name, harm] = pick(chance, site);
      const harming = harm(others[Math.floor(chance() * others.length)] as ServerProcess, {
        ...site,
        servers: { ...site.servers, all: others },
      });
      faults[name] = (faults[name] ?? 0) + 1;
      slowestRecovery = Math.max(slowestRecovery, ...(await Promise.all([recoveryOf(site), harming.then(() => 0)])));
    }
    await watching;
    const lasted = seconds();
    await load.stop();
    await settled(site.store, 120);
    const { tally } = load;
    const warm = samples.filter((one) => one.seconds >= lasted / 10);
    const slope = slopeOf(warm);
    return {
      ...{ engine, seconds: lasted, calls: tally.calls, broken: tally.broken, lapsed: tally.lapsed },
      ...{ refusedAfterHangUp: tally.refusedAfterHangUp, faults, slowestRecovery },
      receipts: tally.told.filter(({ receipt }) => receipt !== undefined).length,
      residentMib: samples.at(-1)?.value ?? 0,
      mibPerHour: slope === null ? null : { ...slope, slope: slope.slope * 3600, margin: slope.margin * 3600 },
      found: await inspectEverything(site.store, site.servers.folder, tally.told),
      databaseMib: engine === 'SQLite' ? statSync(join(site.servers.folder, 'voicegrant.sqlite')).size / mib : null,
    };
  } finally {
    await site.stop();
  }
};
