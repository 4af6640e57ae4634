import type { AccountId, SubjectId } from '#core';
import type { Key, Store } from '#store';
import type { PinHash } from './pin-hash.ts';
import type { UserRow } from './users.ts';

/** Sealed like the users' own rows: checking the seal costs time as well. */
export const standInRows: Key = ['identity', 'embedded_stand_in'];
const present: Key = [...standInRows, 'present'];
const absent: Key = [...standInRows, 'absent'];

/**
 * The read that evens out looking up a user: after a miss it finds a row of the same shape, after a hit it misses, so
 * that everybody costs the store one of each (threat T-35). Its row is written once, at the first use.
 */
export const createStandIn = (store: Store, pin: PinHash) => {
  let written: Promise<unknown> | null = null;
  const row: UserRow = {
    subject: `sub_${pin.seal.slice(0, 22)}` as SubjectId,
    account: `acct_${pin.seal.slice(0, 22)}` as AccountId,
    name: 'Nobody At All',
    maskedId: '••••••00',
    number: null,
    numberVerified: false,
    pin,
    pinSetAt: 1_790_000_000,
    disabled: false,
  };
  return async (found: boolean): Promise<void> => {
    written ??= store.commit({ checks: [], writes: [{ put: present, value: row }] }).catch((error: unknown) => {
      written = null;
      throw error;
    });
    await written;
    await store.get(found ? absent : present);
  };
};
