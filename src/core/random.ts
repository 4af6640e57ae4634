import { randomBytes } from 'node:crypto';

/** Chance as a port. `bytes(n)` gives n bytes from a cryptographically secure generator (ASVS 11.5.1). */
export type Random = { bytes(count: number): Buffer };

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
