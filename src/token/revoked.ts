import type { Clock } from '#core';
import type { Store } from '#store';

/** No token lives longer (R-J2), so no note of one needs to. */
const keepSeconds = 360;

const noteKey = (jti: string | null) => ['token', 'revoked', jti ?? 'none'] as const;

/**
 * Notes of tokens that were revoked after their grant was used, when there is no grant left to kill. `note` writes something
 * for a token that is none of ours as well, so that its time does not tell the two apart.
 */
export const createRevoked = (ports: { store: Pick<Store, 'commit' | 'get'>; clock: Clock }) => ({
  async note(jti: string | null): Promise<void> {
    const write = { put: noteKey(jti), value: 1, expiresAt: ports.clock.now() + keepSeconds };
    await ports.store.commit({ checks: [], writes: [write] });
  },
  async has(jti: string): Promise<boolean> {
    return (await ports.store.get(noteKey(jti))) !== null;
  },
  /** The check that makes a commit fail once the token was revoked. */
  not: (jti: string) => ({ key: noteKey(jti), version: null }),
});

export type Revoked = ReturnType<typeof createRevoked>;
