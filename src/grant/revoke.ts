import type { GrantId } from '#core';
import type { Journal } from '#journal';
import { type Batch, batch, type Store } from '#store';
import { deathFact, deathParts } from './death.ts';
import type { Nobody } from './nobody.ts';
import type { Rows } from './row.ts';

type Ports = { store: Store; journal: Journal; rows: Rows; nobody: Nobody };

/** The grant and the id of a token that is genuine and has not expired. */
export type Named = { readonly grant: GrantId; readonly token: string };

/**
 * Kills the grant of a token, as RFC 7009 asks: when this has answered, it is dead for good, with its journal entry and
 * whatever `noted` adds in the same commit. For a token that is none of ours (null), or whose grant is used or dead, the
 * same reads and a commit of the same shape are made on nobody's grant, so that its time tells nothing (R-O14).
 * @param digest of what was presented; the same for the same token, so that it meets itself alone.
 * @param noted what a genuine token's revocation writes besides; the token of a receipt has no other.
 */
export const createRevoke =
  ({ store, journal, rows, nobody }: Ports) =>
  async (named: Named | null, digest: string, noted: (token: string) => Partial<Batch>): Promise<void> => {
    const place = nobody.at(digest);
    for (;;) {
      const entry = await (named === null ? place.rows.get(place.id) : rows.get(named.grant));
      const other = await place.rows.get(place.id);
      if (entry === null || other === null) return;
      const { grant } = entry;
      const isOurs = named !== null && grant.tokenId === named.token;
      const dies = isOurs && (grant.state === 'offered' || grant.state === 'redeemed');
      const dying = dies ? entry : other;
      const death = batch(
        deathParts(rows, dying, 'revoked'),
        await (dies ? journal : place.journal).append(dying.grant.call, [deathFact(dying.grant, 'revoked')]),
      );
      const note = noted(named?.token ?? other.grant.id);
      const parts = batch(dies ? death : nobody.inside(death), named !== null ? note : nobody.inside(note));
      if ((await store.commit(parts)).ok) return;
    }
  };
