import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountRecord } from '#account';
import {
  type AccountId,
  type CallId,
  type GrantId,
  newId,
  PortError,
  silentLog,
  stoppedClock,
  systemRandom,
} from '#core';
import { createJournal } from '#journal';
import { openMemoryStore } from '#store/memory';
import { shipped } from './catalogue.ts';
import { createOrders, type OrderRow } from './orders.ts';

test('an order behind a thousand that cannot be finished now is finished all the same', async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const grants = Array.from({ length: 1001 }, () => newId<GrantId>(systemRandom, 'grant')).sort();
  const last = grants[1000] as GrantId;
  const asked: string[] = [];
  const record: AccountRecord = {
    ending: async () => '4821',
    async perform({ idempotencyKey }) {
      asked.push(idempotencyKey);
      if (idempotencyKey !== last) throw new PortError('account', 'not now', { retryable: true });
      return { ok: true, reference: 'REF' };
    },
  };
  const catalogue = new Map(shipped.map((transaction) => [transaction.type, transaction]));
  const orders = createOrders({
    ...{
      store,
      clock,
      record,
      catalogue,
      random: systemRandom,
      log: silentLog,
      journal: createJournal({ store, clock }),
    },
    signReceipt: async () => 'signed',
  });
  const row: Omit<OrderRow, 'grant'> = {
    ...{
      call: newId<CallId>(systemRandom, 'call'),
      account: 'acct_test-a' as AccountId,
      type: 'add_user',
      digest: '',
      replayKey: null,
    },
    input: { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1988-04-12', relationship: 'spouse' },
    evidence: {
      subject: 'sub_A',
      amr: ['pin'],
      authTime: 0,
      jkt: 'jkt',
      lang: 'en',
    } as unknown as OrderRow['evidence'],
    ...{ state: 'accepted', receipt: null, reference: null, signed: null, reason: null },
  };
  for (const grant of grants)
    await store.commit({
      checks: [],
      writes: [
        { put: ['order', 'row', grant], value: { ...row, grant } as never },
        { put: ['order', 'pending', grant], value: row.call },
      ],
    });
  assert.equal(await orders.resume(), 1000);
  assert.equal((await orders.get(last))?.state, 'done');
  assert.equal(asked.length, 1001);
});
