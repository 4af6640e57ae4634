import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stoppedClock } from '#core';
import type { Batch, Key, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, maria } from '../../journey/installation.ts';
import { anna, createPlainClient } from '../../journey/plain-client.ts';

type Cost = {
  gets: number;
  lists: number;
  commits: number;
  items: number;
  bytes: number;
  readUnits: number;
  writeUnits: number;
};

const nothing = (): Cost => ({ gets: 0, lists: 0, commits: 0, items: 0, bytes: 0, readUnits: 0, writeUnits: 0 });
const blocks = (bytes: number, size: number) => Math.max(1, Math.ceil(bytes / size));
const sizeOf = (write: Batch['writes'][number]) =>
  'put' in write ? Buffer.byteLength(JSON.stringify([write.put, write.put, write.value])) + 60 : 0;
const nameOf = (key: Key) => JSON.stringify(key);

/** The store with a meter in DynamoDB's units: a consistent read is one per 4 KB, a transactional write two per 1 KB and item. */
const metered = (store: Store) => {
  let cost = nothing();
  const view: Store = {
    ...store,
    async get(key) {
      const entry = await store.get(key);
      cost.gets += 1;
      cost.readUnits += blocks(Buffer.byteLength(JSON.stringify(entry)), 4096);
      return entry as never;
    },
    async list(prefix, options) {
      const entries = await store.list(prefix, options);
      cost.lists += 1;
      cost.readUnits += prefix.length > 2 ? blocks(Buffer.byteLength(JSON.stringify(entries)), 4096) : 16;
      return entries as never;
    },
    async commit(batch) {
      const named = new Map(batch.checks.map(({ key }) => [nameOf(key), 0]));
      for (const write of batch.writes) named.set(nameOf('put' in write ? write.put : write.delete), sizeOf(write));
      const isBeat =
        named.size === 1 && batch.writes.length === 1 && batch.checks.some(({ version }) => version !== null);
      cost.commits += 1;
      cost.items += named.size;
      for (const size of named.values()) {
        cost.bytes += size;
        cost.writeUnits += blocks(size, 1024) * (isBeat ? 1 : 2);
      }
      return store.commit(batch);
    },
  };
  return {
    view,
    take(): Cost {
      const taken = cost;
      cost = nothing();
      return taken;
    },
  };
};

test('a call costs the store what docs/scale.md says, and no more', async (t) => {
  const clock = stoppedClock();
  const meter = metered(openMemoryStore({ clock }));
  const site = await install({ store: meter.view, clock });
  meter.take();
  const costs: Record<string, Cost> = {};
  const { call, code, digits } = await site.offered(maria);
  costs['ring, id, PIN, wish, offer, text'] = meter.take();
  for (let beat = 0; beat < 10; beat += 1) {
    clock.advance(8);
    await site.quiet(call);
  }
  costs['ten beats'] = meter.take();
  const client = createPlainClient(site.fetch, site.issuer);
  await client.form('/offer/status', { 'pre-authorized_code': code });
  costs['one look at the status'] = meter.take();
  await client.form('/offer/open', { 'pre-authorized_code': code });
  costs['page opened'] = meter.take();
  const redeemed = await client.redeem(code, digits);
  costs.redeem = meter.take();
  const done = await client.transact(String(redeemed.body.access_token), 'add_user', anna);
  assert.equal(done.status, 201);
  costs.transaction = meter.take();
  await site.quiet(call);
  await site.hangUp(call);
  costs['outcome spoken, hang-up'] = meter.take();
  await site.app.tend();
  costs['chores once'] = meter.take();
  for (const [name, cost] of Object.entries(costs)) t.diagnostic(`${name}: ${JSON.stringify(cost)}`);
  const all = Object.entries(costs).filter(([name]) => name !== 'chores once');
  const sum = (field: keyof Cost) => all.reduce((total, [, cost]) => total + cost[field], 0);
  t.diagnostic(
    `the whole call: ${JSON.stringify(Object.fromEntries(Object.keys(nothing()).map((field) => [field, sum(field as keyof Cost)])))}`,
  );
  assert.ok((costs.redeem?.commits ?? 99) <= 2, 'a redeem is two commits: the guess counted, the token won');
  assert.ok((costs.transaction?.commits ?? 99) <= 3, 'a transaction is accepted, performed, written down');
  assert.ok(sum('commits') <= 60 && sum('writeUnits') <= 500);
});
