import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, MovableClock } from '#core';
import type { Batch, Committed, Entry, Key, Store } from '#store';

type Row = { readonly key: Key; readonly value: Json; readonly version: string; readonly expiresAt: number };
type Model = Map<string, Row>;

const part = fc.constantFrom('', 'a', 'b', 'bc', 'a/b', '\0', 'a\0', '\x01', 'é', '\uffff', '😀');
const key = fc.array(part, { minLength: 1, maxLength: 3 });
const expiry = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });

/** As JSON keeps it: no -0. */
const value = fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.parse(JSON.stringify(one)) as Json);
/** A check says what it expects in terms of the history: nothing there, what is there now, or what was there first. */
const check = fc.record({ key, expects: fc.constantFrom('absent', 'current', 'first') });
const write = fc.oneof(
  { weight: 3, arbitrary: fc.record({ put: key, value, ttl: expiry }) },
  { weight: 1, arbitrary: fc.record({ delete: key }) },
);
const writeKey = (one: { put: string[] } | { delete: string[] }): string =>
  JSON.stringify('put' in one ? one.put : one.delete);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('commit' as const),
      checks: fc.array(check, { maxLength: 2 }),
      writes: fc.uniqueArray(write, { maxLength: 4, selector: writeKey }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('list' as const),
      prefix: fc.array(part, { maxLength: 2 }),
      after: fc.option(key, { nil: undefined }),
      reverse: fc.boolean(),
      limit: fc.integer({ min: 0, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('sweep' as const) }) },
);

const compareKeys = (a: Key, b: Key): number => {
  for (const [place, one] of a.entries()) {
    const other = b[place];
    if (other === undefined) return 1;
    const order = Buffer.compare(Buffer.from(one), Buffer.from(other));
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

const entryOf = ({ key, value, version }: Row): Entry => ({ key, value, version });

/**
 * Random histories against a plain map: after every step the store answers as the map does. Each history has a key
 * prefix of its own, so one store serves them all. @throws AssertionError with the shortest history that differs.
 */
export const storeModel = async (world: {
  readonly store: Store;
  readonly clock: MovableClock;
  readonly space: () => string;
  readonly runs: number;
}): Promise<void> => {
  const { store, clock } = world;
  const history = async (steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
    const id = world.space();
    const model: Model = new Map();
    const first = new Map<string, string>();
    const nameOf = (key: Key) => JSON.stringify(key);
    const liveRow = (key: Key): Row | undefined => {
      const row = model.get(nameOf(key));
      return row !== undefined && row.expiresAt > clock.now() ? row : undefined;
    };

    for (const one of steps) {
      if (one.does === 'wait') clock.advance(one.seconds);
      else if (one.does === 'sweep') await store.sweep();
      else if (one.does === 'list') {
        const prefix = [id, ...one.prefix];
        const after = one.after === undefined ? undefined : [id, ...one.after];
        const rows = [...model.values()]
          .filter(({ key }) => key.length > prefix.length && prefix.every((part, place) => key[place] === part))
          .filter(({ key }) => liveRow(key) !== undefined)
          .sort((a, b) => compareKeys(a.key, b.key) * (one.reverse ? -1 : 1))
          .filter(({ key }) => after === undefined || compareKeys(key, after) * (one.reverse ? -1 : 1) > 0);
        const { reverse, limit } = one;
        const listed = await store.list(prefix, after === undefined ? { reverse, limit } : { reverse, limit, after });
        assert.deepEqual(listed, rows.slice(0, limit).map(entryOf));
      } else {
        const now = clock.now();
        const checks = one.checks.map(({ key, expects }) => {
          const full = [id, ...key];
          const current = liveRow(full)?.version ?? null;
          const version = expects === 'absent' ? null : expects === 'current' ? current : first.get(nameOf(full));
          return { key: full, version: version ?? null };
        });
        const writes: Batch['writes'] = one.writes.map((write) => {
          if (!('put' in write)) return { delete: [id, ...write.delete] };
          const base = { put: [id, ...write.put], value: write.value };
          return write.ttl === undefined ? base : { ...base, expiresAt: now + write.ttl };
        });
        const holds = checks.every(({ key, version }) => (liveRow(key)?.version ?? null) === version);
        const answer: Committed = await store.commit({ checks, writes });
        assert.equal(answer.ok, holds);
        if (!answer.ok) continue;
        for (const write of writes) {
          if ('put' in write) {
            const { put: key, value, expiresAt = Number.POSITIVE_INFINITY } = write;
            assert.notEqual(model.get(nameOf(key))?.version, answer.version);
            model.set(nameOf(key), { key, value, version: answer.version, expiresAt });
            if (!first.has(nameOf(key))) first.set(nameOf(key), answer.version);
          } else model.delete(nameOf(write.delete));
          const key = 'put' in write ? write.put : write.delete;
          const row = liveRow(key);
          assert.deepEqual(await store.get(key), row === undefined ? null : entryOf(row));
        }
      }
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), history), { numRuns: world.runs });
};
