import type { Clock } from '#core';
import type { Batch, Store } from '#store';

/** No token lives longer (R-J2), so no note of one needs to. */
const keepSeconds = 360;

const noteKey = (jti: string) => ['token', 'revoked', jti] as const;

/** Notes of tokens that were revoked after their grant was used, when there is no grant left to kill. */
export const createRevoked = (ports: { store: Pick<Store, 'get'>; clock: Clock }) => ({
  /** The part of a commit that notes it. */
  noted: (jti: string): Pick<Batch, 'writes'> => ({
    writes: [{ put: noteKey(jti), value: 1, expiresAt: ports.clock.now() + keepSeconds }],
  }),
  async has(jti: string): Promise<boolean> {
    return (await ports.store.get(noteKey(jti))) !== null;
  },
  /** The check that makes a commit fail once the token was revoked. */
  not: (jti: string) => ({ key: noteKey(jti), version: null }),
});

export type Revoked = ReturnType<typeof createRevoked>;
