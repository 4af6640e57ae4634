import { randomBytes } from 'node:crypto';
import type { AccountId, CallId, E164, SubjectId } from '#core';
import { movableClock, newId, parseE164, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import type { GuardPolicy, PinVerifier, ProviderVerdict, Verdict } from '#identity';
import { createIdentity, createLocks } from '#identity';
import { createJournal } from '#journal';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';

export const key = new Secret('a key for the names of accounts');
export const owner = { userId: '10012345', pin: '48291306', number: parseE164('+15555550142') as E164 };

/** A provider with one user, which counts how often it compares and can be told how to answer instead. */
export const countingVerifier = (name = 'counting') => {
  const counts = { compared: 0, decoys: 0 };
  let instead: (() => Promise<ProviderVerdict>) | null = null;
  const verifier: PinVerifier = {
    name,
    async verify(userId, pin) {
      counts.compared += 1;
      await undefined;
      if (instead !== null) return instead();
      if (userId.reveal() !== owner.userId || pin.reveal() !== owner.pin) return { verdict: 'wrong' };
      return {
        verdict: 'verified',
        caller: {
          subject: 'sub_maria-ortiz' as SubjectId,
          account: 'acct_4821-4821' as AccountId,
          numberOnFile: owner.number,
          amr: ['pin'],
          authTime: 0,
        },
      };
    },
    async decoy() {
      counts.decoys += 1;
      return { verdict: 'wrong' };
    },
    ready: async () => true,
  };
  const answer = (with_: (() => Promise<ProviderVerdict>) | null) => {
    instead = with_;
  };
  return { verifier, counts, answer };
};

/** A number that nobody else has called from. */
export const anyNumber = (): E164 => parseE164(`+1${2_000_000_000 + (randomBytes(4).readUInt32BE(0) % 1e9)}`) as E164;

type Call = { userId?: string; pin?: string; from?: E164 | null; attested?: boolean };

/** The guard over a verifier with a stopped clock; the same `store` and `clock` again are a restart. */
export const guarded = (ports: {
  verifier: PinVerifier;
  store?: Store;
  clock?: ReturnType<typeof stoppedClock>;
  policy?: Partial<GuardPolicy>;
}) => {
  const clock = ports.clock ?? movableClock(stoppedClock());
  const store = ports.store ?? openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const slept: number[] = [];
  const policy = { floorMs: 0, ...ports.policy };
  const identity = createIdentity({
    verifier: ports.verifier,
    store,
    clock,
    random: systemRandom,
    journal,
    log: silentLog,
    key,
    policy,
    sleep: async (ms) => void slept.push(ms),
  });
  const newCall = () => newId<CallId>(systemRandom, 'call');
  const check = (call: Call = {}, id = newCall()): Promise<Verdict> =>
    identity.check({
      call: id,
      userId: new Secret(call.userId ?? owner.userId),
      pin: new Secret(call.pin ?? owner.pin),
      callingNumber: call.from === undefined ? anyNumber() : call.from,
      numberAttested: call.attested ?? false,
    });
  const word = async (call: Call = {}): Promise<string> => {
    const verdict = await check(call);
    return verdict.verdict === 'cannot_say' ? verdict.reason : verdict.verdict;
  };
  const guess = (call: Call = {}): Promise<string> => word({ pin: '00000000', ...call });
  const locks = createLocks({ store, clock, key, policy });
  return { identity, locks, store, clock, journal, check, word, guess, newCall, slept };
};

/** How well `a` and `b` can be told apart by one number: 0.5 is not at all (area under the ROC curve). */
export const areaUnderRoc = (a: readonly number[], b: readonly number[]): number => {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  return above / (a.length * b.length);
};
