import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, UsageError } from './command.ts';
import { joinManifest } from './join-manifest.ts';

const template = new URL('../../../../examples/project/', import.meta.url);
const hidden = 'gitignore';
const manifest = 'package.template.json';

/** Writes a small project: its configuration, one transaction, a call file and a test. */
export const init: Command = {
  says: 'Writes a small project: configuration, one transaction, a call file and its test.',
  takes: '[DIR] [--json]',
  help: `  DIR     the folder, made if need be; this one unless given. What is there is never overwritten;
          a package.json that is there is given the scripts it lacks
  --json  the files written, as one JSON object`,
  options: { json: { type: 'boolean' } },
  words: [0, 1],
  async run({ options, words: [dir = '.'] }, terminal) {
    const folder = resolve(dir);
    const names = readdirSync(template).filter((name) => name !== manifest && name !== hidden);
    const taken = names.filter((name) => existsSync(join(folder, name)));
    if (taken.length > 0) throw new UsageError(`${taken.join(', ')} is there already; nothing was written`);
    mkdirSync(folder, { recursive: true });
    cpSync(template, folder, { recursive: true });
    renameSync(join(folder, hidden), join(folder, '.gitignore'));
    joinManifest(join(folder, manifest), join(folder, 'package.json'));
    rmSync(join(folder, manifest), { force: true });
    const written = [...names, '.gitignore', 'package.json'].sort();
    if (options.json === true) terminal.out(JSON.stringify({ folder, written }));
    else for (const name of written) terminal.out(`wrote ${join(dir, name)}`);
    if (options.json !== true) terminal.out('\nNext: npm install, npm test, npm start');
    return 0;
  },
};
