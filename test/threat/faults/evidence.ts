// What the database says afterwards, held against what callers were told: nothing lost, nothing twice, every edge of every
// grant in the journal exactly once (I1 to I7 of the state machine, and each journal one the model can write), and the chains whole.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core';
import { type JournalEntry, verifyJournal } from '#journal';
import type { Entry, Key, Store } from '#store';
import { createSigningKeys, localSigner, purposes, verifyOwnJws } from '#token';
import { keyringOf } from './callers.ts';
import { createRecordedRuns, isEdge } from './model.ts';

/** What a caller was told: the token of a redeem, the receipt of a transaction. */
export type Told = { readonly code: string; readonly token?: string; readonly receipt?: string };

type GrantRow = {
  readonly grant: {
    readonly id: string;
    readonly call: string;
    readonly account: string;
    readonly state: 'offered' | 'redeemed' | 'consumed' | 'dead';
    readonly reason: string | null;
    readonly tokenId: string | null;
    readonly wrongs: number;
    readonly maxAttempts: number;
  };
};
type SealedOrder = { readonly sealed: OrderRow };
type OrderRow = { readonly state: string; readonly receipt: string | null; readonly grant: string };

const all = async (store: Store, prefix: Key): Promise<Entry[]> => {
  const found: Entry[] = [];
  for (;;) {
    const after = found.at(-1)?.key;
    const page = await store.list(prefix, after === undefined ? {} : { after });
    found.push(...page);
    if (page.length < 1000) return found;
  }
};

/** Waits until no accepted order is open any more; answers how long that took, in seconds. */
export const settled = async (store: Store, withinSeconds = 30): Promise<number> => {
  const from = performance.now();
  for (;;) {
    const seconds = (performance.now() - from) / 1000;
    if ((await store.list(['order', 'pending'])).length === 0) return seconds;
    assert.ok(seconds < withinSeconds, 'an accepted order is still open');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

export type Found = {
  readonly grants: number;
  readonly redeemed: number;
  readonly consumed: number;
  readonly dead: number;
  readonly entries: number;
  readonly checkpoints: number;
};

const isPossible = createRecordedRuns({ secondIsRight: false, maxAttempts: 2, asks: 1 });

/** Every invariant over everything the store holds. @throws AssertionError with what is lost, doubled or not recorded. */
export const inspectEverything = async (store: Store, folder: string, told: readonly Told[]): Promise<Found> => {
  const grants = (await all(store, ['grant', 'row'])).map((entry) => (entry.value as unknown as GrantRow).grant);
  const orders = new Map(
    (await all(store, ['order', 'row'])).map(({ key, value }) => [key[2], (value as unknown as SealedOrder).sealed]),
  );
  const entries = (await all(store, ['journal', 'entry'])).map((entry) => entry.value as unknown as JournalEntry);
  const facts = Map.groupBy(
    entries.filter((entry) => 'grant' in entry.fact),
    (entry) => ('grant' in entry.fact ? entry.fact.grant : ''),
  );
  const changes = (await all(store, ['account', 'change'])).map((entry) => entry.key);
  const changesOf = Map.groupBy(changes, (key) => key[3]);
  const tokens = told.flatMap(({ token }) => (token === undefined ? [] : [claimsOf(token)]));
  const receipts = told.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt]));

  for (const grant of grants) {
    const count = (kind: string) => facts.get(grant.id)?.filter((entry) => entry.fact.kind === kind).length ?? 0;
    const order = orders.get(grant.id);
    const done = order?.state === 'done' ? 1 : 0;
    const mine = changesOf.get(grant.id) ?? [];
    assert.deepEqual(
      {
        offered: count('grant_offered'),
        redeemed: count('grant_redeemed'),
        consumed: count('grant_consumed'),
        dead: count('grant_dead'),
        done: count('transaction_done'),
        changes: mine.length,
        orders: order === undefined ? 0 : 1,
      },
      {
        offered: 1,
        redeemed: grant.tokenId === null ? 0 : 1,
        consumed: grant.state === 'consumed' ? 1 : 0,
        dead: grant.state === 'dead' ? 1 : 0,
        done,
        changes: done,
        orders: grant.state === 'consumed' ? 1 : 0,
      },
      `grant ${grant.id} (${grant.state}, ${grant.reason}, order ${order?.state})`,
    );
    assert.ok(grant.wrongs <= grant.maxAttempts);
    // One wrong guess is like another; how many there were is held against the limit above.
    const recorded = (facts.get(grant.id) ?? [])
      .map(({ fact }) => fact.kind)
      .filter(isEdge)
      .filter((edge, place, all) => edge !== 'digits_wrong' || all.indexOf(edge) === place);
    assert.ok(isPossible(recorded), `the model cannot write what was recorded of ${grant.id}: ${recorded.join()}`);
  }
  assert.equal(changes.length, [...orders.values()].filter((order) => order.state === 'done').length);
  const kept = new Set(grants.map((grant) => grant.tokenId));
  for (const token of tokens) assert.ok(kept.has(token.jti), 'a token was given that no grant knows');
  const known = new Set([...orders.values()].map((order) => order.receipt));
  for (const receipt of receipts) assert.ok(known.has(receipt), 'a receipt was given that no order knows');

  const keyring = keyringOf(folder);
  const lists = {
    access_token: keyring.accessTokenKeys,
    receipt: keyring.receiptKeys,
    checkpoint: keyring.checkpointKeys,
  };
  const keys = createSigningKeys({
    keys: purposes.flatMap((purpose) =>
      lists[purpose].map(({ jwk, ...when }) => ({ purpose, signer: localSigner(jwk), ...when })),
    ),
    clock: systemClock(),
  });
  const anchorFile = join(folder, 'checkpoints.log');
  const anchor = existsSync(anchorFile) ? readFileSync(anchorFile, 'utf8').trim().split('\n') : [];
  const verified = await verifyJournal({
    store,
    check: (jws) => verifyOwnJws(keys, 'voicegrant-checkpoint+jwt', jws),
    anchor,
  });
  assert.deepEqual(verified.faults, []);
  return {
    grants: grants.length,
    redeemed: grants.filter((grant) => grant.tokenId !== null).length,
    consumed: grants.filter((grant) => grant.state === 'consumed').length,
    dead: grants.filter((grant) => grant.state === 'dead').length,
    entries: verified.entries,
    checkpoints: verified.checkpoints,
  };
};

const claimsOf = (token: string): { jti: string } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
