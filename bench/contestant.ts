// A server under test: its own process, pinned to core 0, asked over a channel that only the bench has.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a server tells when it listens. */
export type Ready = { readonly port: number; readonly url: string; readonly clientId: string | null };

export type Contestant = Ready & {
  readonly name: string;
  /** Asks the process for fresh material. */
  ask<Answer>(what: string, input: unknown): Promise<Answer>;
  /** CPU the process has used, all threads, in microseconds. */
  cpu(): Promise<number>;
  /** Resident memory now, MiB. */
  rss(): number;
  stop(): Promise<void>;
};

type Message = { readonly ready?: Ready; readonly id?: number; readonly answer?: unknown; readonly failed?: string };

/** As in production, no server strips types while it is measured. */
const compiled = fileURLToPath(new URL('../node_modules/.cache/voicegrant-bench', import.meta.url));

/** Starts `file` pinned to a core (or more) and waits until it listens. */
export const startContestant = async (
  name: string,
  file: string,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
  cores = '0',
): Promise<Contestant> => {
  const child = fork(new URL(file, import.meta.url), args, {
    execPath: '/usr/bin/env',
    execArgv: ['taskset', '-c', cores, process.execPath, ...nodeOptions],
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (message: Message) => void>();
  let last = 0;
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.on('message', (message: Message) => {
      if (message.ready !== undefined) resolve(message.ready);
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    });
  });
  const proc = (what: string) => readFileSync(`/proc/${child.pid}/${what}`, 'utf8');
  const ask = <Answer>(what: string, input: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ answer, failed }) => {
        waiting.delete(id);
        if (failed === undefined) resolve(answer as Answer);
        else reject(new Error(`${name}: ${failed}`));
      });
      child.send({ id, what, input });
    });
  return {
    ...ready,
    name,
    ask,
    cpu: () => ask<number>('cpu', null),
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(proc('status'))?.[1] ?? 0) / 1024,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
};
