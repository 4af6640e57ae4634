import type { CallId, Clock, Json } from '#core';
import { canonicalJson, sha256 } from '#core';
import type { Entry, Store } from '#store';
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

/** The row that says which checkpoint is the last. */
export type LastCheckpoint = { readonly n: number; readonly hash: string };

export const checkpointKey = (n: number) => ['journal', 'checkpoint', String(n).padStart(9, '0')] as const;
export const lastKey = ['journal', 'last_checkpoint'] as const;

/** A JWS of ours has at most 4096 bytes and 96 members; a checkpoint of 23 calls has as many as that. */
const callsPerCheckpoint = 20;
/** After so many the run ends, so that other chores get their turn while calls keep coming; the next run goes on. */
const checkpointsPerRun = 50;
const lostRacesPerRun = 20;

export const firstPrev = sha256('voicegrant checkpoints');

/** The name by which the next checkpoint knows this one. */
export const hashOfCheckpoint = (claims: CheckpointClaims): string => sha256(canonicalJson(claims as unknown as Json));

/**
 * Makes signed checkpoints of every chain that grew. Each names the hash of the one before, so the last one alone tells
 * how many there must be; `anchor` receives every signed line, in order, again at the next run when it failed, and should
 * keep it where the database's administrator cannot reach, because only a copy kept outside shows that the whole tail
 * was cut off (threat T-53). The answer is how many checkpoints were made. Safe to run in several processes.
 * @throws Error when the note of the last checkpoint was tampered with: a checkpoint that is there is never overwritten.
 */
export const createCheckpointer = (ports: {
  store: Store;
  clock: Clock;
  sign: CheckpointSigner;
  anchor: (line: string) => Promise<void>;
}): (() => Promise<number>) => {
  const { store } = ports;
  const owed: string[] = [];

  const anchorOwed = async () => {
    for (let line = owed[0]; line !== undefined; line = owed[0]) {
      await ports.anchor(line);
      owed.shift();
    }
  };

  const headsOf = async (due: readonly Entry<number>[]): Promise<CheckpointClaims['calls']> => {
    const heads = await Promise.all(due.map(({ key }) => store.get<Head>(headKey(key[2] as CallId))));
    return heads.flatMap((head) =>
      head === null ? [] : [{ call: head.key[2] as string, count: head.value.seq, head: head.value.hash }],
    );
  };

  /** One try at one checkpoint of these calls. False when another process, or a call that went on, was quicker. */
  const make = async (due: readonly Entry<number>[]): Promise<boolean> => {
    const last = await store.get<LastCheckpoint>(lastKey);
    const n = (last?.value.n ?? 0) + 1;
    const prev = last?.value.hash ?? firstPrev;
    const claims: CheckpointClaims = { iat: ports.clock.now(), n, prev, calls: await headsOf(due) };
    const jws = await ports.sign(claims as unknown as { [name: string]: Json });
    const done = await store.commit(
      batch(
        { checks: due.map(({ key, version }) => ({ key, version })), writes: due.map(({ key }) => ({ delete: key })) },
        {
          checks: [{ key: checkpointKey(n), version: null }],
          writes: [
            { put: checkpointKey(n), value: jws },
            { put: lastKey, value: { n, hash: hashOfCheckpoint(claims) } },
          ],
        },
      ),
    );
    if (done.ok) owed.push(jws);
    else if ((await store.get(checkpointKey(n))) !== null) {
      const now = await store.get(lastKey);
      // A checkpoint and the note of it are kept in one commit; one without the other is nobody's lost race.
      if ((now?.version ?? null) === (last?.version ?? null)) throw new Error(tampered);
    }
    return done.ok;
  };

  return async () => {
    await anchorOwed();
    let made = 0;
    let size = callsPerCheckpoint;
    for (let lost = 0; made < checkpointsPerRun && lost < lostRacesPerRun; ) {
      const due = await store.list<number>(['journal', 'dirty'], { limit: size });
      if (due.length === 0) break;
      if (await make(due)) {
        made += 1;
        await anchorOwed();
      } else {
        lost += 1;
        // A call that goes on spoils the checkpoint of all; fewer at a time always get through.
        size = Math.max(1, Math.floor(size / 2));
      }
    }
    return made;
  };
};

const tampered = 'the note of the last checkpoint is older than the checkpoints; run `voicegrant journal verify`';
