import { existsSync } from 'node:fs';
import { generateKeyring, writeKeyring } from '#config';
import { systemRandom } from '#core';
import type { Command } from './command.ts';

/** Makes a keyring for production. */
export const keysNew: Command = {
  says: 'Makes a keyring for production in a file that only you can read (mode 0600). Overwrites nothing.',
  takes: 'FILE',
  words: [1, 1],
  async run({ words: [file = ''] }, terminal) {
    if (existsSync(file)) {
      terminal.err(`${file} is there already; a keyring is never overwritten.`);
      return 1;
    }
    writeKeyring(file, generateKeyring(systemRandom, false), systemRandom, 'keep');
    terminal.out(`keyring ${file}`);
    terminal.err('Back it up where only you can read it: without it nobody’s PIN can be checked any more.');
    return 0;
  },
};
