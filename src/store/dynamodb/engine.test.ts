import assert from 'node:assert/strict';
import test from 'node:test';
import { PortError, silentLog, stoppedClock, systemRandom } from '#core';
import { storeOver } from './engine.ts';
import type { Requests } from './requests.ts';

type Sent = { readonly name: string; readonly input: Record<string, unknown> };
const error = (name: string, extra: Record<string, unknown> = {}) => Object.assign(new Error(name), { name, ...extra });
const silence = () => error('TimeoutError');
const throttled = () => error('ThrottlingException', { $metadata: { httpStatusCode: 400 } });
const checkFailed = () => error('ConditionalCheckFailedException', { $metadata: { httpStatusCode: 400 } });
const cancelled = (...codes: string[]) =>
  error('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

/** A table that answers as told, one answer a request; afterwards it says yes. */
const scene = (...answers: (Error | Record<string, unknown>)[]) => {
  const sent: Sent[] = [];
  const requests = {
    async send(name: string, input: Record<string, unknown>) {
      sent.push({ name, input });
      const answer = answers.shift() ?? {};
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close() {},
  } as unknown as Requests;
  const store = storeOver(requests, { table: 'T', clock: stoppedClock(), log: silentLog, random: systemRandom });
  return { sent, store };
};
const put = (...key: string[]) => ({ put: key, value: 1 });
const claim = { checks: [{ key: ['a'], version: null }], writes: [put('a'), put('b')] };
const beat = { checks: [{ key: ['call'], version: 'v1' }], writes: [put('call')] };
const unsure = (failure: unknown) => failure instanceof PortError && !failure.retryable;
const certain = (failure: unknown) => failure instanceof PortError && failure.retryable;
const tokens = (sent: readonly Sent[]) => sent.map(({ input }) => input.ClientRequestToken);

test('a commit that got no answer is sent again under the same token, so that it happens once', async () => {
  const { sent, store } = scene(silence(), error('InternalServerError', { $metadata: { httpStatusCode: 500 } }));
  const done = await store.commit(claim);
  assert.deepEqual(new Set(tokens(sent)), new Set([done.ok && done.version]));
  assert.equal(sent.length, 3);
  assert.deepEqual(sent[2]?.input, sent[0]?.input);
});

test('a commit that was only in somebody’s way is made again as a new request', async () => {
  const { sent, store } = scene(cancelled('None', 'TransactionConflict'), throttled());
  assert.equal((await store.commit(claim)).ok, true);
  assert.equal(new Set(tokens(sent)).size, 3);
});

test('a failed check is an answer, even beside an entry that was only busy', async () => {
  const { sent, store } = scene(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
  assert.deepEqual(await store.commit(claim), { ok: false });
  assert.equal(sent.length, 1);
});

test('a commit that is never answered ends as not known; one that is always throttled ends as not done', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const [answer, verdict] of [
    [silence, unsure],
    [throttled, certain],
  ] as const) {
    const { sent, store } = scene(...Array.from({ length: 40 }, answer));
    let settled = false;
    const ending = assert.rejects(store.commit(claim), verdict).finally(() => {
      settled = true;
    });
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      t.mock.timers.tick(1000);
    }
    await ending;
    assert.equal(sent.length, 24);
  }
});

test('a commit refused by the service is not repeated and certainly not done', async () => {
  const { sent, store } = scene(error('AccessDeniedException', { $metadata: { httpStatusCode: 400 } }));
  await assert.rejects(store.commit(claim), (failure) => certain(failure) && /credentials/.test(String(failure)));
  assert.equal(sent.length, 1);
});

test('a beat of a call is one conditional put, and a second try recognises the first', async () => {
  const { sent, store } = scene(silence());
  assert.equal((await store.commit(beat)).ok, true);
  assert.deepEqual(
    sent.map(({ name }) => name),
    ['PutItem', 'PutItem'],
  );
  assert.match(String(sent[1]?.input.ConditionExpression), /OR #v = :mine$/);
  assert.deepEqual(sent[1]?.input.Item, sent[0]?.input.Item);
});

test('a beat whose first try went unanswered and whose second fails its check is reported as not known', async () => {
  await assert.rejects(scene(silence(), checkFailed()).store.commit(beat), unsure);
  assert.deepEqual(await scene(checkFailed()).store.commit(beat), { ok: false });
});

test('a put that checks no version is never sent without a token', async () => {
  const { sent, store } = scene();
  await store.commit({ checks: [], writes: [put('a')] });
  await store.commit({ checks: [{ key: ['a'], version: null }], writes: [put('a')] });
  assert.deepEqual(
    sent.map(({ name }) => name),
    ['TransactWriteItems', 'TransactWriteItems'],
  );
});

test('a batch names every entry once: its checks become the condition of its write', async () => {
  const { sent, store } = scene();
  const checks = [
    { key: ['a'], version: 'v1' },
    { key: ['only checked'], version: null },
  ];
  await store.commit({ checks, writes: [put('a'), { delete: ['b'] }] });
  const items = sent[0]?.input.TransactItems as Record<string, { ConditionExpression?: string }>[];
  assert.deepEqual(
    items.map((item) => Object.keys(item)[0]),
    ['Put', 'ConditionCheck', 'Delete'],
  );
  assert.match(String(items[0]?.Put?.ConditionExpression), /#v = :v0/);
  assert.equal(items[2]?.Delete?.ConditionExpression, undefined);
});

test('DynamoDB may remove an entry an hour after it expired, not before', async () => {
  const { sent, store } = scene();
  await store.commit({ checks: [], writes: [{ put: ['a'], value: 1, expiresAt: 1_790_000_000.5 }] });
  const [item] = sent.at(0)!.input.TransactItems as { Put: { Item: Record<string, unknown> } }[];
  assert.deepEqual(item?.Put.Item.e, { N: '1790000000.5' });
  assert.deepEqual(item?.Put.Item.t, { N: '1790003601' });
});

test('more than DynamoDB takes at once is refused before anything is sent', async () => {
  const { sent, store } = scene();
  const writes = Array.from({ length: 80 }, (_, n) => ({ put: [String(n)], value: 'x'.repeat(60_000) }));
  await assert.rejects(store.commit({ checks: [], writes }), /4 MB/);
  assert.equal(sent.length, 0);
});

test('a listing under three parts asks one partition, under two all sixteen, and always consistently', async () => {
  const { sent, store } = scene();
  await store.list(['journal', 'entry', 'call_1']);
  assert.equal(sent.length, 1);
  await store.list(['call', 'open']);
  assert.equal(sent.length, 17);
  assert.ok(sent.every(({ name, input }) => name === 'Query' && input.ConsistentRead === true));
});

test('where the table expires entries by itself a sweep asks once and does nothing', async () => {
  const { sent, store } = scene({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } });
  assert.equal(await store.sweep(), 0);
  assert.equal(await store.sweep(), 0);
  assert.deepEqual(
    sent.map(({ name }) => name),
    ['DescribeTimeToLive'],
  );
});
