// Several real Voicegrant processes on one database and one keyring, as behind a balancer without stickiness, and the means
// to kill, pause and start each. Everything is in one temporary folder and gone afterwards.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** All processes speak as one issuer, whatever port each has. */
export const issuer = 'http://localhost:8420';

export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};
export type Sending = { readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

export type ServerProcess = {
  readonly name: string;
  /** Sends one request to this process. Rejects when the connection breaks, as it does when the process dies. */
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  kill(): Promise<void>;
  /** Asks it to end, as a rolling restart does: it answers what is under way first. */
  stop(): Promise<void>;
  pause(): void;
  resume(): void;
  /**
   * Starts it, from another checkout of the program if `from` names one. `fileBlocks`: no file of its may grow beyond so many
   * blocks of 512 bytes, as on a disk that is full.
   */
  start(from?: string, fileBlocks?: number): Promise<void>;
  isRunning(): boolean;
  pid(): number | undefined;
  port(): number;
};

export type Servers = {
  readonly folder: string;
  readonly all: readonly ServerProcess[];
  /** What the processes wrote to standard error; for a failing test. */
  said(): string;
  stop(): Promise<void>;
};

/** One request to whatever listens there. Rejects when the connection breaks. */
export const sendTo = (
  port: number,
  agent: Agent,
  method: string,
  path: string,
  { body, headers = {} }: Sending = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length }, timeout: 120_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('the connection broke')));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end(body);
  });

const createProcess = (name: string, env: Readonly<Record<string, string>>, hear: (text: string) => void) => {
  let child: ChildProcess | undefined;
  let port = 0;
  let agent = new Agent({ keepAlive: true, maxSockets: 200 });

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || !isRunning()) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    agent.destroy();
    agent = new Agent({ keepAlive: true, maxSockets: 200 });
  };
  const process_: ServerProcess = {
    name,
    isRunning,
    pid: () => child?.pid,
    async start(from = root, fileBlocks) {
      const main = join(from, 'src/host/node/main.ts');
      const limited = ['-c', `ulimit -f ${fileBlocks}; exec "$0" "$1"`, process.execPath, main];
      const [command, args] = fileBlocks === undefined ? [process.execPath, [main]] : ['sh', limited];
      const started = spawn(command, args, {
        cwd: from,
        env: { PATH: process.env.PATH ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      let said = '';
      started.stderr.on('data', (chunk) => {
        said = (said + String(chunk)).slice(-2000);
        hear(`${name}: ${String(chunk)}`);
      });
      let printed = '';
      await new Promise<void>((resolve, reject) => {
        started.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready: ${said}`)));
        started.stdout.on('data', (chunk) => {
          printed += String(chunk);
          if (!/^number /m.test(printed)) return;
          started.removeAllListeners('exit');
          resolve();
        });
      });
      port = Number(/^listening (\d+)$/m.exec(printed)?.[1] ?? 0);
    },
    port: () => port,
    send: (method, path, sending) => sendTo(port, agent, method, path, sending),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
  return process_;
};

/** Starts `count` processes on one database. `settings` say which. */
export const startServers = async (
  count: number,
  settings: (folder: string) => Readonly<Record<string, string>>,
  from?: string,
): Promise<Servers> => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-faults-'));
  let heard = '';
  const env = {
    PORT: '0',
    VOICEGRANT_ISSUER: issuer,
    VOICEGRANT_DATA: folder,
    VOICEGRANT_TRUSTED_PROXY: '127.0.0.1',
    VOICEGRANT_TEXTS_PER_MINUTE: '10000',
    VOICEGRANT_TEXTS_PER_HOUR: '10',
    VOICEGRANT_TEXTS_PER_DAY: '20',
    VOICEGRANT_TEXTS_PER_NUMBER_DAY: '20',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    ...settings(folder),
  };
  const all = Array.from({ length: count }, (_, n) =>
    createProcess(`process ${n + 1}`, env, (text) => {
      heard = (heard + text).slice(-20_000);
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(all.map((server) => server.kill()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // The first one makes the keyring and warms the compile cache for the others.
    for (const server of all) await server.start(from);
  } catch (error) {
    await stop();
    throw new Error(`the processes did not start: ${heard}`, { cause: error });
  }
  return { folder, all, said: () => heard, stop };
};
