// A second language for the wide suite: Python packages in a folder of their own, at pinned versions, kept between runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the programs of these packages, or why there is none: no Python, or no package index within reach. */
export const python = (...packages: readonly string[]): { readonly bin: string } | { readonly why: string } => {
  const name = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12);
  const home = fileURLToPath(new URL(`../../node_modules/.cache/voicegrant-python-${name}/`, import.meta.url));
  const bin = `${home}bin/`;
  if (existsSync(`${home}ready`)) return { bin };
  rmSync(home, { recursive: true, force: true });
  const run = (program: string, args: readonly string[]) => spawnSync(program, args, { timeout: 150_000 });
  if (run('python3', ['-m', 'venv', home]).status !== 0) return { why: 'there is no Python 3 with venv' };
  if (run(`${bin}pip`, ['install', '-q', ...packages]).status !== 0) return { why: 'PyPI cannot be reached' };
  mkdirSync(`${home}ready`);
  return { bin };
};
