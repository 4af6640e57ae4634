import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const entry = 'src/host/node/main.ts';
const prefix = 'voicegrant-program-';
const keepMs = 86_400_000;

/** Changes whenever a source, an installed package or Node does. */
const stampOf = (root) => {
  const hash = createHash('sha256').update(process.version);
  hash.update(readFileSync(join(root, 'node_modules/.lockhash')));
  const folder = join(root, 'src');
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    if (name.endsWith('.test.ts')) continue;
    const { mtimeMs, size } = statSync(join(folder, name));
    if (name.includes('.')) hash.update(`${name}\0${mtimeMs}\0${size}\0`);
  }
  return hash.digest('base64url').slice(0, 22);
};

const build = async (root, folder) => {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    charset: 'utf8',
    logLevel: 'silent',
    outExtension: { '.js': '.mjs' },
    // Native code, and packages that only some settings call for.
    external: ['@node-rs/*', '@aws-sdk/*', '@aws-crypto/*', 'pg', 'ldapts', 'openid-client'],
    // CommonJS packages inside ask for Node's own modules by `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
};

/** Removes what was put together from sources of days ago; younger ones may still be running. */
const tidy = (cache) => {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (name.startsWith(prefix) && Date.now() - statSync(path).mtimeMs > keepMs) rmSync(path, { recursive: true });
  }
};

/**
 * The program as JavaScript, put together from the sources under `root` unless that has been done: the path of its first
 * file. Null when it cannot be done here (nothing to build with, sources that do not build, packages borrowed from
 * another checkout); then the sources themselves run, and say what is wrong with them.
 */
export const assembled = async (root) => {
  try {
    if (lstatSync(join(root, 'node_modules')).isSymbolicLink()) return null;
    const cache = join(root, 'node_modules/.cache');
    // As deep below the root as src/host/node, so that what the program reads beside its code is found.
    const folder = join(cache, `${prefix}${stampOf(root)}`);
    if (existsSync(folder)) return join(folder, 'main.mjs');
    const unfinished = `${folder}.${process.pid}`;
    await build(root, unfinished);
    try {
      renameSync(unfinished, folder);
    } catch {
      // Another start was quicker.
      rmSync(unfinished, { recursive: true });
    }
    tidy(cache);
    return join(folder, 'main.mjs');
  } catch {
    return null;
  }
};
