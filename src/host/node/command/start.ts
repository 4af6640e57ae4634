import type { Command } from './command.ts';

/** The server, exactly as `npm start` starts it; it answers signals itself. */
export const start: Command = {
  says: 'Starts the server and prints where it listens. Stop it with Ctrl-C.',
  help: 'PORT and VOICEGRANT_* settings change it: docs/configuration.md',
  async run() {
    await import('../main.ts');
    return 0;
  },
};
