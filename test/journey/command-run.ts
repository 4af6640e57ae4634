// Runs `bin/voicegrant.mjs` as an operator would, with a data folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/voicegrant.mjs', import.meta.url));

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** A folder for one installation; `run` runs a command on it, `start` one that goes on. */
export const createDesk = () => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-command-'));
  const data = join(folder, 'data');
  const settings = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VOICEGRANT_')));

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [bin, ...args], { env: { ...settings, VOICEGRANT_DATA: data, ...env } });

  const run = async (
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ) => {
    const child = start(args, env);
    const told = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      told.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      told.err += chunk;
    });
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...told } satisfies Ran;
  };
  return { folder, data, run, start, clear: () => rmSync(folder, { recursive: true, force: true }) };
};
