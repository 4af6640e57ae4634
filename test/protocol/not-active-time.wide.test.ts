// RFC 7662 §2.2, RFC 7009 §2.2, by the clock: on a database on disk, nobody who times the answers can tell the tokens apart.
// Every kind is asked for once a round, in an order of chance, so that whatever the machine does meanwhile falls on all
// alike; each block of rounds has an installation of its own, and the block in the middle counts.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog, stoppedClock } from '#core';
import { openSqliteStore } from '#store/sqlite';
import { james, maria, type Person } from '../journey/installation.ts';
import { notActive, tokenOf } from './not-active.ts';

const blocks = 9;
const rounds = 80;
const warmUp = 10;

/** How well times tell two classes apart: 0.5 is not at all, 0 and 1 are perfectly (area under the ROC curve). */
const rocAuc = (one: readonly number[], other: readonly number[]): number => {
  let wins = 0;
  for (const a of one) for (const b of other) wins += b > a ? 1 : b === a ? 0.5 : 0;
  return wins / (one.length * other.length);
};

const middleOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const people = Array.from({ length: rounds + warmUp }, (_, n): Person => {
  const number = `+1555556${String(n).padStart(4, '0')}` as Person['number'];
  return { userId: String(20_000_000 + n), pin: '48291306', number, account: `acct_test-${n}` as Person['account'] };
});

type Kinds = Record<string, () => Promise<Response>>;

/** What each kind took, in a round where its turn came by chance. */
const timesOf = async (kindsIn: (round: number) => Kinds): Promise<Map<string, number[]>> => {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const shuffled = Object.entries(kindsIn(round)).map((kind) => [Math.random(), kind] as const);
    for (const [, [name, ask]] of shuffled.sort(([a], [b]) => a - b)) {
      const began = performance.now();
      await (await ask()).text();
      if (round >= warmUp) times.set(name, [...(times.get(name) ?? []), performance.now() - began]);
    }
  }
  return times;
};

for (const endpoint of ['introspection', 'revocation'] as const) {
  test(`the time ${endpoint} takes does not tell tokens apart`, { timeout: 480_000 }, async (t) => {
    const found = new Map<string, number[]>();
    for (let block = 0; block < blocks; block += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'voicegrant-time-'));
      const clock = stoppedClock();
      const store = await openSqliteStore({ file: join(folder, 'voicegrant.db'), clock, log: silentLog });
      try {
        const env = { VOICEGRANT_TEXTS_PER_MINUTE: '10000' };
        const { house, kinds, introspect, revoke } = await notActive({
          clock,
          store,
          people: [maria, james, ...people],
          env,
        });
        const living: string[] = [];
        if (endpoint === 'revocation') for (const who of people) living.push((await tokenOf(house, who)).token);
        const times = await timesOf((round) => {
          const ask = endpoint === 'revocation' ? revoke : introspect;
          const asked: Kinds = Object.fromEntries(
            Object.entries(kinds).map(([name, token]) => [name, () => ask(token)]),
          );
          return endpoint === 'revocation' ? { ...asked, living: () => revoke(living[round] ?? '') } : asked;
        });
        const first = endpoint === 'revocation' ? 'living' : 'revoked';
        for (const [name, taken] of times)
          if (name !== first) found.set(name, [...(found.get(name) ?? []), rocAuc(times.get(first) ?? [], taken)]);
      } finally {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }
    const told = [...found].map(([name, values]) => [name, Math.round(middleOf(values) * 1000) / 1000] as const);
    t.diagnostic(`area under the ROC curve: ${told.map((one) => one.join(' ')).join(', ')}`);
    for (const [name, auc] of told) assert.ok(auc > 0.3 && auc < 0.7, `${name}: ${auc}`);
  });
}
