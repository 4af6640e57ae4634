import type { Clock } from '#core';
import type { Neighbours } from '#http';
import type { Ports } from './ports.ts';
import { signingSeconds } from './signing-seconds.ts';

/** A balancer asks every few seconds; what a probe found holds for this long. */
const heldSeconds = 5;

/** Asks again only when what it knows has become old. */
const held = (clock: Clock, ask: () => Promise<boolean>): (() => Promise<boolean>) => {
  let known: { readonly at: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    if (known === null || clock.now() - known.at >= heldSeconds) known = { at: clock.now(), answer: ask() };
    return known.answer;
  };
};

/**
 * What must be true for a call to go well: the store takes writes (one that can only be read looks well until the first
 * call), somebody can check a PIN, a text can be sent, and a key signs now.
 */
export const readiness = ({ clock, keyring, verifier, signingKeys, sender, store }: Ports): Neighbours => ({
  store: held(clock, async () => {
    const probe = { put: ['ready'], value: 1, expiresAt: clock.now() + 60 };
    return (await store.commit({ checks: [], writes: [probe] })).ok;
  }),
  identity: () => verifier.ready(),
  message: () => sender.ready(),
  keys: async () =>
    signingKeys !== undefined || Object.values(signingSeconds(keyring, clock)).every((left) => left > 0),
});
