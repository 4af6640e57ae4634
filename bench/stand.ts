// The server's side of the bench channel: says that it listens, answers what the bench asks, ends when the bench does.

import type { Ready } from './contestant.ts';
import { profileStart, profileStop } from './profile.ts';

type Ask = { readonly id: number; readonly what: string; readonly input: never };

/** Tells the bench that this process is ready and answers its asks with `answers`. Ends the process when the bench ends. */
export const stand = (
  ready: Ready,
  answers: Readonly<Record<string, (input: never) => unknown>>,
  end: () => unknown = () => undefined,
): void => {
  const all: Readonly<Record<string, (input: never) => unknown>> = {
    profileStart,
    profileStop,
    pid: () => process.pid,
    cpu: () => process.cpuUsage().user + process.cpuUsage().system,
    ...answers,
  };
  process.on('message', async ({ id, what, input }: Ask) => {
    try {
      process.send?.({ id, answer: await all[what]?.(input) });
    } catch (error) {
      process.send?.({ id, failed: error instanceof Error ? error.message : 'failed' });
    }
  });
  process.on('disconnect', async () => {
    await end();
    process.exit(0);
  });
  process.send?.({ ready });
};
