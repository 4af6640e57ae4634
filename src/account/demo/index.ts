// In: orders. Out: changes kept in our own store. The system of record of a development installation.
// Must never: serve production (config refuses it), or keep a change twice for one idempotency key.
import type { AccountRecord, Order } from '#account';
import type { AccountId, Clock, Json } from '#core';
import { sha256 } from '#core';
import type { Store } from '#store';

/** One change the demo record keeps. */
export type Change = {
  readonly action: string;
  readonly input: Order['input'];
  readonly reference: string;
  readonly at: number;
};

const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A reference people can read out: `7KQ4-2M`, the same for the same key. */
const referenceOf = (idempotencyKey: string): string => {
  const bytes = Buffer.from(sha256(`reference ${idempotencyKey}`), 'base64url');
  const signs = [...bytes.subarray(0, 6)].map((byte) => letters[byte % letters.length]).join('');
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
};

/** The demo system of record: accounts exist by being named, changes are kept for ever. */
export const createDemoRecord = ({
  store,
  clock,
}: {
  store: Store;
  clock: Clock;
}): AccountRecord & {
  /** What was changed on an account, oldest first. */
  changes(account: AccountId): Promise<Change[]>;
} => ({
  async perform(order) {
    const key = ['account', 'change', order.account, order.idempotencyKey];
    const reference = referenceOf(order.idempotencyKey);
    const change: Change = { action: order.action, input: order.input, reference, at: clock.now() };
    // The absence check makes repeating harmless; whether this or an earlier commit wrote it, the answer is the same.
    await store.commit({ checks: [{ key, version: null }], writes: [{ put: key, value: change as unknown as Json }] });
    return { ok: true, reference };
  },
  async ending(account) {
    const number = Buffer.from(sha256(`ending ${account}`), 'base64url').readUInt32BE() % 10_000;
    return String(number).padStart(4, '0');
  },
  async changes(account) {
    const entries = await store.list(['account', 'change', account]);
    return entries.map((entry) => entry.value as unknown as Change).sort((a, b) => a.at - b.at);
  },
});
