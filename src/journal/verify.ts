import type { CallId, Json } from '#core';
import { canonicalJson, sha256 } from '#core';
import type { Entry, Store } from '#store';
import { emptyHead, type Head, hashOf, type JournalEntry } from './chain.ts';
import { type CheckpointClaims, firstPrev } from './checkpoint.ts';
import { faultOf } from './facts.ts';
import { headKey } from './journal.ts';

/** One thing wrong with a journal: where, and what. */
export type JournalFault = { readonly where: string; readonly what: string };

/** Everything under a prefix, a thousand at a time. */
async function* all(store: Store, prefix: readonly string[]): AsyncGenerator<Entry> {
  let after: readonly string[] | undefined;
  for (;;) {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield* page;
    after = page.at(-1)?.key;
    if (after === undefined || page.length < 1000) return;
  }
}

/** Checks one chain, oldest entry first; answers its faults and the hash at each place. */
const verifyChain = (call: CallId, entries: readonly JournalEntry[]) => {
  const faults: JournalFault[] = [];
  const hashes: string[] = [emptyHead(call).hash];
  for (const entry of entries) {
    const where = `${call} entry ${entry.seq}`;
    if (entry.seq !== hashes.length) {
      faults.push({ where, what: `expected entry ${hashes.length}: one was removed, inserted or moved` });
    }
    if (entry.call !== call) faults.push({ where, what: 'belongs to another call' });
    if (entry.prev !== hashes.at(-1)) faults.push({ where, what: 'does not follow the entry before it' });
    if (hashOf(entry) !== entry.hash) faults.push({ where, what: 'was edited: its hash does not match its words' });
    if (faultOf(entry.fact) !== null) faults.push({ where, what: 'says something a journal cannot say' });
    hashes.push(entry.hash);
  }
  return { faults, hashes };
};

/** Checks signatures, numbering and linking of checkpoints; answers their faults and the claims that can be trusted. */
const verifyCheckpoints = async (
  lines: readonly { where: string; jws: string }[],
  verifySignature: (jws: string) => Promise<CheckpointClaims | null>,
) => {
  const faults: JournalFault[] = [];
  const claims: CheckpointClaims[] = [];
  let prev = firstPrev;
  for (const [index, { where, jws }] of lines.entries()) {
    const checkpoint = await verifySignature(jws);
    if (checkpoint === null) {
      faults.push({ where, what: 'is not signed by a key of this installation' });
      continue;
    }
    if (checkpoint.n !== index + 1 || checkpoint.prev !== prev) {
      faults.push({ where, what: `expected checkpoint ${index + 1}: one was removed, inserted or moved` });
    }
    prev = sha256(canonicalJson(checkpoint as unknown as Json));
    claims.push(checkpoint);
  }
  return { faults, claims };
};

/**
 * Checks the whole journal offline: every chain link, every checkpoint's signature, and that every chain is at least as
 * long as, and identical with, what each checkpoint said of it. Finds an entry that was edited, removed, reordered,
 * inserted, or cut off below a checkpoint. With `anchor` (the lines kept outside the database) it also finds a database
 * that was rolled back together with its checkpoints.
 */
export const verifyJournal = async (ports: {
  store: Store;
  verifySignature: (jws: string) => Promise<CheckpointClaims | null>;
  anchor?: readonly string[];
}): Promise<{ calls: number; entries: number; checkpoints: number; faults: JournalFault[] }> => {
  const faults: JournalFault[] = [];
  const chains = new Map<string, JournalEntry[]>();
  let entries = 0;
  for await (const { key, value } of all(ports.store, ['journal', 'entry'])) {
    const call = key[2] as CallId;
    const chain = chains.get(call) ?? [];
    chain.push(value as unknown as JournalEntry);
    chains.set(call, chain);
    entries += 1;
  }
  const hashes = new Map<string, string[]>();
  for (const [call, chain] of chains) {
    const verified = verifyChain(call as CallId, chain);
    faults.push(...verified.faults);
    hashes.set(call, verified.hashes);
    const head = await ports.store.get<Head>(headKey(call as CallId));
    if (head === null || head.value.seq !== chain.length || head.value.hash !== verified.hashes.at(-1)) {
      faults.push({ where: call, what: 'the chain does not end where its head says' });
    }
  }
  const stored: { where: string; jws: string }[] = [];
  for await (const { value } of all(ports.store, ['journal', 'checkpoint'])) {
    stored.push({ where: `checkpoint ${stored.length + 1}`, jws: value as string });
  }
  const verified = await verifyCheckpoints(stored, ports.verifySignature);
  faults.push(...verified.faults);
  for (const checkpoint of verified.claims) {
    for (const { call, count, head } of checkpoint.calls) {
      if (hashes.get(call)?.[count] !== head) {
        faults.push({ where: call, what: `checkpoint ${checkpoint.n} saw ${count} entries that are not there now` });
      }
    }
  }
  for (const [index, jws] of (ports.anchor ?? []).entries()) {
    const where = `anchor line ${index + 1}`;
    const checkpoint = await ports.verifySignature(jws);
    if (checkpoint === null) faults.push({ where, what: 'is not signed by a key of this installation' });
    else if (stored[checkpoint.n - 1]?.jws !== jws) {
      faults.push({
        where,
        what: `checkpoint ${checkpoint.n} was kept outside and is not here: the journal was rolled back`,
      });
    }
  }
  return { calls: chains.size, entries, checkpoints: stored.length, faults };
};
