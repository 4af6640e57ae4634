// Why: browsers cannot run TypeScript, and the server has no build step. This bundles each screen's script into a
// committed string, so that a clone runs as it is; --check fails when a committed string is no longer its source's.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { en } from '../src/page/words/en.ts';

const root = new URL('..', import.meta.url);
/** Kinds of field, each a piece of its own, so that a page carries only those its transaction has. */
const kinds = ['choice', 'date', 'email', 'iban', 'number', 'yes'];
const screens = [
  { entry: 'src/page/script/main.ts', out: 'src/page/script.built.ts', kinds },
  { entry: 'src/page/script/main.ts', out: 'src/page/login.built.ts', signIn: true },
  { entry: 'src/page/script/home/main.ts', out: 'src/page/home.built.ts' },
  { entry: 'src/phone/handset/screen/main.ts', out: 'src/phone/handset/screen.built.ts' },
  { entry: 'src/http/console/screen/main.ts', out: 'src/http/console/screen.built.ts' },
];
const checking = process.argv.includes('--check');
let stale = 0;

/**
 * Short names for the page's words, in its scripts and in what they are told. Only those whose name has an underscore,
 * as no name of a browser has, and that are never looked up by a name that is a value.
 */
const byValue = new Set(['choose_one', 'date_none', 'date_past', 'leave_out']);
const shortNames: Record<string, string> = {};
for (const name of Object.keys(en)) {
  if (name.includes('_') && !byValue.has(name)) shortNames[name] = `_${Object.keys(shortNames).length.toString(36)}`;
}

const bundled = async (contents: string, ofPage = true, signIn = false): Promise<string> => {
  const bundle = await build({
    absWorkingDir: new URL('.', root).pathname,
    stdin: { contents, resolveDir: new URL('.', root).pathname, loader: 'ts' },
    bundle: true,
    minify: true,
    define: { SIGN_IN: String(signIn) },
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    ...(ofPage
      ? { mangleProps: new RegExp(`^(${Object.keys(shortNames).join('|')})$`), mangleCache: { ...shortNames } }
      : {}),
    write: false,
  });
  // A closing tag inside a string would end the element the script is put into.
  return (bundle.outputFiles[0]?.text ?? '').trim().replace(/<\/(script)/gi, '<\\/$1');
};

const keep = (out: string, from: string, lines: readonly string[]): void => {
  const source = `${[`// Made by tools/build-scripts.ts from ${from}.`, ...lines].join('\n')}\n`;
  const file = new URL(out, root);
  if (existsSync(file) && readFileSync(file, 'utf8') === source) return;
  if (checking) {
    stale += 1;
    console.error(`${out} is not what ${from} makes. Run: npm run build:scripts`);
  } else {
    writeFileSync(file, source);
    console.log(`${out} ${source.length} characters`);
  }
};
const table = (name: string, rows: Readonly<Record<string, string>>): string =>
  `export const ${name}: Readonly<Record<string, string>> = ${JSON.stringify(rows)};`;

keep('src/page/short-names.built.ts', 'src/page/words/en.ts', [table('shortNames', shortNames)]);
for (const { entry, out, kinds = [], signIn } of screens) {
  const text = await bundled(`import './${entry}';`, entry.startsWith('src/page/'), signIn);
  const pieces: Record<string, string> = {};
  for (const kind of kinds)
    pieces[kind] = await bundled(
      `import { ${kind} } from './src/page/script/kinds/${kind}.ts'; kinds.${kind} = ${kind};`,
    );
  const script = `export const script = ${JSON.stringify(text)};`;
  keep(out, entry, kinds.length > 0 ? [script, table('pieces', pieces)] : [script]);
}
if (stale > 0) process.exitCode = 1;
