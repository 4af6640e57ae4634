import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server of the player's own: its origin, and how to end it without leaving anything behind. */
export type OwnServer = { readonly url: string; close(): Promise<void> };

/** The sources run as they are; an installed package holds them built. */
const kind = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const entry = fileURLToPath(new URL(`../../src/host/node/main.${kind}`, import.meta.url));
const startSeconds = 30;

/**
 * Starts the real server as a child process on a free port, with an empty data folder that is removed at the end.
 * Settings of the environment hold, but for the port, the folder, the issuer and the log.
 * @throws Error with what the server printed when it does not come up.
 */
export const startServer = async (environment: NodeJS.ProcessEnv): Promise<OwnServer> => {
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-call-'));
  const { VOICEGRANT_ISSUER: _, ...rest } = environment;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: { ...rest, PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_LOG: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    const patience = setTimeout(kill, 3000);
    await exited;
    clearTimeout(patience);
    await rm(data, { recursive: true, force: true });
  };

  let printed = '';
  const url = await new Promise<string | null>((resolve) => {
    const deadline = setTimeout(() => resolve(null), startSeconds * 1000);
    const give = (found: string | null) => {
      clearTimeout(deadline);
      resolve(found);
    };
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const handset = /^handset\s+(\S+)\s*$/m.exec(printed)?.[1];
      // The address comes first; the lines about the caller must be there too before anybody rings.
      if (handset !== undefined && /^number\s+\S+\s*$/m.test(printed)) give(new URL(handset).origin);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(() => give(null));
  });
  if (url === null) {
    await close();
    throw new Error(`the server did not start:\n${printed.trim() || '(it printed nothing)'}`);
  }
  return { url, close };
};
