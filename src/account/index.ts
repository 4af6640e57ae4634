// In: one order from transaction, with its idempotency key. Out: the change made at the system of record, and its reference.
// demo/ keeps accounts in our own store; http/ asks a customer's own system of record.
// Must never: change anything twice for one idempotency key, or answer "done" before it is.
import type { AccountId, Json } from '#core';

/** What to change: one action of the catalogue, its checked details, and a key that makes repeating harmless. */
export type Order = {
  readonly account: AccountId;
  readonly action: string;
  readonly input: { readonly [field: string]: Json };
  readonly idempotencyKey: string;
};

/** `reference` is the record's own name for the change. `reason` is a code of the record's (lower case, underscores), never prose. */
export type Performed =
  | { readonly ok: true; readonly reference: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Port to the system of record. `perform` guarantees: the same idempotency key changes at most once, and repeating it
 * gives the first answer again. @throws PortError `account`, `retryable` when it is not known whether it happened;
 * the caller repeats with the same key.
 */
export type AccountRecord = {
  perform(order: Order): Promise<Performed>;
  /** How the account is shown to its owner on the page, masked: such as `4821` for "account ending 4821". */
  ending(account: AccountId): Promise<string>;
};
