// Why this exists: `npm start` and `npm test` are the only set-up steps there are. Runs on whatever Node the host has
// (20 or newer), installs once per lock file, and makes `node` inside npm scripts mean Node 24.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const stamp = 'node_modules/.lockhash';
const lock = '.install-lock';
const want = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const have = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : '');
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const acquire = () => {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      // A lock older than ten minutes was left by a run that was killed.
      const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
      if (age > 600_000) rmSync(lock, { recursive: true, force: true });
      sleep(300);
    }
  }
};

const isNode24 = (bin) => {
  const run = spawnSync(bin, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  const [major, minor] = (run.stdout ?? '').split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 7);
};

const install = () => {
  console.error('First run: installing dependencies (npm ci) ...');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const run = cli
    ? spawnSync(process.execPath, [cli, ...args], { stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { stdio: ['ignore', 2, 2] });
  if (run.status !== 0) {
    console.error(
      'npm ci failed; nothing was started. Check the network and the npm registry, then run the same command again.',
    );
    return run.status ?? 1;
  }
  return 0;
};

const link = 'node_modules/.bin/node';
const linkNode = () => {
  if (isNode24(link)) return 0;
  // npm 10 drops the link of an optional platform package.
  const packaged = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync(link, { force: true });
  if (isNode24(packaged)) symlinkSync(`../node-${process.platform}-${process.arch}/bin/node`, link);
  else if (isNode24(process.execPath)) symlinkSync(process.execPath, link);
  else {
    console.error(`Node 24.7 or newer is needed on this platform; this is ${process.version}.`);
    return 1;
  }
  return 0;
};

// A linked folder belongs to another checkout, which looks after it; installing here would empty it under its owner.
const borrowed = lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink() === true;

if (!borrowed && (have() !== want || !existsSync(link))) {
  acquire();
  let status = 0;
  try {
    if (have() !== want) status = install();
    if (status === 0) status = linkNode();
    if (status === 0) writeFileSync(stamp, want);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (status !== 0) process.exit(status);
}
