// What every system of record keeps to, whoever stands behind it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AccountRecord, Order } from '#account';
import type { AccountId } from '#core';

/** A record under test with an account it knows. `changes` counts what has really been changed on it. */
export type OpenedRecord = {
  readonly record: AccountRecord;
  readonly account: string;
  /** An order this record carries out for the account. */
  readonly order: Pick<Order, 'action' | 'input'>;
  changes(): number | Promise<number>;
  close?(): Promise<void>;
};

/** The promises of `AccountRecord`, over one record. `open` gives a fresh one for each test. */
export const accountContract = (name: string, open: () => Promise<OpenedRecord>): void => {
  const run = async (work: (opened: OpenedRecord, order: (key: string) => Order) => Promise<void>) => {
    const opened = await open();
    const order = (idempotencyKey: string): Order => ({
      ...opened.order,
      account: opened.account as AccountId,
      idempotencyKey,
    });
    try {
      await work(opened, order);
    } finally {
      await opened.close?.();
    }
  };

  describe(`the system of record ${name}`, () => {
    it('changes the account and names the change', () =>
      run(async ({ record, changes }, order) => {
        const done = await record.perform(order('grant_contract-a'));
        assert.ok(done.ok && done.reference.length > 0);
        assert.equal(await changes(), 1);
      }));

    it('changes once for one key, however often and at once it is asked, and answers the same', () =>
      run(async ({ record, changes }, order) => {
        const asked = Array.from({ length: 8 }, () => record.perform(order('grant_contract-b')));
        const answers = [...(await Promise.all(asked)), await record.perform(order('grant_contract-b'))];
        assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
        assert.equal(await changes(), 1);
      }));

    it('takes another key for another change', () =>
      run(async ({ record, changes }, order) => {
        const first = await record.perform(order('grant_contract-c'));
        const second = await record.perform(order('grant_contract-d'));
        assert.notDeepEqual(first, second);
        assert.equal(await changes(), 2);
      }));

    it('shows the account by an ending that does not tell which it is, always the same', () =>
      run(async ({ record, account }) => {
        const ending = await record.ending(account as AccountId);
        assert.match(ending, /^[\p{L}\p{N}]{1,6}$/u);
        assert.notEqual(ending, account);
        assert.equal(await record.ending(account as AccountId), ending);
      }));
  });
};
