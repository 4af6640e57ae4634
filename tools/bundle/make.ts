import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { Bundled } from './functions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts what a function never runs out of its bundle: each of these modules is replaced by the little that is left of it. */
const without = (absent: Bundled['absent']): Plugin => ({
  name: 'without-what-is-never-run',
  setup(bundler) {
    const left = new Map<string, number>(Object.keys(absent).map((path) => [path, 0]));
    bundler.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const name = path.slice(path.lastIndexOf('/src/') + 1);
      const contents = absent[name];
      if (contents === undefined) return null;
      left.delete(name);
      return { contents, loader: 'ts' };
    });
    bundler.onEnd(() => {
      // A module that was renamed would come back unseen.
      for (const name of left.keys()) throw new Error(`${name} is not part of the program`);
    });
  },
});

/** The Encryption SDK brings keyrings for AWS KMS along, and with them two SDK clients. A key given in PEM needs neither. */
const withoutKms: Plugin = {
  name: 'without-kms-keyrings',
  setup(bundler) {
    const filter = /^@aws-crypto\/(?:kms-keyring-node|branch-keystore-node|caching-materials-manager-node)$/;
    bundler.onResolve({ filter }, ({ path }) => ({ path, namespace: 'nothing' }));
    bundler.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** CommonJS packages inside ask for Node's own modules by `require`. */
const banner = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** One bundle: its text, and which sources it was made of with the bytes each left in it. */
export type Made = { readonly text: string; readonly inputs: Metafile['outputs'][string]['inputs'] };

/** Bundles one function for Lambda's Node 24. The same sources give the same bytes. */
export const makeBundle = async ({ entry, absent }: Pick<Bundled, 'entry' | 'absent'>): Promise<Made> => {
  const made = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    mainFields: ['module', 'main'],
    // Lambda's own Node brings this one; see deploy/aws/setup.
    external: ['@aws-sdk/client-s3'],
    banner: { js: banner },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    outfile: 'index.mjs',
    plugins: [without(absent), withoutKms],
  });
  return { text: made.outputFiles[0]?.text ?? '', inputs: made.metafile.outputs['index.mjs']?.inputs ?? {} };
};
