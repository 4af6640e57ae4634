// PIN checks for the bench: the program's own verifier kept busy, and the hash alone as the yardstick.
import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { Secret } from '#core';
import type { PinVerifier } from '#identity';

const forMs = 2000;

/** `keepBusy` has `width` of them queued until it is told to stop; answers how many were done. */
const feeder = (work: () => Promise<unknown>) => {
  let isOn = false;
  let done = 0;
  let running: Promise<unknown> = Promise.resolve();
  const loop = async () => {
    while (isOn) {
      await work();
      done += 1;
    }
  };
  return {
    start(width: number) {
      isOn = true;
      done = 0;
      running = Promise.all(Array.from({ length: width }, loop));
    },
    async stop() {
      isOn = false;
      const finished = done;
      await running;
      return finished;
    },
  };
};

/** `verifier` must know the user `bench0`. */
export const pinWork = (verifier: PinVerifier) => {
  const checks = feeder(() => verifier.verify(new Secret('bench0'), new Secret('48291306')));
  const salt = randomBytes(16);
  const hashes = feeder(() =>
    hashRaw('48291306', { salt, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }),
  );
  const rate = async (what: typeof checks, width: number) => {
    const began = performance.now();
    what.start(width);
    await new Promise((resolve) => setTimeout(resolve, forMs));
    return (await what.stop()) / ((performance.now() - began) / 1000);
  };
  return {
    pinsStart: (width: number) => checks.start(width),
    pinsStop: () => checks.stop(),
    pinRate: (width: number) => rate(checks, width),
    rawRate: (width: number) => rate(hashes, width),
  };
};
