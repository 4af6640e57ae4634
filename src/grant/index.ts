// In: a verified caller's wish, then a code, six digits and a proof. Out: one grant, one token, one use.
// Every "once" here is one conditional commit on the grant's row; the row decides, the token only names it.
// Must never: keep a code or the digits, mint before the commit has won, or revive what is dead.
import type { Calls } from '#call';
import type { Clock, Random } from '#core';
import type { Journal } from '#journal';
import type { Batch, Store } from '#store';
import type { VerifiedProof } from '#token';
import { digitsOf, type GrantKeys, pageCodeOf } from './codes.ts';
import { createKill, deathFact, deathParts, unusable } from './death.ts';
import { createNobody } from './nobody.ts';
import { createOffer, type GrantPolicy } from './offer.ts';
import { createReceiptCodes, isReceiptCode } from './receipt-code.ts';
import { createRedeem, type Mint, type Redemption } from './redeem.ts';
import { createRevoke } from './revoke.ts';
import { awaitsSignIn, createRows, type Grant, type GrantEntry } from './row.ts';
import { createSignIn } from './sign-in.ts';
import { createUse } from './use.ts';

export type { GrantKeys } from './codes.ts';
export type { GrantPolicy, Offered } from './offer.ts';
export { isReceiptCode, receiptType } from './receipt-code.ts';
export type { Mint, Redeemed } from './redeem.ts';
export { awaitsSignIn, type Grant, type GrantEntry } from './row.ts';
export type { Login, SignedIn } from './sign-in.ts';
export type { Standing, Usable } from './use.ts';

/** Everything the grant room needs from its neighbours. */
export type GrantPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly calls: Calls;
  readonly keys: GrantKeys;
  readonly policy: GrantPolicy;
  readonly mint: Mint;
  readonly isReplay: (proof: VerifiedProof) => Promise<boolean>;
  /** May this subject go on now (R-A8)? Handed in, because identity stands to the left of this room. */
  readonly standing: (subject: Grant['subject']) => Promise<{ active: boolean; still: Batch['checks'] }>;
};

/** The grant room: offer, redeem, look, use, kill. */
export const createGrants = (given: GrantPorts) => {
  const rows = createRows({ store: given.store, clock: given.clock, macKey: given.keys.mac });
  const nobody = createNobody({ store: given.store, clock: given.clock, macKey: given.keys.mac });
  const ports = { ...given, rows, nobody };
  const kill = createKill(ports);
  const redeem = createRedeem(ports);
  const receipts = createReceiptCodes(ports);
  /** Writes down a grant's death if time or the call has decided it; answers whether this did. */
  const settle = async (id: Grant['id']): Promise<boolean> => {
    const entry = await rows.get(id);
    if (entry === null) return false;
    const call = (await given.calls.get(entry.grant.call))?.value ?? null;
    const reason = unusable(entry.grant, call, given.clock.now());
    // Guesses still being compared may hold the right one: only the last wrong one may kill.
    return reason !== null && reason !== 'attempts_spent' && kill(id, reason);
  };
  /** The parts of a commit by which a grant dies together with something else, such as its call or its text. */
  const death = (entry: GrantEntry, reason: NonNullable<Grant['reason']>) => ({
    parts: deathParts(rows, entry, reason),
    fact: deathFact(entry.grant, reason),
  });
  return {
    offer: createOffer(ports),
    /** One token for a code and its digits: that of a grant, or of a used grant's receipt. */
    redeem: (asked: Redemption) => (isReceiptCode(asked.code) ? receipts.redeem(asked) : redeem(asked)),
    receipts: { offer: receipts.offer, isHeld: receipts.isHeld },
    ...createUse(ports),
    ...createSignIn(ports),
    kill,
    revoke: createRevoke(ports),
    /** The six digits of a grant, to be said on its call. */
    digits: (grant: Pick<Grant, 'id'>) => digitsOf(given.keys, grant.id),
    /** The page code of a grant in voice delivery, to be said on its call. */
    pageCode: (grant: Pick<Grant, 'id'>) => pageCodeOf(given.keys, grant.id),
    get: rows.get,
    death,
    /** How a grant dies of a text that will not arrive; null when it has been redeemed, and so has arrived, or is dead. */
    async undelivered(id: Grant['id']) {
      const entry = await rows.get(id);
      // A caller who is still to sign in would hear of it, and so learn that the user id is somebody's.
      return entry?.grant.state === 'offered' && !awaitsSignIn(entry.grant) ? death(entry, 'text_failed') : null;
    },
    settle,
    /** Settles every live grant, a thousand at a time; answers how many died. Correctness never waits for it. */
    async sweep(): Promise<number> {
      let dead = 0;
      for (let after: readonly string[] | undefined; ; ) {
        const page = await given.store.list<string>(['grant', 'live'], after === undefined ? {} : { after });
        for (const { value } of page) {
          // A row that was changed by hand must not keep the others alive; whoever uses it is refused and logged.
          if (await settle(value as Grant['id']).catch(() => false)) dead += 1;
        }
        after = page.at(-1)?.key;
        if (after === undefined || page.length < 1000) return dead;
      }
    },
  };
};

export type Grants = ReturnType<typeof createGrants>;
