import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountId, stoppedClock } from '#core';
import { openMemoryStore } from '#store/memory';
import { createDemoRecord } from './index.ts';

const account = 'acct_demo-maria' as AccountId;
const order = (idempotencyKey: string, given_name = 'Anna') => ({
  ...{ account, action: 'add_user', idempotencyKey },
  input: { given_name },
});
const scene = () => {
  const clock = stoppedClock();
  return { clock, record: createDemoRecord({ store: openMemoryStore({ clock }), clock }) };
};

describe('the demo system of record', () => {
  it('keeps what was changed, and names it by a reference people can read out', async () => {
    const { record } = scene();
    const done = await record.perform(order('grant_1'));
    assert.ok(done.ok && /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}$/.test(done.reference));
    assert.deepEqual(
      (await record.changes(account)).map(({ action, input, reference }) => [action, input, reference]),
      [['add_user', { given_name: 'Anna' }, done.reference]],
    );
  });

  it('changes once for one key, however often and at once it is asked, and answers the same', async () => {
    const { record } = scene();
    const answers = await Promise.all(Array.from({ length: 30 }, () => record.perform(order('grant_1'))));
    assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
    assert.equal((await record.changes(account)).length, 1);
  });

  it('lets no later request with the same key change what was done', async () => {
    const { record } = scene();
    await record.perform(order('grant_1', 'Anna'));
    await record.perform(order('grant_1', 'Eve'));
    assert.deepEqual((await record.changes(account))[0]?.input, { given_name: 'Anna' });
  });

  it('tells changes oldest first, and those of one account alone', async () => {
    const { record, clock } = scene();
    for (const key of ['z', 'a', 'm']) {
      await record.perform(order(key, key));
      clock.advance(1);
    }
    await record.perform({ ...order('other'), account: 'acct_demo-james' as AccountId });
    assert.deepEqual(
      (await record.changes(account)).map(({ input }) => input.given_name),
      ['z', 'a', 'm'],
    );
  });

  it('shows an account by four digits, always the same', async () => {
    const { record } = scene();
    const ending = await record.ending(account);
    assert.match(ending, /^\d{4}$/);
    assert.equal(await record.ending(account), ending);
  });
});
