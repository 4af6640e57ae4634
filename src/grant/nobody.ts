import type { AccountId, CallId, Clock, GrantId, Json, Secret, SubjectId } from '#core';
import { createJournal } from '#journal';
import type { Batch, Key, Store, Version } from '#store';
import { createRows, type Grant } from './row.ts';

/** As many places as nobody has, so that those who ask at once seldom meet in one, and one token always finds the same. */
const slots = 256;
const keepSeconds = 600;
/** What a check asks of an entry that is not there. */
const absent = null as unknown as Version;

const grantOf = (slot: number): Grant => {
  const name = `${'A'.repeat(20)}${slot.toString(16).padStart(2, '0')}`;
  const [call, account] = [`call_${name}` as CallId, `acct_${name}` as AccountId];
  return {
    id: `grant_${name}` as GrantId,
    call,
    subject: `sub_${name}` as SubjectId,
    account,
    type: 'nothing',
    detail: {
      type: 'nothing',
      actions: ['nothing'],
      locations: ['https://nowhere.example'],
      identifier: account,
      call,
      limits: { persons: 1 },
    },
    delivery: 'link',
    lang: 'en',
    codeHash: 'A'.repeat(43),
    createdAt: 1_700_000_000,
    expiresAt: 1_700_000_300,
    state: 'redeemed',
    reason: null,
    attempts: 0,
    wrongs: 0,
    maxAttempts: 5,
    opened: true,
    jkt: 'A'.repeat(43) as Grant['jkt'],
    tokenId: `tok_${name}`,
    tokenIssuedAt: 1_700_000_000,
    amr: ['pin', 'tel'],
    authTime: 1_700_000_000,
  };
};

/**
 * Nobody's grants: what is worked on where there is no grant to work on, by the same code, so that neither the number of
 * reads, checks and writes nor that of MACs and hashes tells the two apart (R-O14, R-O15). They stand in a corner of the
 * store that nothing else reads, are always as if they had just been redeemed, and are at most 256.
 */
export const createNobody = (ports: { store: Store; clock: Clock; macKey: Secret }) => {
  const { store, clock } = ports;
  const inside = (key: Key): Key => ['nobody', ...key];
  const bench = createRows({ store, clock, macKey: ports.macKey });
  const rowOf = (slot: number) => {
    const { put, value } = bench.put(grantOf(slot));
    return { key: put, text: JSON.stringify(value) };
  };
  const rows = Array.from({ length: slots }, (_, slot) => rowOf(slot));
  const [sample = rowOf(0)] = rows;
  const head = JSON.stringify({ seq: 6, hash: 'A'.repeat(43) });

  /** Reads what is there for the time it takes and its version; what it says is made up. */
  const corner = (text: string): Store => ({
    ...store,
    async get<Value extends Json = Json>(key: Key) {
      const found = await store.get(inside(key));
      const value = JSON.parse(key[0] === 'journal' ? head : text) as Value;
      return { key, value, version: found?.version ?? absent };
    },
  });

  return {
    /** The place in the corner for whoever asks with this digest. */
    at(digest: string) {
      const slot = (Buffer.from(digest, 'base64url')[0] ?? 0) % slots;
      const view = corner((rows[slot] ?? sample).text);
      return {
        id: grantOf(slot).id,
        rows: createRows({ store: view, clock, macKey: ports.macKey }),
        journal: createJournal({ store: view, clock }),
      };
    },
    /** The parts of a commit, moved into the corner: as many, as large, and of no consequence. */
    inside: ({ checks = [], writes = [] }: Partial<Batch>): Batch => ({
      checks: checks.map(({ key, version }) => ({ key: inside(key), version })),
      writes: writes.map((write) =>
        'put' in write
          ? { ...write, put: inside(write.put), expiresAt: clock.now() + keepSeconds }
          : { delete: inside(write.delete) },
      ),
    }),
    /** Opens a row that is not there: the work of one that is. */
    pretend(): void {
      bench.open({ key: sample.key, value: JSON.parse(sample.text) as Json, version: absent });
    },
  };
};

export type Nobody = ReturnType<typeof createNobody>;
