#!/usr/bin/env node
// The `voicegrant` command on whatever Node the machine has (20 or newer): hands over to Node 24 with the same terminal,
// folder, settings, signals and exit code. In a clone it installs what is missing first and runs the sources as they are;
// an installed package holds them built.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const isClone = existsSync(path('tools/ensure.mjs'));

/** Node 24 as this package's own dependency, or the Node that runs this if it is new enough. */
const packagedNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 7)) return process.execPath;
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    process.stderr.write(`voicegrant: Node 24.7 or newer is needed on this platform; this is ${process.version}.\n`);
    process.exit(1);
  }
};

if (isClone) {
  const ensured = spawnSync(process.execPath, [path('tools/ensure.mjs')], { stdio: ['ignore', 2, 2] });
  if (ensured.status !== 0) process.exit(ensured.status ?? 1);
}
const node = isClone ? path('node_modules/.bin/node') : packagedNode();
const file = (name) => (isClone ? path(`${name}.ts`) : path(`dist/${name}.js`));

const [command, ...rest] = process.argv.slice(2);
const entry =
  command === 'call' ? [file('tools/call'), ...rest] : [file('src/host/node/command/main'), ...process.argv.slice(2)];
const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...entry], { stdio: 'inherit' });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; twice would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`voicegrant: Node could not be started (${error.code ?? 'unknown'})\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
