import { doctor } from './doctor.ts';
import type { Group } from './find.ts';
import { init } from './init.ts';
import { journalExport } from './journal-export.ts';
import { journalVerify } from './journal-verify.ts';
import { keysNew } from './keys-new.ts';
import { keysPublic } from './keys-public.ts';
import { keysRotate } from './keys-rotate.ts';
import { receiptVerify } from './receipt-verify.ts';
import { start } from './start.ts';
import { template } from './template.ts';
import { usersAdd } from './users-add.ts';
import { disable, enable, lock, unlock } from './users-hold.ts';
import { usersImport } from './users-import.ts';
import { usersList } from './users-list.ts';
import { usersPin } from './users-pin.ts';

const users = { add: usersAdd, list: usersList, pin: usersPin, lock, unlock, disable, enable, import: usersImport };

/** Everything `voicegrant` can do. `call` is played by tools/call.ts; the entry hands it over before it comes here. */
export const commands: Group = {
  says: 'Turns a phone call into a single-purpose OAuth 2.0 grant. Settings come from the environment.',
  commands: {
    init,
    start,
    doctor,
    call: { says: 'Plays a call file end to end: call FILE…', run: async () => 2 },
    users: { says: 'The people of the embedded identity provider.', commands: users },
    journal: {
      says: 'The record of every call: checks it, hands it out.',
      commands: { verify: journalVerify, export: journalExport },
    },
    keys: {
      says: 'The keyring: signing keys, secrets and peppers.',
      commands: { new: keysNew, rotate: keysRotate, public: keysPublic },
    },
    receipt: { says: 'Signed receipts of what was done.', commands: { verify: receiptVerify } },
    template,
  },
};
