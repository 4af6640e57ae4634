// Callers who go through whole calls one after another, and keep what they were told. A lost answer is asked for again; after
// an acknowledged hang-up nothing may be done any more.
import assert from 'node:assert/strict';
import type { Json } from '#core';
import { callUntilOffered, createBalancer, hangUp, type Person, steadyBrowser } from './callers.ts';
import type { Site } from './databases.ts';
import type { Told } from './evidence.ts';

export type Tally = {
  readonly told: Told[];
  calls: number;
  /** Calls that did not come to their text, or whose code was not taken. */
  broken: number;
  /** The text was in the memory of a process that is no more, where only the development outbox keeps texts. */
  textsLost: number;
  /** The answer to a turn was lost, and the caller said the same again in another place of the conversation. */
  turnsLost: number;
  refusedAfterHangUp: number;
  /** Refused because the caller had not been heard for about as long as a lease. */
  lapsed: number;
  /** What the store says of the grants of broken calls, for whoever has to find out why. */
  readonly whys: string[];
};

export type Load = {
  readonly tally: Tally;
  /** What went wrong with a caller, as soon as it has; null while all is well. */
  failure(): unknown;
  /** Lets every caller end the call they are in. @throws the first failure. */
  stop(): Promise<void>;
};

/** A lease is 25 seconds; a machine under such a load measures its own time badly. */
const longSilenceMs = 18_000;

const lastFacts = async ({ store }: Site, call: string): Promise<string> =>
  JSON.stringify(
    (await store.list(['journal', 'entry', call])).slice(-4).map(({ value }) => (value as { fact: Json }).fact),
  );

/** Starts `callers` callers. `betweenMs`: how long each waits before the next call. */
export const startLoad = (
  site: Site,
  people: readonly Person[],
  { callers, chance, betweenMs = 0 }: { callers: number; chance: () => number; betweenMs?: number },
): Load => {
  const tally: Tally = {
    told: [],
    calls: 0,
    broken: 0,
    textsLost: 0,
    turnsLost: 0,
    refusedAfterHangUp: 0,
    lapsed: 0,
    whys: [],
  };
  let stopped = false;
  let failure: unknown = null;

  const ring = async (person: Person): Promise<void> => {
    tally.calls += 1;
    const balancer = createBalancer(site.servers);
    let heardMs = performance.now();
    let isTextLost = false;
    const offered = await callUntilOffered(balancer, person, {
      speaks() {
        heardMs = performance.now();
      },
      lostText() {
        isTextLost = true;
      },
    });
    if (offered === null) {
      if (isTextLost) tally.textsLost += 1;
      else if (balancer.lost() > 0) tally.turnsLost += 1;
      else tally.broken += 1;
      return;
    }
    const wasSilent = () => performance.now() - heardMs > longSilenceMs;
    const browser = steadyBrowser(site.servers);
    const redeemed = await browser.redeem(offered.code, offered.digits);
    if (redeemed.status !== 200) {
      if (wasSilent()) tally.lapsed += 1;
      else {
        tally.broken += 1;
        tally.whys.push(`${redeemed.status} ${JSON.stringify(redeemed.body)} ${await lastFacts(site, offered.call)}`);
      }
      return;
    }
    const { code } = offered;
    const token = String(redeemed.body.access_token);
    const hangsUpFirst = chance() < 0.2;
    if (hangsUpFirst) await hangUp(balancer, offered.call);
    const done = await browser.transact(token);
    if (hangsUpFirst) {
      assert.equal(done.status, 401, 'after the hang-up was acknowledged the token is worth nothing');
      tally.refusedAfterHangUp += 1;
      tally.told.push({ code, token });
      return;
    }
    if (done.status === 401 && wasSilent()) {
      tally.lapsed += 1;
      tally.told.push({ code, token });
      return;
    }
    assert.equal(done.status, 201, JSON.stringify(done.body));
    tally.told.push({ code, token, receipt: String(done.body.receipt) });
    if (chance() < 0.5) await hangUp(balancer, offered.call);
  };

  const queue = [...people];
  const worker = async (): Promise<void> => {
    while (!stopped && failure === null) {
      const person = queue.shift() as Person;
      await ring(person);
      queue.push(person);
      if (betweenMs > 0) await new Promise((resolve) => setTimeout(resolve, chance() * 2 * betweenMs));
    }
  };
  const working = Promise.all(Array.from({ length: callers }, worker)).catch((error: unknown) => {
    failure = error;
  });
  return {
    tally,
    failure: () => failure,
    async stop() {
      stopped = true;
      await working;
      if (failure !== null) throw failure;
    },
  };
};
