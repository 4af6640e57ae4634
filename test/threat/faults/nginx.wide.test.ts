// The same through a real nginx with the configuration of examples/nginx.conf; only the three addresses and the port are this
// machine's. Needs nginx (Debian: nginx-light).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Person, seedPeople } from './callers.ts';
import { openSite, type Site } from './databases.ts';
import { elsewhereTests } from './elsewhere.ts';
import { sendTo } from './servers.ts';

const example = fileURLToPath(new URL('../../../examples/nginx.conf', import.meta.url));

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** nginx in front of these ports, in the foreground, everything it writes in `folder`. */
const startNginx = async (folder: string, port: number, ports: readonly number[]): Promise<ChildProcess> => {
  const site = readFileSync(example, 'utf8')
    .replace(/voicegrant-(\d):8420/g, (_, n: string) => `127.0.0.1:${ports[Number(n) - 1]}`)
    .replace('listen 8420;', `listen 127.0.0.1:${port};`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr; events {} http { ${temporary.join(' ')}\n${site} }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  nginx.stderr.on('data', (chunk) => (said += String(chunk)));
  nginx.on('error', (error) => (said += String(error)));
  for (let tries = 0; ; tries += 1) {
    const socket = createConnection(port, '127.0.0.1');
    const isThere = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isThere) return nginx;
    if (tries > 100 || nginx.exitCode !== null) throw new Error(`nginx does not run: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('three processes on one PostgreSQL behind nginx', { timeout: 300_000 }, () => {
  let folder: string;
  let site: Site;
  let nginx: ChildProcess;
  let port: number;
  let people: Person[];
  const agent = new Agent({ keepAlive: true });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voicegrant-nginx-'));
    site = await openSite('PostgreSQL');
    people = await seedPeople(site.store, site.servers.folder, 6);
    port = await freePort();
    nginx = await startNginx(
      folder,
      port,
      site.servers.all.map((server) => server.port()),
    );
  });
  after(async () => {
    agent.destroy();
    if (nginx?.exitCode === null) {
      const exited = once(nginx, 'exit');
      nginx.kill();
      await exited;
    }
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  elsewhereTests({
    site: () => site,
    somebody: () => people.shift() as Person,
    spread: () => ({ port: () => port, send: (...request) => sendTo(port, agent, ...request) }),
  });
});
