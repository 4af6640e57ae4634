import type { ClaimedCaller } from '#call';
import type { AccountId, SubjectId } from '#core';
import { hmac } from '#core';
import type { Fact } from '#journal';
import { batch } from '#store';
import { accountKeyOf } from './account-key.ts';
import { isClosed } from './attempts.ts';
import { noteAccountTried } from './calling-number.ts';
import type { IdentityPorts } from './guard.ts';
import { readAttempts, type SubjectRow, subjectKey } from './locks.ts';
import type { GuardPolicy } from './policy.ts';
import { signInName } from './sign-in.ts';
import type { CannotSayReason, Claim, Claimed } from './verify.ts';

const daySeconds = 86_400;

/** Whom an id that is nobody's is taken for: the same every time, and nobody's. */
const nobodyOf = (key: IdentityPorts['key'], account: string): ClaimedCaller => ({
  subject: `sub_${hmac(key, 'nobody', 'subject', account)}` as SubjectId,
  account: `acct_${hmac(key, 'nobody', 'account', account)}` as AccountId,
  numberOnFile: null,
  signsInAs: null,
});

/**
 * The guard in front of a provider's directory. A calling number may name five accounts a day; a user id that nobody
 * has, that is locked, or that has no number to text becomes a caller that nobody is, who is then treated like any other.
 */
export const createClaims = (ports: IdentityPorts, policy: GuardPolicy) => {
  const { verifier, store, clock, journal, log, key } = ports;

  const keep = async (claim: Claim, facts: readonly Fact[]): Promise<void> => {
    for (;;) if ((await store.commit(await journal.append(claim.call, facts))).ok) return;
  };
  const cannotSay = async (claim: Claim, reason: CannotSayReason): Promise<Claimed> => {
    await keep(claim, [{ kind: 'identity_checked', verdict: 'cannot_say', provider: verifier.name }]);
    return { verdict: 'cannot_say', reason };
  };

  const find = async (claim: Claim): Promise<ClaimedCaller | null | undefined> => {
    try {
      const found = (await verifier.find?.(claim.userId)) ?? null;
      if (found?.numberOnFile == null) return null;
      const standing = await verifier.standing?.(found.subject);
      return standing?.active === false ? null : { ...found, signsInAs: signInName(key, found.signsInAs) };
    } catch {
      log.warn('An identity provider could not look up a user id', { room: 'identity', port: verifier.name });
      return undefined;
    }
  };

  /** Counts that this number names this account; false when it has named too many. */
  const mayName = async ({ callingNumber: number, numberAttested: attested }: Claim, account: string) => {
    if (number === null) return true;
    for (;;) {
      const tried = await noteAccountTried(ports, { number, attested, account, limit: policy.accountsPerNumber });
      if (tried === null) return false;
      if ((await store.commit(batch(tried))).ok) return true;
    }
  };

  return async (claim: Claim): Promise<Claimed> => {
    const account = accountKeyOf(key, claim.userId);
    if (!(await mayName(claim, account))) {
      await keep(claim, [{ kind: 'guard_tripped', guard: 'accounts_per_number' }]);
      return cannotSay(claim, 'throttled');
    }
    const found = await find(claim);
    if (found === undefined) return cannotSay(claim, 'unavailable');
    for (;;) {
      const now = clock.now();
      const { row } = await readAttempts(store, account);
      const caller = found !== null && !isClosed(row, 'stranger', now, policy) ? found : nobodyOf(key, account);
      const index = subjectKey(caller.subject);
      const known = await store.get<SubjectRow>(index);
      const subject: SubjectRow = { account, lane: 'stranger', claimed: true };
      const isKept = known !== null && known.value.claimed !== true;
      const writes = isKept ? [] : [{ put: index, value: subject, expiresAt: now + daySeconds }];
      const fact: Fact = { kind: 'identity_checked', verdict: 'sign_in', provider: verifier.name };
      const parts = { checks: [{ key: index, version: known?.version ?? null }], writes };
      const done = await store.commit(batch(parts, await journal.append(claim.call, [fact])));
      if (done.ok) return { verdict: 'sign_in', caller };
    }
  };
};
