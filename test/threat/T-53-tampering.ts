// A journal of many calls under real signatures, and every way of tampering with it that a database allows.
import { type CallId, canonicalJson, type Json, sha256, stoppedClock } from '#core';
import { createCheckpointer, createJournal, type Fact, type JournalEntry } from '#journal';
import { batch, type Key, type Store, type Write } from '#store';
import { openMemoryStore } from '#store/memory';
import { createSigningKeys, generateKey, localSigner, purposes, signJws, verifyOwnJws } from '#token';

/** Whole numbers below `below`, the same for the same seed (mulberry32). */
export const seeded = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};
export type Chance = ReturnType<typeof seeded>;

const random22 = (chance: Chance) =>
  Array.from({ length: 22 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[chance(62)]).join(
    '',
  );

const factOf = (chance: Chance, grant: string): Fact => {
  const facts: Fact[] = [
    { kind: 'intent_heard', type: 'add_user' },
    { kind: 'identity_checked', verdict: chance(2) === 0 ? 'wrong' : 'verified', provider: 'embedded' },
    { kind: 'text_sent', grant, text: `text_${random22(chance)}`, segments: 1 },
    { kind: 'digits_wrong', grant, left: chance(5) },
    { kind: 'grant_redeemed', grant, jkt: sha256(grant), token: `tok_${random22(chance)}` },
    { kind: 'link_opened', grant },
    { kind: 'grant_dead', grant, reason: 'hung_up' },
  ];
  return facts[chance(facts.length)]!;
};

const clock = stoppedClock();
const keys = createSigningKeys({
  keys: purposes.map((purpose) => ({ purpose, signer: localSigner(generateKey()), activeFrom: null, retireAt: null })),
  clock,
});

/** What `purpose`'s key of this installation signed, as the verifier asks. Remembers its answers. */
const known = new Map<string, ReturnType<typeof verifyOwnJws>>();
export const check = (jws: string) => {
  const told = known.get(jws);
  if (told !== undefined) return told;
  const found = verifyOwnJws(keys, 'voicegrant-checkpoint+jwt', jws);
  known.set(jws, found);
  return found;
};
/** Claims signed as a receipt: the right installation, the wrong purpose. */
export const signedAsReceipt = (claims: { readonly [name: string]: Json }) =>
  signJws(keys.signer('receipt'), 'voicegrant-receipt+jwt', claims);

export type Rows = ReadonlyMap<string, { readonly key: Key; readonly value: Json }>;
export const nameOf = (key: Key) => JSON.stringify(key);

export const rowsOf = async (store: Store): Promise<Rows> => {
  const entries = await store.list([], { limit: 1_000_000 });
  return new Map(entries.map(({ key, value }) => [nameOf(key), { key, value }]));
};

export const write = async (store: Store, writes: readonly Write[]): Promise<void> => {
  for (let from = 0; from < writes.length; from += 90)
    await store.commit({ checks: [], writes: writes.slice(from, from + 90) });
};

/** What puts back what these writes change. */
export const undoing = (rows: Rows, writes: readonly Write[]): Write[] =>
  writes.map((one) => {
    const key = 'put' in one ? one.put : one.delete;
    const row = rows.get(nameOf(key));
    return row === undefined ? { delete: key } : { put: key, value: row.value };
  });

/** A journal of `calls` calls that took turns, with checkpoints in between and one at the end. */
export const buildJournal = async (calls: number, chance: Chance) => {
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  const anchor: string[] = [];
  const checkpoint = createCheckpointer({
    ...{ store, clock },
    sign: (claims) => signJws(keys.signer('checkpoint'), 'voicegrant-checkpoint+jwt', claims),
    anchor: async (line) => void anchor.push(line),
  });
  const keep = async (call: CallId, ...facts: Fact[]) =>
    void (await store.commit(batch(await journal.append(call, facts))));
  const ids = Array.from({ length: calls }, () => `call_${random22(chance)}` as CallId);
  const grants = ids.map(() => `grant_${random22(chance)}`);
  for (const id of ids) await keep(id, { kind: 'call_started', channel: 'handset', lang: 'en' });
  for (let round = 0; round < 6; round += 1) {
    for (const [n, id] of ids.entries()) {
      clock.advance(1);
      if (chance(3) > 0)
        await keep(id, factOf(chance, grants[n]!), ...(chance(3) === 0 ? [factOf(chance, grants[n]!)] : []));
    }
    await checkpoint();
  }
  for (const id of ids) await keep(id, { kind: 'call_ended', how: 'caller' });
  await checkpoint();
  return { store, anchor, ids, keep, checkpoint };
};

type Scene = { readonly rows: Rows; readonly ids: readonly CallId[]; readonly chance: Chance };
const entryKey = (call: string, seq: number) => ['journal', 'entry', call, String(seq).padStart(6, '0')];
const headKey = (call: string) => ['journal', 'head', call];
const checkpointKey = (n: number) => ['journal', 'checkpoint', String(n).padStart(9, '0')];
const lastKey = ['journal', 'last_checkpoint'];

const chainOf = ({ rows }: Scene, call: string): JournalEntry[] => {
  const found: JournalEntry[] = [];
  for (let row = rows.get(nameOf(entryKey(call, 1))); row !== undefined; ) {
    found.push(row.value as unknown as JournalEntry);
    row = rows.get(nameOf(entryKey(call, found.length + 1)));
  }
  return found;
};
const checkpointsOf = ({ rows }: Scene): string[] => {
  const found: string[] = [];
  for (let row = rows.get(nameOf(checkpointKey(1))); row !== undefined; ) {
    found.push(row.value as string);
    row = rows.get(nameOf(checkpointKey(found.length + 1)));
  }
  return found;
};
const put = (key: Key, value: unknown): Write => ({ put: key, value: value as Json });
const hashed = ({ hash: _, ...entry }: JournalEntry): JournalEntry => ({
  ...entry,
  hash: sha256(canonicalJson(entry as unknown as Json)),
});
/** Links these entries anew, as somebody who knows how the chain is made would. */
const relinked = (call: string, entries: readonly JournalEntry[]): JournalEntry[] => {
  let prev = sha256(`voicegrant journal ${call}`);
  return entries.map((entry, index) => {
    const next = hashed({ ...entry, call: call as CallId, seq: index + 1, prev });
    prev = next.hash;
    return next;
  });
};
const putChain = (call: string, entries: readonly JournalEntry[], before: number): Write[] => [
  ...entries.map((entry, index) => put(entryKey(call, index + 1), entry)),
  ...Array.from({ length: Math.max(0, before - entries.length) }, (_, n) => ({
    delete: entryKey(call, entries.length + 1 + n),
  })),
  put(headKey(call), { seq: entries.length, hash: entries.at(-1)?.hash ?? '' }),
];
const spoilt = (text: string, at: number) => {
  const other = text[at] === 'A' ? 'B' : 'A';
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
};

type Tampering = (scene: Scene) => Write[];
const pick = <Item>(chance: Chance, items: readonly Item[]): Item => items[chance(items.length)]!;
const somewhere = (scene: Scene) => {
  const call = pick(scene.chance, scene.ids);
  const chain = chainOf(scene, call);
  const at = scene.chance(chain.length);
  return { call, chain, at, entry: chain[at]! };
};
const forged: Fact = { kind: 'identity_checked', verdict: 'verified', provider: 'ldap' };

/** One act of tampering each, from the clumsy to those of somebody who knows how everything is made but has no key. */
export const tamperings: Readonly<Record<string, Tampering>> = {
  'a fact is replaced': (scene) => {
    const { call, at, entry } = somewhere(scene);
    return [put(entryKey(call, at + 1), { ...entry, fact: forged })];
  },
  'a member is edited': (scene) => {
    const { call, at, entry } = somewhere(scene);
    const edits: object[] = [
      { at: entry.at + 1 },
      { seq: entry.seq + 1 },
      { room: 'http' },
      { call: `${call.slice(0, -1)}_` },
      { prev: spoilt(entry.prev, 5) },
      { hash: spoilt(entry.hash, 5) },
      { note: 'seen' },
    ];
    return [put(entryKey(call, at + 1), { ...entry, ...pick(scene.chance, edits) })];
  },
  'an entry is replaced by something else': (scene) => {
    const { call, at } = somewhere(scene);
    return [put(entryKey(call, at + 1), pick<unknown>(scene.chance, [null, 'x', [], {}, { fact: null }]))];
  },
  'an entry is edited and hashed again': (scene) => {
    const { call, at, entry } = somewhere(scene);
    return [put(entryKey(call, at + 1), hashed({ ...entry, fact: forged, at: entry.at - 1 }))];
  },
  'an entry is edited and the whole chain made again': (scene) => {
    const { call, chain, at } = somewhere(scene);
    const edited = chain.map((entry, index) => (index === at ? { ...entry, at: entry.at - 1 } : entry));
    return putChain(call, relinked(call, edited), chain.length);
  },
  'an entry is removed': (scene) => {
    const { call, at } = somewhere(scene);
    return [{ delete: entryKey(call, at + 1) }];
  },
  'an entry is removed and the whole chain made again': (scene) => {
    const { call, chain, at } = somewhere(scene);
    return putChain(call, relinked(call, chain.toSpliced(at, 1)), chain.length);
  },
  'two entries change places': (scene) => {
    const { call, chain, at, entry } = somewhere(scene);
    const to = (at + 1 + scene.chance(chain.length - 1)) % chain.length;
    return [put(entryKey(call, at + 1), chain[to]), put(entryKey(call, to + 1), entry)];
  },
  'an entry is inserted': (scene) => {
    const { call, chain, at, entry } = somewhere(scene);
    return putChain(call, chain.toSpliced(at, 0, hashed({ ...entry, fact: forged })), chain.length);
  },
  'an entry is inserted and the whole chain made again': (scene) => {
    const { call, chain, at, entry } = somewhere(scene);
    return putChain(call, relinked(call, chain.toSpliced(at, 0, { ...entry, fact: forged })), chain.length);
  },
  'an entry is added at the end': (scene) => {
    const { call, chain } = somewhere(scene);
    const added = relinked(call, [...chain, { ...chain.at(-1)!, fact: forged }]);
    return scene.chance(2) === 0
      ? putChain(call, added, chain.length)
      : [put(entryKey(call, added.length), added.at(-1))];
  },
  'an entry of another call is copied in': (scene) => {
    const { call, at } = somewhere(scene);
    const other = pick(
      scene.chance,
      scene.ids.filter((id) => id !== call),
    );
    return [put(entryKey(call, at + 1), chainOf(scene, other)[0])];
  },
  'the end is cut off': (scene) => {
    const { call, chain, at } = somewhere(scene);
    return chain.slice(at).map((_, n) => ({ delete: entryKey(call, at + 1 + n) }));
  },
  'the end is cut off and the head set back': (scene) => {
    const { call, chain } = somewhere(scene);
    return putChain(call, chain.slice(0, 1 + scene.chance(chain.length - 1)), chain.length);
  },
  'a whole call is removed': (scene) => {
    const { call, chain } = somewhere(scene);
    return [...chain.map((_, n) => ({ delete: entryKey(call, n + 1) })), { delete: headKey(call) }];
  },
  'a whole call gets another id': (scene) => {
    const { call, chain } = somewhere(scene);
    const other = `call_${random22(scene.chance)}`;
    const gone = [...chain.map((_, n) => ({ delete: entryKey(call, n + 1) })), { delete: headKey(call) }];
    return [...gone, ...putChain(other, relinked(other, chain), 0)];
  },
  'a call that never was is put in': (scene) => {
    const { chain } = somewhere(scene);
    const other = `call_${random22(scene.chance)}`;
    return putChain(other, relinked(other, chain), 0);
  },
  'a head is edited or removed': (scene) => {
    const { call, chain } = somewhere(scene);
    const end = { seq: chain.length, hash: chain.at(-1)?.hash ?? '' };
    return pick<Write[]>(scene.chance, [
      [{ delete: headKey(call) }],
      [put(headKey(call), { ...end, seq: end.seq - 1 })],
      [put(headKey(call), { ...end, seq: end.seq + 1 })],
      [put(headKey(call), { ...end, hash: spoilt(end.hash, 3) })],
    ]);
  },
  'a sign of a checkpoint is edited': (scene) => {
    const lines = checkpointsOf(scene);
    const n = scene.chance(lines.length);
    return [put(checkpointKey(n + 1), spoilt(lines[n]!, scene.chance(lines[n]!.length)))];
  },
  'a checkpoint is replaced by something else': (scene) => {
    const n = scene.chance(checkpointsOf(scene).length);
    return [put(checkpointKey(n + 1), pick<unknown>(scene.chance, [null, '', 7, {}, 'a.b.c']))];
  },
  'a checkpoint is removed': (scene) => [{ delete: checkpointKey(1 + scene.chance(checkpointsOf(scene).length)) }],
  'the last checkpoints are removed': (scene) => {
    const count = checkpointsOf(scene).length;
    const from = 1 + scene.chance(count);
    return Array.from({ length: count - from + 1 }, (_, n) => ({ delete: checkpointKey(from + n) }));
  },
  'the last checkpoints are removed and their note set back': (scene) => {
    const lines = checkpointsOf(scene);
    const kept = scene.chance(lines.length);
    const claims = kept === 0 ? null : check(lines[kept - 1]!);
    return [
      ...Array.from({ length: lines.length - kept }, (_, n) => ({ delete: checkpointKey(kept + 1 + n) })),
      claims === null ? { delete: lastKey } : put(lastKey, { n: kept, hash: sha256(canonicalJson(claims)) }),
    ];
  },
  'two checkpoints change places': (scene) => {
    const lines = checkpointsOf(scene);
    const at = scene.chance(lines.length);
    const to = (at + 1 + scene.chance(lines.length - 1)) % lines.length;
    return [put(checkpointKey(at + 1), lines[to]), put(checkpointKey(to + 1), lines[at])];
  },
  'a checkpoint is copied to the end': (scene) => {
    const lines = checkpointsOf(scene);
    return [put(checkpointKey(lines.length + 1), pick(scene.chance, lines))];
  },
  'the note of the last checkpoint is edited or removed': (scene) => {
    const n = checkpointsOf(scene).length;
    const { hash } = scene.rows.get(nameOf(lastKey))!.value as { hash: string };
    return pick<Write[]>(scene.chance, [
      [{ delete: lastKey }],
      [put(lastKey, { n: n - 1, hash })],
      [put(lastKey, { n: n + 1, hash })],
      [put(lastKey, { n, hash: spoilt(hash, 7) })],
    ]);
  },
};

/** The same claims signed by a key nobody here trusts. */
export const signedByStranger = (claims: { readonly [name: string]: Json }) =>
  signJws(localSigner(generateKey()), 'voicegrant-checkpoint+jwt', claims);
