// Why this exists: Node strips no types under node_modules, so what others install must be JavaScript with declarations.
// `npm run build` writes it into dist/, file by file as the sources lie; `npm pack` does so first. The server in a clone
// never needs it.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Read by the program beside its code. */
const assets = ['examples/*.call', 'examples/project/**', 'twin/**/*.json'];

/** Declarations keep the endings of the sources; what imports them looks for the built files. */
const builtEndings = (text: string): string =>
  text.replace(/((?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1$2.js$3');

/** Builds the package into `out`. @throws Error with what the compiler said. */
export const build = (out: string): void => {
  rmSync(out, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/.bin/tsc');
  const run = spawnSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', out], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the build failed:\n${run.stdout}${run.stderr}`);
  for (const file of globSync('**/*.d.ts', { cwd: out })) {
    const path = join(out, file);
    writeFileSync(path, builtEndings(readFileSync(path, 'utf8')));
  }
  for (const file of globSync(assets, { cwd: root })) {
    if (statSync(join(root, file)).isDirectory()) continue;
    mkdirSync(dirname(join(out, file)), { recursive: true });
    cpSync(join(root, file), join(out, file));
  }
  // The nearest package.json says what `#room` means: here the built rooms.
  const scope = { type: 'module', imports: { '#*': './src/*/index.js' } };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(scope, null, 2)}\n`);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? join(root, 'dist');
  build(out);
  process.stdout.write(`built ${out}\n`);
}
