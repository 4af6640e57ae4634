// Callers go through whole calls without a pause while one process after another is killed at a moment nobody chose.
import assert from 'node:assert/strict';
import { callUntilOffered, createBalancer, hangUp, type Person, steadyBrowser } from './callers.ts';
import type { Site } from './databases.ts';
import type { Told } from './evidence.ts';
import type { ServerProcess } from './servers.ts';

export type Harm = (server: ServerProcess) => Promise<void>;

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

export type Ordeal = {
  readonly told: Told[];
  readonly calls: number;
  readonly broken: number;
  readonly refusedAfterHangUp: number;
  /** The longest time from the harm to the process being ready again, in seconds. */
  readonly slowestReturn: number;
};

/**
 * `times` harms, one after another, under the load of `callers`. Every caller asks again for what was lost and keeps what
 * it was told; after an acknowledged hang-up nothing may be done any more.
 */
export const sufferUnderLoad = async (
  site: Site,
  people: readonly Person[],
  { times, callers = 6, seed, harms }: { times: number; callers?: number; seed: number; harms: readonly Harm[] },
): Promise<Ordeal> => {
  const balancer = createBalancer(site.servers);
  const chance = chanceFrom(seed);
  const told: Told[] = [];
  let calls = 0;
  let broken = 0;
  let refusedAfterHangUp = 0;
  let stopped = false;

  const ring = async (person: Person): Promise<void> => {
    calls += 1;
    const offered = await callUntilOffered(balancer, person);
    if (offered === null) {
      broken += 1;
      return;
    }
    const browser = steadyBrowser(site.servers);
    const redeemed = await browser.redeem(offered.code, offered.digits);
    if (redeemed.status !== 200) {
      broken += 1;
      return;
    }
    const token = String(redeemed.body.access_token);
    const hangsUpFirst = chance() < 0.2;
    if (hangsUpFirst) await hangUp(balancer, offered.call);
    const done = await browser.transact(token);
    if (hangsUpFirst) {
      assert.equal(done.status, 401, 'after the hang-up was acknowledged the token is worth nothing');
      refusedAfterHangUp += 1;
      told.push({ code: offered.code, token });
      return;
    }
    assert.equal(done.status, 201, JSON.stringify(done.body));
    told.push({ code: offered.code, token, receipt: String(done.body.receipt) });
    if (chance() < 0.5) await hangUp(balancer, offered.call);
  };

  const queue = [...people];
  const worker = async (): Promise<void> => {
    while (!stopped) {
      const person = queue.shift() as Person;
      await ring(person);
      queue.push(person);
    }
  };
  const working = Promise.all(Array.from({ length: callers }, worker));
  // A caller's failed assertion ends the ordeal at once instead of after all the harms.
  let failure: unknown;
  working.catch((error: unknown) => {
    failure = error;
  });

  let slowestReturn = 0;
  for (let n = 0; n < times && failure === undefined; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, chance() * 120));
    const server = site.servers.all[Math.floor(chance() * site.servers.all.length)] as ServerProcess;
    const began = performance.now();
    await (harms[n % harms.length] as Harm)(server);
    slowestReturn = Math.max(slowestReturn, (performance.now() - began) / 1000);
  }
  stopped = true;
  await working;
  return { told, calls, broken, refusedAfterHangUp, slowestReturn };
};
