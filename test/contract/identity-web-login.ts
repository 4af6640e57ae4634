import assert from 'node:assert/strict';
import type { CallId, E164 } from '#core';
import { newId, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createIdentity, type Lockout, type PinVerifier } from '#identity';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';

/** The guard over one provider, as a line of callers sees it. */
export const guardedLine = (verifier: PinVerifier, lockout: Lockout | null, clock = stoppedClock()) => {
  const store = openMemoryStore({ clock });
  const identity = createIdentity({
    ...{ verifier, store, clock, random: systemRandom, journal: createJournal({ store, clock }), log: silentLog },
    key: new Secret('a key'),
    sleep: async () => undefined,
    policy: { floorMs: 0, lockout },
  });
  let caller = 2_000_000_000;
  const call = async (userId: string, pin: string, from?: E164): Promise<string> => {
    caller += 1;
    const verdict = await identity.check({
      call: newId<CallId>(systemRandom, 'call'),
      userId: new Secret(userId),
      pin: new Secret(pin),
      callingNumber: from ?? (`+1${caller}` as E164),
      numberAttested: from !== undefined,
    });
    return verdict.verdict;
  };
  return { clock, call };
};

/** A stranger rings every minute and keys a wrong PIN. Answers how often the provider was asked. */
export const attackFromThePhone = async (
  line: ReturnType<typeof guardedLine>,
  userId: string,
  minutes: number,
): Promise<number> => {
  let forwarded = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const verdict = await line.call(userId, '00000000');
    assert.ok(verdict === 'wrong' || verdict === 'locked', verdict);
    if (verdict === 'wrong') forwarded += 1;
    line.clock.advance(60);
  }
  return forwarded;
};
