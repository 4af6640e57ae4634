import { Secret, systemRandom } from '#core';
import { randomPin } from '#identity/embedded';
import type { Command } from './command.ts';
import { sentenceOf, withUsers } from './open-users.ts';
import { readSecret } from './read-secret.ts';

/** Gives a user another PIN. */
export const usersPin: Command = {
  says: 'Gives a user another PIN and prints it once, unless it is read from the input. Lifts no lock.',
  takes: 'ID [--pin-stdin]',
  options: { 'pin-stdin': { type: 'boolean' } },
  words: [1, 1],
  async run({ options, words: [id = ''] }, terminal) {
    const [userId, isRead] = [new Secret(id), options['pin-stdin'] === true];
    const typed = isRead ? await readSecret(terminal, 'PIN:') : null;
    return withUsers('exist', async (users) => {
      for (;;) {
        // One that the user's own number forbids is made again; nobody else knows that number here.
        const pin = typed ?? randomPin(systemRandom, { userId, number: null });
        const set = await users.setPin(userId, pin);
        if (!set.ok && set.reason === 'in_number' && typed === null) continue;
        if (!set.ok) terminal.err(sentenceOf(set.reason));
        else if (typed === null) terminal.out(`pin ${pin.reveal()}`);
        return set.ok ? 0 : 1;
      }
    });
  },
};
