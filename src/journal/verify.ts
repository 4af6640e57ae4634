import type { CallId, Json } from '#core';
import type { Store } from '#store';
import { emptyHead, type Head, hashOf, readEntry } from './chain.ts';
import { type CheckpointClaims, firstPrev, hashOfCheckpoint } from './checkpoint.ts';
import { faultOf } from './facts.ts';
import { type FoundCall, type JournalSource, type Row, storedJournal } from './source.ts';

/** One thing wrong with a journal: where, and what. */
export type JournalFault = { readonly where: string; readonly what: string };

/** What was looked at, and what is wrong with it. `open`: entries that no checkpoint vouches for yet. */
export type Verified = {
  readonly calls: number;
  readonly entries: number;
  readonly checkpoints: number;
  readonly open: number;
  readonly faults: readonly JournalFault[];
};

/** The claims of a checkpoint that a key of this installation signed as one; null for anything else. */
export type SignatureCheck = (jws: string) => { readonly [name: string]: Json } | null;

type Claim = { readonly n: number; readonly count: number; readonly head: string };

const placeOf = (seq: number, width: number) => String(seq).padStart(width, '0');

/** Checks one chain; answers its faults and the hash at each place. */
const verifyChain = ({ call, rows, head }: FoundCall) => {
  const faults: JournalFault[] = [];
  const hashes = new Map<number, string>();
  let before: Head = emptyHead(call as CallId);
  for (const { place, value } of rows) {
    const entry = readEntry(value);
    const where = `${call} entry ${entry?.seq ?? place}`;
    const say = (what: string) => faults.push({ where, what });
    if (entry === null) {
      say('is not a journal entry');
      continue;
    }
    if (entry.seq !== before.seq + 1 || place !== placeOf(entry.seq, 6))
      say(`expected entry ${before.seq + 1}: one was removed, inserted or moved`);
    else if (entry.prev !== before.hash) say('does not follow the entry before it');
    if (entry.call !== call) say('belongs to another call');
    if (hashOf(entry) !== entry.hash) say('was edited: its hash does not match its words');
    if (faultOf(entry.fact) !== null) say('says something a journal cannot say');
    hashes.set(entry.seq, entry.hash);
    before = { seq: entry.seq, hash: entry.hash };
  }
  const end = head as Head | null | undefined;
  if (end !== undefined && (end?.seq !== before.seq || end.hash !== before.hash)) {
    faults.push({ where: `${call} entry ${before.seq}`, what: 'the chain does not end where its head says' });
  }
  return { faults, hashes, last: before.seq };
};

/** Walks the checkpoints in order, keeping what each says of each call. */
const createCheckpointWalk = (scope: JournalSource['scope'], check: SignatureCheck) => {
  const faults: JournalFault[] = [];
  const lines = new Map<number, string>();
  const claims = new Map<string, Claim[]>();
  let before = { n: 0, hash: firstPrev };
  let count = 0;
  let lastPlace: string | null = null;

  const take = ({ place, value }: Row) => {
    count += 1;
    lastPlace = place;
    const claimed = typeof value === 'string' ? (check(value) as CheckpointClaims | null) : null;
    if (claimed === null) {
      faults.push({ where: `checkpoint ${Number(place)}`, what: 'is not signed by a key of this installation' });
      return;
    }
    const { n, prev, calls } = claimed;
    const follows = n === before.n + 1 ? prev === before.hash : scope === 'call' && n > before.n;
    if (!follows || place !== placeOf(n, 9)) {
      const what = `expected checkpoint ${before.n + 1}: one was removed, edited, inserted or moved`;
      faults.push({ where: `checkpoint ${n}`, what });
    }
    before = { n, hash: hashOfCheckpoint(claimed) };
    lines.set(n, value as string);
    for (const { call, ...claim } of calls) claims.set(call, [...(claims.get(call) ?? []), { n, ...claim }]);
  };

  return {
    faults,
    lines,
    claims,
    count: () => count,
    last: () => before,
    async read(source: JournalSource) {
      for await (const row of source.checkpoints(lastPlace)) take(row);
    },
  };
};

const missing = (call: string, { n, count }: Claim): JournalFault => ({
  where: `${call} entry ${count}`,
  what: `checkpoint ${n} saw ${count} entries of this call that are not there now`,
});

/** The lines kept outside must all be here, as they were. */
const verifyAnchor = (anchor: readonly string[], lines: ReadonlyMap<number, string>, check: SignatureCheck) =>
  anchor.flatMap((jws, index): JournalFault[] => {
    const where = `anchor line ${index + 1}`;
    const n = check(jws)?.n;
    if (typeof n !== 'number') return [{ where, what: 'is not signed by a key of this installation' }];
    const what = `checkpoint ${n} was kept outside and is not here: the journal was rolled back`;
    return lines.get(n) === jws ? [] : [{ where, what }];
  });

/** Verifies whatever a journal is read from. */
export const verifySource = async (
  source: JournalSource,
  check: SignatureCheck,
  anchor: readonly string[] = [],
): Promise<Verified> => {
  const lastBefore = await source.last();
  const walk = createCheckpointWalk(source.scope, check);
  await walk.read(source);
  const lastAfter = await source.last();
  const faults = [...walk.faults];
  const { n, hash } = walk.last();
  const noteIsWrong = lastBefore?.n === n && lastBefore.hash !== hash;
  if (lastAfter !== undefined && (n < (lastBefore?.n ?? 0) || n > (lastAfter?.n ?? 0) || noteIsWrong)) {
    faults.push({ where: `checkpoint ${n}`, what: 'is not the one that was noted as the last' });
  }
  faults.push(...verifyAnchor(anchor, walk.lines, check));

  const seen = { calls: 0, entries: 0 };
  const ahead: { call: string; last: number; due: boolean | undefined }[] = [];
  const seenCalls = new Set<string>();
  for await (const found of source.calls(null)) {
    const { call } = found;
    const chain = verifyChain(found);
    faults.push(...chain.faults);
    const claims = walk.claims.get(call) ?? [];
    faults.push(...claims.filter((claim) => chain.hashes.get(claim.count) !== claim.head).map((c) => missing(call, c)));
    if (claims.every((claim) => claim.count < chain.last)) ahead.push({ call, last: chain.last, due: found.due });
    seenCalls.add(call);
    seen.calls += 1;
    seen.entries += found.rows.length;
  }
  for (const [call, claims] of source.scope === 'all' ? walk.claims : []) {
    if (!seenCalls.has(call)) faults.push(...claims.slice(-1).map((claim) => missing(call, claim)));
  }

  // Checkpoints made while we read may vouch for entries that were new to the first look.
  if (ahead.length > 0) await walk.read(source);
  let open = 0;
  for (const { call, last, due } of ahead) {
    const vouched = Math.max(0, ...(walk.claims.get(call) ?? []).map((claim) => claim.count));
    open += Math.max(0, last - vouched);
    if (last > vouched && due === false) {
      const what = 'no checkpoint vouches for it and none is due: it was added, or a checkpoint was removed';
      faults.push({ where: `${call} entry ${last}`, what });
    }
  }
  return { ...seen, checkpoints: walk.count(), open, faults };
};

/**
 * Checks a whole journal: every chain link, every checkpoint's signature and number, and that every chain is at least as
 * long as, and identical with, what each checkpoint said of it. Finds an entry that was edited, removed, reordered,
 * inserted, or cut off below a checkpoint; a checkpoint that was edited or removed. With `anchor` (the lines kept outside
 * the database) it also finds a database that was rolled back together with its checkpoints. Calls may go on meanwhile.
 * What nobody can find: that the `open` entries, which no checkpoint vouches for yet, were changed or cut off.
 */
export const verifyJournal = (ports: {
  store: Store;
  check: SignatureCheck;
  /** Read these before calling, or lines that are added meanwhile look like faults. */
  anchor?: readonly string[];
}): Promise<Verified> => verifySource(storedJournal(ports.store), ports.check, ports.anchor);
