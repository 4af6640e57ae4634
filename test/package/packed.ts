// The package as others get it: `npm pack` of a fresh build, unpacked into an empty project. What it depends on is linked
// from this clone, so that nothing is asked of a network.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../tools/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  files: string[];
  dependencies: Record<string, string>;
};

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** Packs the package and unpacks it into `node_modules` of an empty folder. */
export const unpack = () => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-package-'));
  const staged = join(folder, 'staged');
  mkdirSync(staged);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'bin', 'library', 'docs', 'examples'])
    cpSync(join(root, name), join(staged, name), { recursive: true });
  build(join(staged, 'dist'));
  // npm reads no settings of whoever runs the tests, and asks nobody.
  const npm = { cwd: staged, env: { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' } };
  const told = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], npm);
  const [{ filename }] = JSON.parse(told.toString()) as [{ filename: string }];
  const modules = join(folder, 'project', 'node_modules');
  mkdirSync(join(modules, 'voicegrant'), { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', join(modules, 'voicegrant'), '--strip-components=1']);
  rmSync(staged, { recursive: true });
  // With the Node of this platform, which is an optional dependency.
  const own = [`node-${process.platform}-${process.arch}`].filter((name) =>
    existsSync(join(root, 'node_modules', name)),
  );
  for (const name of [...Object.keys(manifest.dependencies), ...own, '@types/node', 'typescript', 'fast-check']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  symlinkSync('../voicegrant/bin/voicegrant.mjs', join(modules, '.bin', 'voicegrant'));
  const project = join(folder, 'project');
  const settings = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VOICEGRANT_|PORT$|NODE_TEST_CONTEXT$)/.test(name)),
  );

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}, command = process.execPath) =>
    spawn(command, [...args], { cwd: project, env: { ...settings, NODE_NO_WARNINGS: '1', ...env }, detached: true });
  const run = async (
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    command = process.execPath,
  ): Promise<Ran> => {
    const child = start(args, env, command);
    const told = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      told.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      told.err += chunk;
    });
    child.stdin.end();
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...told };
  };
  const bin = join(modules, 'voicegrant', 'bin', 'voicegrant.mjs');
  return {
    project,
    run,
    start,
    /** `npx voicegrant …` in the project. */
    voicegrant: (args: readonly string[], env: NodeJS.ProcessEnv = {}) => run([bin, ...args], env),
    startVoicegrant: (args: readonly string[], env: NodeJS.ProcessEnv = {}) => start([bin, ...args], env),
    tsc: () => run([join(modules, 'typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
};
