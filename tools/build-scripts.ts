// Why: browsers cannot run TypeScript, and the server has no build step. This bundles each screen's script into a
// committed string, so that a clone runs as it is; --check fails when a committed string is no longer its source's.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
const screens = [
  { entry: 'src/page/script/main.ts', out: 'src/page/script.built.ts' },
  { entry: 'src/page/script/home/main.ts', out: 'src/page/home.built.ts' },
  { entry: 'src/phone/handset/screen/main.ts', out: 'src/phone/handset/screen.built.ts' },
  { entry: 'src/http/console/screen/main.ts', out: 'src/http/console/screen.built.ts' },
];
const checking = process.argv.includes('--check');
let stale = 0;

for (const { entry, out } of screens) {
  if (!existsSync(new URL(entry, root))) continue;
  const bundle = await build({
    absWorkingDir: new URL('.', root).pathname,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2021',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  // A closing tag inside a string would end the element the script is put into.
  const text = (bundle.outputFiles[0]?.text ?? '').trim().replace(/<\/(script)/gi, '<\\/$1');
  const source = `// Made by tools/build-scripts.ts from ${entry}.\nexport const script = ${JSON.stringify(text)};\n`;
  const file = new URL(out, root);
  const same = existsSync(file) && readFileSync(file, 'utf8') === source;
  if (same) continue;
  if (checking) {
    stale += 1;
    console.error(`${out} is not what ${entry} makes. Run: npm run build:scripts`);
  } else {
    writeFileSync(file, source);
    console.log(`${out} ${text.length} characters`);
  }
}
if (stale > 0) process.exitCode = 1;
