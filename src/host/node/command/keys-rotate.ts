import { rotateKeyring, writeKeyring } from '#config';
import { systemClock, systemRandom } from '#core';
import { type Command, UsageError } from './command.ts';
import { keyringOf } from './open-keyring.ts';
import { settingsFor } from './settings-for.ts';

const purposes = ['access_token', 'receipt', 'checkpoint', 'nonce', 'pepper'] as const;
const seconds = (given: unknown, name: string, fallback: number): number => {
  if (given === undefined) return fallback;
  if (typeof given === 'string' && /^\d{1,8}$/.test(given)) return Number(given);
  throw new UsageError(`--${name} must be a number of seconds`);
};

/** Adds a key for one purpose to the keyring file and lets the ones before it retire. */
export const keysRotate: Command = {
  says: 'Adds a key for one purpose; the ones before it retire, and still verify what they signed.',
  takes: `${purposes.join('|')} [--lead SECONDS] [--overlap SECONDS] [--data DIR]`,
  help: `  --lead SECONDS     until the new key is used: restart every process meanwhile (default 3600)
  --overlap SECONDS  how long the old ones go on after that (default 3600)`,
  options: { lead: { type: 'string' }, overlap: { type: 'string' }, data: { type: 'string' } },
  words: [1, 1],
  async run({ options, words: [word = ''] }, terminal) {
    const purpose = purposes.find((one) => one === word);
    if (purpose === undefined) throw new UsageError(`name what to rotate: ${purposes.join(', ')}`);
    const leadSeconds = seconds(options.lead, 'lead', 3600);
    const overlapSeconds = seconds(options.overlap, 'overlap', 3600);
    const config = await settingsFor(options.data);
    if (config.keyring !== null)
      throw new UsageError(
        'VOICEGRANT_KEYRING is a setting; put it into a file (VOICEGRANT_KEYRING_FILE) to rotate it',
      );
    const now = Math.floor(systemClock().now());
    const next = rotateKeyring(keyringOf(config), purpose, systemRandom, { now, leadSeconds, overlapSeconds });
    writeKeyring(config.keyringFile, next, systemRandom, 'replace');
    const usedFrom = new Date((now + leadSeconds) * 1000).toISOString();
    terminal.out(`The new key is used from ${usedFrom}. Restart every process before that, one after another.`);
    return 0;
  },
};
