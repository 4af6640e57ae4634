import { verifyExport, verifyJournal } from '#journal';
import { type Command, UsageError } from './command.ts';
import { anchorLines, publishedKeys } from './journal-files.ts';
import { linesOf } from './lines.ts';
import { withInstallation } from './open.ts';
import { checkpointCheck, keySetOf } from './signing-keys.ts';
import { tellVerified } from './tell-verified.ts';

/** Checks the journal, in the database or in an exported file. */
export const journalVerify: Command = {
  says: 'Checks every chain, every checkpoint and its signature. Exit code 1 when anything is wrong.',
  takes: '[--data DIR] [--anchor FILE] [--json]  or  --file EXPORT --jwks FILE [--anchor FILE] [--json]',
  help: `  --data DIR     the installation's folder; VOICEGRANT_DATA unless given
  --anchor FILE  the checkpoints that were kept elsewhere; <data>/checkpoints.log if that is there.
                 Only a copy out of the database's reach shows a journal that was rolled back
  --file EXPORT  a file of "journal export" instead of the database
  --jwks FILE    the installation's public keys: GET /oauth/jwks, or "voicegrant keys public"
  --json         the result as one JSON object`,
  options: {
    ...{ data: { type: 'string' }, anchor: { type: 'string' }, json: { type: 'boolean' } },
    ...{ file: { type: 'string' }, jwks: { type: 'string' } },
  },
  async run({ options: { data, anchor: named, file, jwks, json } }, terminal) {
    const tell = tellVerified(terminal, json === true);
    if (typeof file === 'string') {
      if (typeof jwks !== 'string' || data !== undefined)
        throw new UsageError('--file goes with --jwks, without --data');
      const [check, anchor] = [checkpointCheck(await publishedKeys(jwks)), await anchorLines(named, null)];
      return tell(await verifyExport({ lines: linesOf(file), check, anchor }));
    }
    if (jwks !== undefined) throw new UsageError('--jwks goes with --file');
    return withInstallation({ data, must: 'exist' }, async ({ config, keyring, clock, store }) => {
      const anchor = await anchorLines(named, config.data);
      return tell(await verifyJournal({ store, check: checkpointCheck(keySetOf(keyring, clock)), anchor }));
    });
  },
};
