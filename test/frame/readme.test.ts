// Every command of the README is run, or is this run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  (block ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')),
);
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** Runs a command of the README as it stands there, in a group of its own, until it ends or says `until`. */
const run = (command: string, env: Record<string, string>, until?: RegExp) =>
  new Promise<{ code: number | null; said: string }>((resolve) => {
    const child = spawn('sh', ['-c', command], { cwd: root, env: { ...process.env, ...env }, detached: true });
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (until?.test(said)) process.kill(-(child.pid ?? 0), 'SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', (code) => resolve({ code, said }));
  });

const runs: Record<string, () => Promise<void>> = {
  async 'npm start'() {
    const data = mkdtempSync(join(tmpdir(), 'voicegrant-readme-'));
    const env = { PORT: String(await freePort()), VOICEGRANT_DATA: data };
    const { said } = await run('npm start', env, /^number \+\d+$/m);
    for (const name of ['handset', 'name', 'id', 'pin', 'number']) assert.match(said, new RegExp(`^${name} \\S`, 'm'));
    rmSync(data, { recursive: true, force: true });
  },
  async 'npm test'() {
    assert.equal(scripts.test, 'exec node tools/test.ts', 'this test is part of it');
  },
  async 'npm run check'() {
    for (const part of ['npm run verify', 'npm test', 'npm run test:wide'])
      assert.ok(scripts.check?.includes(part), part);
  },
  async 'npm run call -- examples/add-user.call'() {
    const { code, said } = await run('npm run call -- examples/add-user.call', {});
    assert.equal(code, 0, said);
    assert.match(said, /Anna Ortiz/);
  },
};

describe('the README', () => {
  for (const command of commands) {
    it(`says ${command}, and it works`, { timeout: 120_000 }, async () => {
      const prove = runs[command];
      assert.ok(prove, 'no test runs this command');
      await prove();
    });
  }

  it('shows the two commands first', () => {
    assert.deepEqual(commands.slice(0, 2), ['npm start', 'npm test']);
  });

  it('links to files that exist', () => {
    for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(root, target ?? '')), target);
    }
  });
});
