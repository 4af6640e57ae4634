import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { Bundled } from './functions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Development's own routes: a production process has none, so its bundle does not carry them either. */
const absent: Readonly<Record<string, string>> = {
  'src/app/handset.ts': 'export const handsetRoutes = () => [];',
  'src/app/console.ts': 'export const consoleRoutes = () => [];',
  'src/http/console-endpoints.ts': 'export const createConsoleEndpoints = null;',
  'src/http/handset-endpoints.ts': 'export const createHandsetEndpoints = null;',
};

const withoutDevelopment: Plugin = {
  name: 'without-development',
  setup(bundler) {
    bundler.onLoad({ filter: /\/src\/(?:app|http)\/(?:handset|console)[\w-]*\.ts$/ }, ({ path }) => {
      const contents = absent[path.slice(path.lastIndexOf('src/'))];
      return contents === undefined ? null : { contents, loader: 'ts' };
    });
  },
};

/** CommonJS packages inside ask for Node's own modules by `require`. */
const banner = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** One bundle: its text, and which sources it was made of with the bytes each left in it. */
export type Made = { readonly text: string; readonly inputs: Metafile['outputs'][string]['inputs'] };

/** Bundles one function for Lambda's Node 24. The same sources give the same bytes. */
export const makeBundle = async ({ entry }: Pick<Bundled, 'entry'>): Promise<Made> => {
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
    alias: { '@aws-sdk/credential-provider-node': fileURLToPath(new URL('lambda-credentials.ts', import.meta.url)) },
    banner: { js: banner },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    outfile: 'index.mjs',
    plugins: [withoutDevelopment],
  });
  return { text: made.outputFiles[0]?.text ?? '', inputs: made.metafile.outputs['index.mjs']?.inputs ?? {} };
};
