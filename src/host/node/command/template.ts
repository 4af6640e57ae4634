import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, UsageError } from './command.ts';

const entry = new URL('../../../../deploy/aws/main.ts', import.meta.url);

type Maker = { makeTemplate(wish: { pin?: string; out?: string }): Promise<string> };

/** The CloudFormation template and the zips it names, made by deploy/aws where that is there. */
export const template: Command = {
  says: 'Makes the CloudFormation template of an installation on AWS, and the zips it names.',
  takes: '[options]',
  help: `  --out FOLDER   where to; ./dist unless given
  --pin N        digits of a PIN, 6 to 12; 8 unless given`,
  options: { out: { type: 'string' }, pin: { type: 'string' } },
  async run({ options: { out = 'dist', pin = '8' } }, terminal) {
    if (!existsSync(entry)) {
      terminal.err('The template is made by the package deploy/aws, which is not part of this build.');
      return 2;
    }
    if (!/^(?:[6-9]|1[0-2])$/.test(String(pin))) throw new UsageError('--pin is from 6 to 12');
    const { makeTemplate } = (await import(entry.href)) as Maker;
    terminal.out((await makeTemplate({ pin: String(pin), out: resolve(String(out)) })).trimEnd());
    return 0;
  },
};
