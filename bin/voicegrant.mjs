#!/usr/bin/env node
// The `voicegrant` command on whatever Node the machine has (20 or newer): installs what is missing, then hands over to the
// Node 24 of this package, with the same terminal, folder, settings, signals and exit code.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const ensured = spawnSync(process.execPath, [path('tools/ensure.mjs')], { stdio: ['ignore', 2, 2] });
if (ensured.status !== 0) process.exit(ensured.status ?? 1);

const [command, ...rest] = process.argv.slice(2);
const entry =
  command === 'call'
    ? [path('tools/call.ts'), ...rest]
    : [path('src/host/node/command/main.ts'), ...process.argv.slice(2)];
const child = spawn(path('node_modules/.bin/node'), ['--disable-warning=ExperimentalWarning', ...entry], {
  stdio: 'inherit',
});

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
