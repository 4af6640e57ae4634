// T-52. Attacker: can write to the database, and has no key: changes numbers, details, leases, states, or makes rows.
// Control: grants, calls, orders and users are kept under a MAC of key and content (src/grant/row.ts, src/store/seal.ts).
// Failure would show as a changed column that is used. Putting back an older row, or deleting one, is not found by this;
// docs/risk-assessment.md says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '#core';
import { createLog, stoppedClock } from '#core';
import type { Entry, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

type Path = readonly (string | number)[];

/** Every place of a value that holds no other, and the value with that place changed. */
const flips = (value: Json, path: Path = []): { path: Path; changed: (root: Json) => Json }[] => {
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([name, member]) => flips(member as Json, [...path, name]));
  }
  const other =
    typeof value === 'number' ? value + 100 : typeof value === 'boolean' ? !value : value === null ? 'x' : `${value}x`;
  const changed = (root: Json): Json => {
    const copy = structuredClone(root) as Record<string, Json>;
    let at = copy;
    for (const step of path.slice(0, -1)) at = at[step] as Record<string, Json>;
    at[String(path.at(-1))] = other;
    return copy as Json;
  };
  return path.length === 0 ? [] : [{ path, changed }];
};

const overwrite = (store: Store, entry: Entry, value: Json) =>
  store.commit({ checks: [], writes: [{ put: entry.key, value }] });

/** A call whose grant has been redeemed, and its rows as they lie in the database. */
const begun = async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const lines: string[] = [];
  const house = await install({ clock, store, log: createLog((line) => lines.push(line), clock.now) });
  const offer = await house.offered(maria);
  const client = createPlainClient(house.fetch, house.issuer);
  const { body } = await client.redeem(offer.code, offer.digits);
  return { house, store, clock, offer, client, lines, token: String(body.access_token) };
};

test('one changed column of a grant or its call, and the token is refused and somebody is told', async (t) => {
  let tries = 0;
  let successes = 0;
  const { house, store, client, lines, token } = await begun();
  for (const prefix of [
    ['grant', 'row'],
    ['call', 'row'],
  ]) {
    const [entry] = await store.list(prefix);
    assert.ok(entry !== undefined);
    for (const { path, changed } of flips(entry.value)) {
      await overwrite(store, entry, changed(entry.value));
      const before = lines.length;
      const answer = await client.transact(token, 'add_user', anna);
      tries += 1;
      if (answer.status < 400) successes += 1;
      assert.equal(answer.status, 503, `${prefix.join()} ${path.join('.')}`);
      assert.ok(lines.length > before, 'it is told in the log');
      await overwrite(store, entry, entry.value);
    }
  }
  assert.deepEqual(await house.changes(maria), []);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201, 'unchanged rows work');
  tell(t, 'T-52', tries, successes);
});

test('a changed number on file gets no text, and a changed PIN or flag lets nobody in', async (t) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const house = await install({ clock, store });
  let tries = 0;
  let successes = 0;
  const entries = await store.list(['identity', 'embedded']);
  for (const entry of entries.slice(0, 1)) {
    for (const { changed } of flips(entry.value)) {
      await overwrite(store, entry, changed(entry.value));
      for (const who of [maria, james]) {
        const { call_id: call } = await house.ring();
        await house.keys(call, `${who.userId}#`);
        const { say } = await house.keys(call, who.pin);
        // One of the two is the row that was changed; the other is untouched and goes on.
        if (!/what would you like/i.test(say.join(' '))) tries += 1;
        await house.hangUp(call);
      }
      await overwrite(store, entry, entry.value);
    }
    successes += flips(entry.value).length - tries;
  }
  tell(t, 'T-52', tries, Math.max(0, successes));
});

test('an order, a call or a user made by hand, or moved to another key, is never carried out', async (t) => {
  const { house, store, client, token, offer } = await begun();
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  const [order] = await store.list<Record<string, Json>>(['order', 'row']);
  assert.ok(order !== undefined);
  const inner = (order.value.sealed ?? order.value) as Record<string, Json>;
  const forged = { ...inner, state: 'accepted', account: james.account, input: { ...anna, given_name: 'Eve' } };
  const grant = 'grant_BBBBBBBBBBBBBBBBBBBBBB';
  const made: Json[] = [
    forged,
    { sealed: forged, mac: String(order.value.mac) },
    { sealed: forged, mac: '' },
    order.value as Json,
  ];
  let successes = 0;
  for (const value of made) {
    await store.commit({
      checks: [],
      writes: [
        { put: ['order', 'row', grant], value },
        { put: ['order', 'pending', grant], value: 1 },
      ],
    });
    await house.app.tend().catch(() => undefined);
    successes += (await house.changes(james)).length;
  }
  assert.equal((await house.changes(maria)).length, 1);
  assert.ok(offer.code.length > 0);
  tell(t, 'T-52', made.length, successes);
});
