import { Secret } from '#core';
import type { Locks } from '#identity';
import type { EmbeddedVerifier } from '#identity/embedded';
import type { Command } from './command.ts';
import { sentenceOf, withUsers } from './open-users.ts';

type Change = (users: EmbeddedVerifier, locks: Locks, userId: Secret) => Promise<unknown>;

const command = (says: string, done: string, change: Change): Command => ({
  says,
  takes: 'ID',
  words: [1, 1],
  run: ({ words: [id = ''] }, terminal) =>
    withUsers('exist', async (users, locks) => {
      const userId = new Secret(id);
      const { key } = await locks.stateOf(userId);
      const isKnown = (await users.listUsers()).some((user) => user.key === key);
      if (isKnown) await change(users, locks, userId);
      (isKnown ? terminal.out : terminal.err)(isKnown ? done : sentenceOf('unknown_user'));
      return isKnown ? 0 : 1;
    }),
});

export const lock = command('Closes a user to the phone until unlocked.', 'locked', (_, locks, userId) =>
  locks.lock({ userId }),
);
export const unlock = command(
  'Opens a user again: failures, waits and an operator’s lock are gone.',
  'unlocked',
  (_, locks, userId) => locks.unlock({ userId }),
);
export const disable = command(
  'Disables a user who is gone; unlocking does not bring them back.',
  'disabled',
  (users, _, userId) => users.disable(userId, true),
);
export const enable = command('Takes back disable.', 'enabled', (users, _, userId) => users.disable(userId, false));
