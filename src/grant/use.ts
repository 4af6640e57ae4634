import type { Call, Calls } from '#call';
import type { CallId, Clock, GrantId, Jkt } from '#core';
import type { DeathReason, Journal } from '#journal';
import type { Batch, Store } from '#store';
import { batch } from '#store';
import { codeHash, type GrantKeys } from './codes.ts';
import { deathFact, deathParts, unusable, usableUntil } from './death.ts';
import type { Nobody } from './nobody.ts';
import { codeKey, type Grant, type GrantEntry, liveKeyOf, type Rows } from './row.ts';

type Ports = {
  store: Store;
  clock: Clock;
  journal: Journal;
  calls: Calls;
  rows: Rows;
  nobody: Nobody;
  keys: GrantKeys;
  standing: (subject: Grant['subject']) => Promise<{ active: boolean; still: Batch['checks'] }>;
};

/** Where a grant stands for whoever holds its code: nothing here helps to guess the digits. */
export type Standing = {
  readonly grant: Grant;
  readonly call: Call | null;
  /** Why it cannot be used now, decided at this instant; null while it can, and after it was used. */
  readonly reason: DeathReason | null;
};

/** A grant that this token may still use, until `before` if nothing changes, or why not. */
export type Usable =
  | { readonly ok: true; readonly entry: GrantEntry; readonly still: Batch['checks']; readonly before: number }
  | { readonly ok: false; readonly consumed: boolean; readonly detail: string };

const nobodysCall = 'call_AAAAAAAAAAAAAAAAAAAAAA' as CallId;

/** Looking at a grant, opening its page, and spending it. */
export const createUse = (ports: Ports) => {
  const { store, clock, rows, journal, calls } = ports;

  const byCode = async (code: string): Promise<GrantEntry | null> => {
    const index = await store.get<string>(codeKey(codeHash(ports.keys, code)));
    return index === null ? null : rows.get(index.value as GrantId);
  };

  return {
    /** The grant of a code and whether it can be used; null for a code that never was. Changes nothing. */
    async look(code: string): Promise<Standing | null> {
      const entry = await byCode(code);
      if (entry === null) return null;
      const call = (await calls.get(entry.grant.call))?.value ?? null;
      return { grant: entry.grant, call, reason: unusable(entry.grant, call, clock.now()) };
    },

    /** The same by the grant's id. A grant that never was costs the same work, so that its time tells nothing (R-O15). */
    async lookById(id: GrantId): Promise<Standing | null> {
      const entry = await rows.get(id);
      if (entry === null) ports.nobody.pretend();
      const call = (await calls.get(entry?.grant.call ?? nobodysCall))?.value ?? null;
      if (call === null) ports.nobody.pretend();
      if (entry === null) return null;
      return { grant: entry.grant, call, reason: unusable(entry.grant, call, clock.now()) };
    },

    /** A human has begun on the page: journalled once, so that the bot can say so. Spends nothing. */
    async markOpened(code: string): Promise<void> {
      for (;;) {
        const entry = await byCode(code);
        if (entry === null || entry.grant.opened || entry.grant.state !== 'offered') return;
        const done = await store.commit(
          batch(
            {
              checks: [{ key: entry.key, version: entry.version }],
              writes: [rows.put({ ...entry.grant, opened: true })],
            },
            await journal.append(entry.grant.call, [{ kind: 'link_opened', grant: entry.grant.id }]),
          ),
        );
        if (done.ok) return;
      }
    },

    /**
     * May the holder of this token, with this key, act now? Reads the row, the call's lease and the subject's standing;
     * the token alone never decides (R-A3). A death that time or the call has decided is written down.
     */
    async usable(id: GrantId, tokenId: string, jkt: Jkt): Promise<Usable> {
      for (;;) {
        const entry = await rows.get(id);
        if (entry === null) return { ok: false, consumed: false, detail: 'unknown grant' };
        const { grant } = entry;
        if (grant.tokenId !== tokenId || grant.jkt !== jkt)
          return { ok: false, consumed: false, detail: 'not this token' };
        if (grant.state === 'consumed') return { ok: false, consumed: true, detail: 'used' };
        const call = await calls.get(grant.call);
        const standing = await ports.standing(grant.subject);
        const reason =
          unusable(grant, call?.value ?? null, clock.now()) ?? (standing.active ? null : ('locked' as const));
        if (reason === null && grant.state === 'redeemed') {
          const before = usableUntil(grant, call?.value ?? null);
          // A hang-up that shortens the lease meanwhile changes the call's row, and whoever relies on this looks again.
          const still = call === null ? [] : [{ key: call.key, version: call.version }];
          return { ok: true, entry, still: [...standing.still, ...still], before };
        }
        if (reason !== null && grant.state !== 'dead') {
          const done = await store.commit(
            batch(deathParts(rows, entry, reason), await journal.append(grant.call, [deathFact(grant, reason)])),
          );
          if (!done.ok) continue;
        }
        return { ok: false, consumed: false, detail: 'dead' };
      }
    },

    /** The parts of the one commit that spends a grant: `redeemed → consumed`. Its journal entry is the caller's to append. */
    spend(entry: GrantEntry): Pick<Batch, 'checks' | 'writes'> {
      return {
        checks: [{ key: entry.key, version: entry.version }],
        writes: [rows.put({ ...entry.grant, state: 'consumed' }), { delete: liveKeyOf(entry.grant) }],
      };
    },
  };
};
