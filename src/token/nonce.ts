import { type Clock, constantTimeEqual, hmacBytes, type Secret } from '#core';

/** How far the clocks of two processes that share the key may differ. */
export const nonceSkewSeconds = 30;

const timeBytes = 6;
const macBytes = 18;

export type Nonces = {
  /** The nonce to put into the `DPoP-Nonce` header of every answer (RFC 9449 §8.2). */
  current(): string;
  /** Is this one of ours, and young enough? */
  isFresh(nonce: string): boolean;
  /** From its making, a nonce is accepted for this long. */
  readonly lifeSeconds: number;
};

/**
 * DPoP nonces (RFC 9449 §8) that need no memory: the instant they were made and a 144-bit MAC over it. Every process with
 * the same key accepts the nonces of every other, and of itself before a restart. A new one every `rotateSeconds`; with
 * the defaults that is the current one and the one before.
 *
 * One source serves the token endpoint and the resource, because they are one origin: clients keep one nonce per origin
 * (RFC 9449 §8.2), so two kinds at one origin would make each endpoint refuse what the other just gave, for ever. A proof
 * for the one is no use at the other all the same: `htu` says which it is for.
 * @throws RangeError when the life is not longer than the rotation, or either is not whole.
 */
export const createNonces = (ports: {
  key: Secret;
  /** Makes the nonces from `activeFrom` on (NumericDate). Known before that, and `key` after it, so that processes may change over one by one. */
  next?: { readonly key: Secret; readonly activeFrom: number } | null;
  clock: Clock;
  lifeSeconds?: number;
  rotateSeconds?: number;
}): Nonces => {
  const { key, next = null, clock, lifeSeconds = 120, rotateSeconds = 60 } = ports;
  if (!Number.isInteger(rotateSeconds) || rotateSeconds < 1 || !Number.isInteger(lifeSeconds)) {
    throw new RangeError('nonce times are whole seconds');
  }
  if (lifeSeconds <= rotateSeconds) throw new RangeError('a nonce must live longer than until the next one');

  const madeAt = (instant: number, by: Secret): string => {
    const bytes = Buffer.alloc(timeBytes + macBytes);
    bytes.writeUIntBE(instant, 0, timeBytes);
    hmacBytes(by, 'dpop-nonce', String(instant)).copy(bytes, timeBytes, 0, macBytes);
    return bytes.toString('base64url');
  };
  const keyAt = (instant: number): Secret => (next !== null && instant >= next.activeFrom ? next.key : key);
  let last = { instant: -1, nonce: '' };
  return {
    lifeSeconds,
    current() {
      const instant = Math.floor(clock.now() / rotateSeconds) * rotateSeconds;
      if (last.instant !== instant) last = { instant, nonce: madeAt(instant, keyAt(instant)) };
      return last.nonce;
    },
    isFresh(nonce) {
      const bytes = Buffer.from(nonce, 'base64url');
      if (bytes.length !== timeBytes + macBytes) return false;
      const instant = bytes.readUIntBE(0, timeBytes);
      const now = clock.now();
      if (instant > now + nonceSkewSeconds || now >= instant + lifeSeconds) return false;
      // Mostly it is the one that was given out last.
      const isOurs = constantTimeEqual(nonce, last.nonce) || constantTimeEqual(nonce, madeAt(instant, key));
      return isOurs || (next !== null && constantTimeEqual(nonce, madeAt(instant, next.key)));
    },
  };
};
