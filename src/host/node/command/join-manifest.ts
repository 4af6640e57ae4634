import { existsSync, readFileSync, writeFileSync } from 'node:fs';

type Manifest = { readonly [name: string]: unknown; readonly scripts?: Record<string, string> };

const read = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;
/** What `npm init` writes where there is no test yet. */
const placeholder = /no test specified/;

/** Gives a package.json what the template's has and it has not. Takes nothing away. @throws SyntaxError when it is no JSON */
export const joinManifest = (template: string, file: string): void => {
  const wanted = read(template);
  const there: Manifest = existsSync(file) ? read(file) : {};
  const own = Object.entries(there.scripts ?? {}).filter(([, line]) => !placeholder.test(line));
  const scripts = { ...wanted.scripts, ...Object.fromEntries(own) };
  const dependencies = { ...(wanted.dependencies as object), ...((there.dependencies as object) ?? {}) };
  const joined = { ...wanted, ...there, type: 'module', scripts, dependencies };
  writeFileSync(file, `${JSON.stringify(joined, null, 2)}\n`);
};
