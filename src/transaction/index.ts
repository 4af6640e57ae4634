// In: a spent grant's details. Out: one receipt. Holds the catalogue: every transaction is declared once, in its own file.
// Run once: accepted in the same commit that spends the grant, carried through with the grant as idempotency key.
// Must never: change an account without a spent grant, or keep personal details in the journal.
export { shipped } from './catalogue.ts';
export type { AnyTransaction, Transaction, Words } from './define.ts';
export { defineTransaction, fill, wordsIn } from './define.ts';
export type { OrderRow, Orders, Outcome, Spend } from './orders.ts';
export { createOrders, digestOf } from './orders.ts';
export type { ReceiptClaims, SignReceipt } from './receipt.ts';
