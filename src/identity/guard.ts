import type { Clock, Log, Random, Secret } from '#core';
import type { Fact, Journal } from '#journal';
import type { Store } from '#store';
import { batch } from '#store';
import { accountKeyOf, numberKeyOf } from './account-key.ts';
import type { Attempts, Lane } from './attempts.ts';
import { failed, failuresIn, laneOf, refunded, reserve, succeeded } from './attempts.ts';
import { noteAccountTried } from './calling-number.ts';
import { createClaims } from './claim.ts';
import { createLocks, readAttempts, type SubjectRow, subjectKey, triedKey, writeAttempts } from './locks.ts';
import { type GuardPolicy, guardPolicy } from './policy.ts';
import { createTraffic } from './traffic.ts';
import type { Attempt, CannotSayReason, Identity, PinVerifier, ProviderVerdict, Verdict } from './verify.ts';

/** What the guard needs. `key` names accounts and numbers in the store; `sleep` resolves after that many milliseconds. */
export type IdentityPorts = {
  readonly verifier: PinVerifier;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly log: Log;
  readonly key: Secret;
  readonly sleep: (ms: number) => Promise<void>;
  readonly policy?: Partial<GuardPolicy>;
};

type Gate =
  | { readonly gate: 'open'; readonly id: string; readonly lane: Lane }
  | { readonly gate: 'locked' }
  | { readonly gate: 'turned_away'; readonly guard: string; readonly reason: CannotSayReason };

const cannotSay = (reason: CannotSayReason): ProviderVerdict => ({ verdict: 'cannot_say', reason });
const rememberTriedSeconds = 30 * 86_400;
const longestPin = 64;
/** Answers that were lost on the way: the provider may have counted the attempt. */
const unheard: ReadonlySet<CannotSayReason> = new Set(['timeout', 'malformed']);

/**
 * The guard in front of every provider (R-A7, T-33 to T-38, T-43). Guarantees: an attempt is counted before the provider
 * is asked, so that parallel calls, other numbers, other providers and restarts never buy a guess more than the schedule
 * gives; a closed account does the same work and gives no sign; what the provider could not answer costs nothing; a
 * provider that locks by itself is never sent as many failures as that takes.
 */
export const createIdentity = (ports: IdentityPorts): Identity => {
  const { verifier, store, clock, random, journal, log, key } = ports;
  const policy = guardPolicy(ports.policy);
  const locks = createLocks({ store, clock, key, policy });
  const claims = createClaims(ports, policy);
  const traffic = createTraffic({ store, clock, random, policy: policy.breaker });

  const isKnownNumber = async (attempt: Attempt, row: Attempts): Promise<boolean> => {
    if (!attempt.numberAttested || attempt.callingNumber === null) return false;
    if (verifier.numberOnFile === undefined) return row.number === numberKeyOf(key, attempt.callingNumber);
    // A provider that cannot say who owns the number leaves the caller a stranger.
    const onFile = await verifier.numberOnFile(attempt.userId).catch(() => null);
    return onFile === attempt.callingNumber;
  };

  const enter = async (attempt: Attempt, account: string): Promise<Gate> => {
    if (!attempt.numberAttested && (await traffic.isTripped())) {
      return { gate: 'turned_away', guard: 'failure_ratio', reason: 'busy' };
    }
    for (;;) {
      const { row, unchanged } = await readAttempts(store, account);
      const known = await isKnownNumber(attempt, row);
      const tried =
        known || attempt.callingNumber === null
          ? {}
          : await noteAccountTried(ports, {
              number: attempt.callingNumber,
              attested: attempt.numberAttested,
              account,
              limit: policy.accountsPerNumber,
            });
      if (tried === null) return { gate: 'turned_away', guard: 'accounts_per_number', reason: 'throttled' };
      const now = clock.now();
      const id = random.bytes(9).toString('base64url');
      const lane = laneOf(row, known, policy);
      const reserved = reserve(row, id, lane, now, policy);
      // A closed account writes as much as an open one, so that the disk does not tell them apart.
      const write =
        reserved === null
          ? { put: triedKey(account), value: now, expiresAt: now + rememberTriedSeconds }
          : writeAttempts(account, reserved, now, policy);
      const done = await store.commit(batch({ checks: [unchanged], writes: [write] }, tried));
      if (done.ok) return reserved === null ? { gate: 'locked' } : { gate: 'open', id, lane };
    }
  };

  const ask = async (work: () => Promise<ProviderVerdict>): Promise<ProviderVerdict> => {
    try {
      return await work();
    } catch {
      log.warn('An identity provider failed', { room: 'identity', port: verifier.name });
      return cannotSay('unavailable');
    }
  };
  const decoy = ({ userId, pin }: Attempt) =>
    ask(() => verifier.decoy?.(userId, pin) ?? Promise.resolve({ verdict: 'wrong' }));

  const keep = async (attempt: Attempt, facts: readonly Fact[]): Promise<void> => {
    for (;;) if ((await store.commit(await journal.append(attempt.call, facts))).ok) return;
  };

  const settle = async (attempt: Attempt, account: string, id: string, lane: Lane, answer: ProviderVerdict) => {
    for (;;) {
      const { row, unchanged } = await readAttempts(store, account);
      const now = clock.now();
      // An operator's hold that landed while the provider was thinking wins over its answer (R-A8).
      const verdict: Verdict = answer.verdict === 'verified' && row.held !== null ? { verdict: 'locked' } : answer;
      const number =
        verdict.verdict === 'verified' && verdict.caller.numberOnFile !== null
          ? numberKeyOf(key, verdict.caller.numberOnFile)
          : null;
      const next =
        verdict.verdict === 'verified'
          ? succeeded(row, id, lane, now, number, policy)
          : answer.verdict === 'wrong' || answer.verdict === 'locked'
            ? failed(row, id, lane, now, policy)
            : refunded(row, id, answer.verdict === 'cannot_say' && unheard.has(answer.reason), now, policy);
      const facts: Fact[] = [{ kind: 'identity_checked', verdict: verdict.verdict, provider: verifier.name }];
      const writes = [writeAttempts(account, next, now, policy)];
      if (verdict.verdict === 'verified') {
        const { subject, account: handle } = verdict.caller;
        const fromOwnNumber = attempt.numberAttested && attempt.callingNumber === verdict.caller.numberOnFile;
        const index: SubjectRow = { account, lane: fromOwnNumber ? 'known' : 'stranger' };
        facts.push({ kind: 'identity_subject', subject, account: handle });
        writes.push({ put: subjectKey(subject), value: index });
      } else if (next.stranger.failures > row.stranger.failures) {
        const left = policy.waitSeconds.length + 1 - failuresIn(next, 'stranger');
        if (left === 0) facts.push({ kind: 'guard_tripped', guard: 'pin_disabled' });
      }
      const done = await store.commit(
        batch({ checks: [unchanged], writes }, await journal.append(attempt.call, facts)),
      );
      if (done.ok) return verdict;
    }
  };

  const watch = async (answer: ProviderVerdict): Promise<void> => {
    if (answer.verdict !== 'wrong' && answer.verdict !== 'verified') return;
    const tripped = await traffic.record(answer.verdict === 'wrong').catch(() => false);
    if (tripped) log.warn('Far more PINs than usual are wrong', { room: 'identity', code: 'failure_ratio' });
  };

  const decide = async (attempt: Attempt): Promise<Verdict> => {
    const account = accountKeyOf(key, attempt.userId);
    const entry = await enter(attempt, account);
    if (entry.gate === 'turned_away') {
      await keep(attempt, [
        { kind: 'guard_tripped', guard: entry.guard },
        { kind: 'identity_checked', verdict: 'cannot_say', provider: verifier.name },
      ]);
      return cannotSay(entry.reason);
    }
    if (entry.gate === 'locked') {
      const work = await decoy(attempt);
      const verdict: Verdict = work.verdict === 'cannot_say' ? work : { verdict: 'locked' };
      await keep(attempt, [{ kind: 'identity_checked', verdict: verdict.verdict, provider: verifier.name }]);
      return verdict;
    }
    const pin = attempt.pin.reveal();
    const usable = pin.trim() !== '' && pin.length <= longestPin;
    const answer = await (usable ? ask(() => verifier.verify(attempt.userId, attempt.pin)) : decoy(attempt));
    await watch(answer);
    try {
      return await settle(attempt, account, entry.id, entry.lane, answer);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      log.error('An identity provider answers with ids that cannot be kept', { room: 'identity', port: verifier.name });
      return settle(attempt, account, entry.id, entry.lane, cannotSay('malformed'));
    }
  };

  const floored = async <Answer>(call: Attempt['call'], work: () => Promise<Answer>) => {
    const startedAt = clock.now();
    const answer = await work().catch(() => {
      log.error('A caller could not be checked', { room: 'identity', code: 'unavailable', call_id: call });
      return { verdict: 'cannot_say', reason: 'unavailable' } as const;
    });
    const leftMs = policy.floorMs - (clock.now() - startedAt) * 1000;
    if (leftMs > 0) await ports.sleep(leftMs);
    return answer;
  };

  return {
    check: (attempt) => floored(attempt.call, () => decide(attempt)),
    claim: (claim) => floored(claim.call, () => claims(claim)),
    async standing(subject) {
      const ours = await locks.standing(subject);
      const theirs = (await verifier.standing?.(subject)) ?? { active: true, still: [] };
      return { active: ours.active && theirs.active, still: [...ours.still, ...theirs.still] };
    },
  };
};
