import { type AccountId, parseE164, Secret, systemRandom } from '#core';
import { randomPin } from '#identity/embedded';
import { type Command, UsageError } from './command.ts';
import { sentenceOf, withUsers } from './open-users.ts';
import { readSecret } from './read-secret.ts';

/** Adds one user. The PIN is made here and shown once, or read from the input. */
export const usersAdd: Command = {
  says: 'Adds a user and prints their PIN once, unless it is read from the input.',
  takes: 'ID --name NAME [--number +15555550142] [--unverified] [--account HANDLE] [--pin-stdin] [--signs-in-as SUB]',
  help: `  --name NAME       how an operator recognises them
  --number NUMBER   the number on file, in E.164 form: the only one a text goes to
  --unverified      nobody has made sure that the number is theirs; no text is sent there
  --account HANDLE  their account at the system of record; a new handle unless given
  --pin-stdin       reads the PIN from the first line of the input instead of making one
  --signs-in-as SUB who they are at the login provider; then they get no PIN unless one is read`,
  options: {
    ...{ name: { type: 'string' }, number: { type: 'string' }, account: { type: 'string' } },
    ...{ 'signs-in-as': { type: 'string' }, unverified: { type: 'boolean' }, 'pin-stdin': { type: 'boolean' } },
  },
  words: [1, 1],
  async run({ options, words: [id = ''] }, terminal) {
    const { name, number: typed, account, unverified, 'signs-in-as': login } = options;
    if (typeof name !== 'string' || name.trim() === '') throw new UsageError('--name is missing');
    const number = typeof typed === 'string' ? parseE164(typed) : null;
    if (typed !== undefined && number === null) throw new UsageError('--number must be in E.164 form: +15555550142');
    const [userId, isRead] = [new Secret(id), options['pin-stdin'] === true];
    const hasPin = isRead || typeof login !== 'string';
    const pin = isRead ? await readSecret(terminal, 'PIN:') : randomPin(systemRandom, { userId, number });
    const signsIn = typeof login === 'string' ? { signsInAs: login } : null;
    const handle = typeof account === 'string' ? { account: account as AccountId } : {};
    const user = { userId, name, number, numberVerified: unverified !== true, ...handle };
    const known = hasPin || signsIn === null ? { pin, ...signsIn } : signsIn;
    const added = await withUsers('open', (users) => users.addUser({ ...user, ...known }));
    if (added.ok) terminal.out(`subject ${added.subject}\naccount ${added.account}`);
    else terminal.err(sentenceOf(added.reason));
    if (added.ok && hasPin && !isRead) terminal.out(`pin ${pin.reveal()}`);
    return added.ok ? 0 : 1;
  },
};
