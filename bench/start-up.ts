// Contest (e): from the start of the process to the first answered request, and memory once it is idle.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startContestant } from './contestant.ts';

/** `cpuMs`: what the process has used by then, in ticks of 10 ms; steadier than the time on a busy machine. */
export type StartUp = { readonly ms: number; readonly cpuMs: number; readonly idleMiB: number };

const cpuMsOf = (pid: number | undefined): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const settle = () => new Promise((resolve) => setTimeout(resolve, 400));

/** The program as `npm start` starts it (what npm itself takes is left out), with its data in a folder that stays. */
const startOurs = async (data: string): Promise<StartUp> => {
  const began = performance.now();
  const main = new URL('../tools/start.mjs', import.meta.url).pathname;
  const child = spawn('taskset', ['-c', '0', process.execPath, main], {
    env: { ...process.env, PORT: '0', VOICEGRANT_DATA: data, NODE_ENV: 'production', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  await (await fetch(`${line.replace('issuer ', '')}/healthz`)).text();
  const ms = performance.now() - began;
  const cpuMs = cpuMsOf(child.pid);
  await settle();
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { ms, cpuMs, idleMiB: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 };
};

const startPeer = async (): Promise<StartUp> => {
  const began = performance.now();
  const peer = await startContestant('oidc-provider', './peer.ts');
  await (await fetch(peer.url.replace('/token', '/jwks'))).text();
  const ms = performance.now() - began;
  const cpuMs = (await peer.cpu()) / 1000;
  await settle();
  const idleMiB = peer.rss();
  await peer.stop();
  return { ms, cpuMs, idleMiB };
};

/** Starts both in turn; the first round makes folders and warms the disk's cache, and does not count. */
export const startUps = async (rounds: number): Promise<{ ours: StartUp[]; peer: StartUp[] }> => {
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  const ours: StartUp[] = [];
  const peer: StartUp[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const samples = [await startOurs(data), await startPeer()] as const;
    if (round === 0) continue;
    ours.push(samples[0]);
    peer.push(samples[1]);
  }
  rmSync(data, { recursive: true });
  return { ours, peer };
};
