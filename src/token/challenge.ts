import { type Clock, constantTimeEqual, hmacBytes, type Random, type Secret, sha256 } from '#core';
import type { Batch } from '#store';

const timeBytes = 6;
const randomBytes = 16;
const macBytes = 18;

export type Challenges = {
  /** A new `c_nonce` (OpenID4VCI 1.0 §7.2). Costs no memory: nothing is kept until it is used. */
  issue(): string;
  /** Is this one of ours and young enough? Then the parts of the commit that use it up; null otherwise. */
  open(challenge: string): Pick<Batch, 'checks' | 'writes'> | null;
};

/**
 * Challenges for proofs of a wallet's key: the instant they were made, chance, and a MAC over both. Single use, decided by
 * a commit; any process with the key takes those of every other. The MAC's label keeps them and DPoP nonces apart.
 */
export const createChallenges = (ports: {
  key: Secret;
  clock: Clock;
  random: Random;
  lifeSeconds?: number;
}): Challenges => {
  const { key, clock, random, lifeSeconds = 300 } = ports;
  const seal = (head: Buffer): string => {
    const mac = hmacBytes(key, 'c_nonce', head.toString('base64url')).subarray(0, macBytes);
    return Buffer.concat([head, mac]).toString('base64url');
  };
  return {
    issue() {
      const head = Buffer.alloc(timeBytes + randomBytes);
      head.writeUIntBE(Math.floor(clock.now()), 0, timeBytes);
      random.bytes(randomBytes).copy(head, timeBytes);
      return seal(head);
    },
    open(challenge) {
      const bytes = Buffer.from(challenge, 'base64url');
      if (bytes.length !== timeBytes + randomBytes + macBytes) return null;
      if (!constantTimeEqual(challenge, seal(bytes.subarray(0, timeBytes + randomBytes)))) return null;
      const expiresAt = bytes.readUIntBE(0, timeBytes) + lifeSeconds;
      if (clock.now() >= expiresAt) return null;
      const used = ['token', 'c_nonce', sha256(challenge)] as const;
      // Kept longer than it is good for, so that a process whose clock is behind does not take it twice.
      return { checks: [{ key: used, version: null }], writes: [{ put: used, value: 1, expiresAt: expiresAt + 60 }] };
    },
  };
};
