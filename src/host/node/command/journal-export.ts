import { once } from 'node:events';
import { exportJournal } from '#journal';
import { type Command, UsageError } from './command.ts';
import { withInstallation } from './open.ts';

/** Writes the journal to the output, as it stands. */
export const journalExport: Command = {
  says: 'Prints the journal as NDJSON: signed checkpoints and entries. Check it with "journal verify --file".',
  takes: '[--call ID] [--data DIR]',
  help: `  --call ID   one call's entries, and the checkpoints that vouch for it
  --data DIR  the installation's folder; VOICEGRANT_DATA unless given`,
  options: { call: { type: 'string' }, data: { type: 'string' } },
  run: ({ options: { call, data } }) =>
    withInstallation({ data, must: 'exist' }, async ({ store }) => {
      const id = typeof call === 'string' ? call : null;
      if (id !== null && (await store.get(['journal', 'head', id])) === null) {
        throw new UsageError('the journal has no such call');
      }
      for await (const line of exportJournal(store, id)) {
        if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
      }
      return 0;
    }),
};
