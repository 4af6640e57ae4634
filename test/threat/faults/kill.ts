// One process after another is killed at a moment nobody chose, while callers go through whole calls without a pause.
import type { Person } from './callers.ts';
import type { Site } from './databases.ts';
import { startLoad, type Tally } from './load.ts';
import type { ServerProcess } from './servers.ts';

export type Harm = (server: ServerProcess, site: Site) => Promise<void>;

/** The process is gone between two instructions, as by the kernel or a power cut; then it is started again. */
export const killed: Harm = async (server) => {
  await server.kill();
  await server.start();
};

/** The process stands still, others go on, and then it goes on where it was. */
export const pausedFor =
  (ms: number): Harm =>
  async (server) => {
    server.pause();
    await new Promise((resolve) => setTimeout(resolve, ms));
    server.resume();
  };

/** Two at once, so that nobody may be left who saw what was under way. */
export const killedTogether: Harm = async (server, { servers }) => {
  const other = servers.all.find((one) => one !== server) as ServerProcess;
  await Promise.all([server.kill(), other.kill()]);
  await Promise.all([server.start(), other.start()]);
};

/** A repeatable stream of fractions (mulberry32), so that a failing run can be asked for again by its seed. */
export const chanceFrom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** How long an order that was accepted when something was harmed stays open, in seconds. Two chores' rounds is normal. */
export const recoveryOf = async (site: Site): Promise<number> => {
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  const pending = async () =>
    new Set((await site.store.list(['order', 'pending']).catch(() => [])).map((entry) => entry.key[2]));
  let open = await pending();
  while (open.size > 0 && seconds() < 60) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const still = await pending();
    open = new Set([...open].filter((grant) => still.has(grant)));
  }
  return seconds();
};

export type Ordeal = Readonly<Tally> & {
  /** The longest time from the harm to the process being ready again, in seconds. */
  readonly slowestReturn: number;
  /** The longest an accepted order stayed open after a harm, in seconds. */
  readonly slowestRecovery: number;
};

/** `times` harms, one after another, under the load of `callers`. */
export const sufferUnderLoad = async (
  site: Site,
  people: readonly Person[],
  { times, callers = 6, seed, harms }: { times: number; callers?: number; seed: number; harms: readonly Harm[] },
): Promise<Ordeal> => {
  const chance = chanceFrom(seed);
  const load = startLoad(site, people, { callers, chance });
  let slowestReturn = 0;
  const recoveries: Promise<number>[] = [];
  // A caller's failed assertion ends the ordeal at once instead of after all the harms.
  for (let n = 0; n < times && load.failure() === null; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, chance() * 120));
    const server = site.servers.all[Math.floor(chance() * site.servers.all.length)] as ServerProcess;
    const began = performance.now();
    const harming = (harms[n % harms.length] as Harm)(server, site);
    recoveries.push(recoveryOf(site));
    await harming;
    slowestReturn = Math.max(slowestReturn, (performance.now() - began) / 1000);
  }
  await load.stop();
  return { ...load.tally, slowestReturn, slowestRecovery: Math.max(0, ...(await Promise.all(recoveries))) };
};
