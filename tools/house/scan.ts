// Reads the sources of a tree and what each imports. TypeScript 7 offers no parser to scripts, so this reads the text;
// the forms it knows are all that the formatter leaves: statements at the start of a line, and import() anywhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export type Import = { readonly from: string; readonly typesOnly: boolean };
export type Source = {
  /** Path from the root of the tree, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
};

const ignored = new Set(['node_modules', 'data', 'reports', 'coverage', '.git']);

/** Every path below these folders of the tree that exist, folders with a final `/`. */
export const paths = (root: string, folders: readonly string[]): string[] =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = posix.join(folder, entry.name);
        if (ignored.has(entry.name)) return [];
        return entry.isDirectory() ? [`${path}/`, ...paths(root, [path])] : [path];
      }),
    );

/** One source with its imports. */
export const source = (root: string, path: string): Source => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports: importsOf(text) };
};

/** What a module imports and re-exports, in order. */
export const importsOf = (text: string): Import[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const statements = [
    ...code.matchAll(/^(?:import|export)\s+(type\s+)?([\w*{][^;'"]*?)\s*from\s*['"]([^'"]+)['"]/gm),
  ].map(([, type, names = '', from = '']) => ({ from, typesOnly: type !== undefined || onlyTypeNames(names) }));
  const effects = [...code.matchAll(/^import\s+['"]([^'"]+)['"]/gm)];
  const calls = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  return [...statements, ...[...effects, ...calls].map(([, from = '']) => ({ from, typesOnly: false }))];
};

const onlyTypeNames = (names: string): boolean => {
  const inside = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  if (inside === undefined) return false;
  const each = inside.split(',').filter((name) => name.trim() !== '');
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name));
};
