import { addPayee } from './add-payee.ts';
import { addUser } from './add-user.ts';
import { changeAddress } from './change-address.ts';
import type { AnyTransaction } from './define.ts';

/** What this installation offers, in the order it is offered. A new transaction is one file and one line here. */
export const shipped: readonly AnyTransaction[] = [
  addUser, //
  changeAddress,
  addPayee,
];
