import { existsSync } from 'node:fs';
import type { Command } from './command.ts';

const entry = new URL('../../../../deploy/aws/main.ts', import.meta.url);

/** The CloudFormation template, made by deploy/aws where that is there. */
export const template: Command = {
  says: 'Prints the CloudFormation template of an installation on AWS.',
  async run(_given, terminal) {
    if (!existsSync(entry)) {
      terminal.err('The template is made by the package deploy/aws, which is not part of this build.');
      return 2;
    }
    await import(entry.href);
    return 0;
  },
};
