import type { CallId, Clock, Json } from '#core';
import { canonicalJson, sha256 } from '#core';
import type { Store, Write } from '#store';
import { batch } from '#store';
import type { Head } from './chain.ts';
import { headKey } from './journal.ts';

/** Signs a checkpoint as a compact JWS of `typ` `voicegrant-checkpoint+jwt` with a key used for nothing else (R-J3). */
export type CheckpointSigner = (claims: { readonly [name: string]: Json }) => Promise<string>;

/** What a checkpoint states: number `n`, the hash of the checkpoint before, and how long each changed call's chain is. */
export type CheckpointClaims = {
  readonly iat: number;
  readonly n: number;
  readonly prev: string;
  readonly calls: readonly { readonly call: string; readonly count: number; readonly head: string }[];
};

export const checkpointKey = (n: number) => ['journal', 'checkpoint', String(n).padStart(9, '0')] as const;
const lastKey = ['journal', 'last_checkpoint'] as const;
/** A store batch holds 90 parts: two a call, two for the checkpoint itself. */
const callsPerCheckpoint = 40;

export const firstPrev = sha256('voicegrant checkpoints');

/**
 * Makes signed checkpoints of every chain that grew. Each names the hash of the one before, so the last one alone tells
 * how many there must be; `anchor` receives every signed line and should keep it where the database's administrator
 * cannot reach, because only a copy kept outside shows that the whole tail was cut off (threat T-53).
 * The answer is how many checkpoints were made. Safe to run in several processes: a lost race is made again.
 */
export const createCheckpointer =
  (ports: { store: Store; clock: Clock; sign: CheckpointSigner; anchor: (line: string) => Promise<void> }) =>
  async (): Promise<number> => {
    for (let made = 0; ; ) {
      const dirty = await ports.store.list<number>(['journal', 'dirty'], { limit: callsPerCheckpoint });
      if (dirty.length === 0) return made;
      const last = await ports.store.get<{ n: number; hash: string }>(lastKey);
      const calls: CheckpointClaims['calls'][number][] = [];
      const writes: Write[] = [];
      for (const entry of dirty) {
        const call = entry.key[2] as CallId;
        const head = await ports.store.get<Head>(headKey(call));
        writes.push({ delete: entry.key });
        if (head !== null) calls.push({ call, count: head.value.seq, head: head.value.hash });
      }
      const n = (last?.value.n ?? 0) + 1;
      const claims: CheckpointClaims = { iat: ports.clock.now(), n, prev: last?.value.hash ?? firstPrev, calls };
      const jws = await ports.sign(claims as unknown as { [name: string]: Json });
      const hash = sha256(canonicalJson(claims as unknown as Json));
      const done = await ports.store.commit(
        batch({
          checks: [
            { key: lastKey, version: last?.version ?? null },
            ...dirty.map((entry) => ({ key: entry.key, version: entry.version })),
          ],
          writes: [...writes, { put: checkpointKey(n), value: jws }, { put: lastKey, value: { n, hash } }],
        }),
      );
      if (!done.ok) continue;
      await ports.anchor(jws);
      made += 1;
    }
  };
