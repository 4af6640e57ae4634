import type { Command } from './command.ts';
import { linesOf } from './lines.ts';
import { withUsers } from './open-users.ts';

/** Adds the users of a file. */
export const usersImport: Command = {
  says: 'Adds users from NDJSON. A bad line stops nothing; its number and the rule are told.',
  takes: 'FILE (- reads the input)',
  help: `One object a line: {"user_id", "name", "number"?, "number_verified"?, "account"?, "pin" | "pin_hash", "signs_in_as"?}
pin_hash is Argon2id in PHC form. A number counts as verified only when the line says so.`,
  words: [1, 1],
  async run({ words: [file = ''] }, terminal) {
    const lines = linesOf(file === '-' ? terminal.input : file);
    const { added, refused } = await withUsers('open', (users) => users.importUsers(lines));
    for (const { line, reason } of refused) terminal.err(`line ${line}: ${reason}`);
    terminal.out(`${added} added, ${refused.length} refused`);
    return refused.length === 0 ? 0 : 1;
  },
};
