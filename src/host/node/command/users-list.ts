import { lastTwo } from '#core';
import type { LockState } from '#identity';
import type { ListedUser } from '#identity/embedded';
import type { Command } from './command.ts';
import { withUsers } from './open-users.ts';
import { columns } from './terminal.ts';

const shown = (user: ListedUser, lock: LockState | undefined) => ({
  ...{ id: user.maskedId, name: user.name, subject: user.subject, account: user.account },
  number: user.number === null ? null : `•••${lastTwo(user.number)}`,
  number_verified: user.numberVerified,
  state: user.disabled ? 'disabled' : (lock?.state ?? 'open'),
  ...{ until: lock?.until ?? null, failures: (lock?.failures ?? 0) + (lock?.knownNumberFailures ?? 0) },
});

const titles = ['ID', 'NAME', 'NUMBER', 'STATE', 'FAILURES', 'ACCOUNT'];

/** Everybody, without anything that would let somebody ring as them. */
export const usersList: Command = {
  says: 'Lists the users: ids and numbers masked, no PINs, and who is locked.',
  takes: '[--json]',
  options: { json: { type: 'boolean' } },
  run: ({ options }, terminal) =>
    withUsers('exist', async (users, locks) => {
      const states = new Map((await locks.states()).map((lock) => [lock.key, lock]));
      const rows = (await users.listUsers()).map((user) => shown(user, states.get(user.key)));
      if (options.json) terminal.out(JSON.stringify(rows, null, 2));
      if (options.json) return 0;
      const cells = rows.map(({ failures, ...row }) => [
        row.id,
        row.name,
        row.number ?? 'none',
        row.state,
        String(failures),
        row.account,
      ]);
      for (const line of columns([titles, ...cells])) terminal.out(line);
      return 0;
    }),
};
