import type { Call, Calls } from '#call';
import { isLive } from '#call';
import type { Clock, GrantId } from '#core';
import type { DeathReason, Fact, Journal } from '#journal';
import type { Batch, Store } from '#store';
import { batch } from '#store';
import type { Grant, GrantEntry, Rows } from './row.ts';
import { liveKeyOf } from './row.ts';

type Ports = { store: Store; clock: Clock; journal: Journal; calls: Calls; rows: Rows };

/** Why a grant cannot be used at this instant, or null. Decided from the rows, never from a timer having run. */
export const unusable = (
  grant: Grant,
  call: Pick<Call, 'endedAt' | 'leaseUntil'> | null,
  now: number,
): DeathReason | null => {
  if (grant.state === 'dead') return grant.reason ?? 'expired';
  if (grant.state === 'consumed') return null;
  if (call === null || call.endedAt !== null) return 'hung_up';
  if (!isLive(call, now)) return 'lease_lapsed';
  if (grant.expiresAt <= now) return 'expired';
  if (grant.attempts >= grant.maxAttempts && grant.state === 'offered') return 'attempts_spent';
  return null;
};

/** From when on a grant that can be used at this instant cannot be used any more, unless its call's lease is renewed. */
export const usableUntil = (grant: Pick<Grant, 'expiresAt'>, call: Pick<Call, 'leaseUntil'> | null): number =>
  Math.min(grant.expiresAt, call?.leaseUntil ?? 0);

/** The parts of a commit that make a grant dead, with its journal entry left to the caller (`deathFact`). */
export const deathParts = (rows: Rows, entry: GrantEntry, reason: DeathReason): Pick<Batch, 'checks' | 'writes'> => ({
  checks: [{ key: entry.key, version: entry.version }],
  writes: [rows.put({ ...entry.grant, state: 'dead', reason }), { delete: liveKeyOf(entry.grant) }],
});

export const deathFact = (grant: Grant, reason: DeathReason): Fact => ({ kind: 'grant_dead', grant: grant.id, reason });

/**
 * Kills a grant: `offered` or `redeemed` become `dead(reason)`, with the journal entry in the same commit. Answers whether
 * this call did it; false when it was already dead or consumed.
 */
export const createKill =
  (ports: Ports) =>
  async (id: GrantId, reason: DeathReason): Promise<boolean> => {
    for (;;) {
      const entry = await ports.rows.get(id);
      if (entry === null || entry.grant.state === 'dead' || entry.grant.state === 'consumed') return false;
      const done = await ports.store.commit(
        batch(
          deathParts(ports.rows, entry, reason),
          await ports.journal.append(entry.grant.call, [deathFact(entry.grant, reason)]),
        ),
      );
      if (done.ok) return true;
    }
  };
