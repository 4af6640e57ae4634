import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { PortError, silentLog, systemClock, systemRandom } from '#core';
import type { Store } from '#store';
import { openDynamodbStore } from '#store/dynamodb';
import { type DynamodbLocal, startDynamodbLocal } from './store-dynamodb-local.ts';

const put = (...key: string[]) => ({ put: key, value: 1 });
const absent = (...key: string[]) => ({ key, version: null });

type Mischief = 'none' | 'cut_before' | 'cut_after' | 'throttle';

/** Stands between the store and DynamoDB Local and does something to the next write, then lets everything through. */
const createMischief = async (endpoint: string) => {
  let next: Mischief = 'none';
  const bodyOf = async (stream: IncomingMessage) => Buffer.concat(await stream.toArray());
  const proxy: Server = createServer(async (incoming, outgoing): Promise<unknown> => {
    const body = await bodyOf(incoming);
    const isWrite = /PutItem|TransactWriteItems/.test(String(incoming.headers['x-amz-target']));
    const now = isWrite ? next : 'none';
    if (isWrite) next = 'none';
    if (now === 'cut_before') return incoming.socket.destroy();
    if (now === 'throttle') {
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      return outgoing.end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}');
    }
    const { headers, method } = incoming;
    const far = request(endpoint, { method, headers }, async (answer) => {
      const answered = await bodyOf(answer);
      if (now === 'cut_after') return incoming.socket.destroy();
      return outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    });
    return far.end(body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    arm(mischief: Mischief) {
      next = mischief;
    },
    close: () => new Promise((resolve) => proxy.close(resolve).closeAllConnections()),
  };
};

describe('a DynamoDB that throttles, and whose answers are lost', { timeout: 120_000 }, () => {
  let local: DynamodbLocal;
  let mischief: Awaited<ReturnType<typeof createMischief>>;
  let store: Store;
  const open = (table: string, endpoint = mischief.endpoint) =>
    openDynamodbStore({ table, clock: systemClock(), log: silentLog, random: systemRandom, local: { endpoint } });

  before(async () => {
    local = await startDynamodbLocal();
    mischief = await createMischief(local.endpoint);
    await local.table('faults', true);
    store = await open('faults');
  });
  after(async () => {
    await store?.close();
    await mischief?.close();
    await local?.stop();
  });

  for (const fault of ['cut_before', 'cut_after', 'throttle'] as const) {
    test(`a commit met by ${fault} happens exactly once and is reported so`, async () => {
      mischief.arm(fault);
      const done = await store.commit({
        checks: [absent('once', fault)],
        writes: [put('once', fault), put('mark', fault)],
      });
      assert.ok(done.ok);
      assert.equal((await store.get(['once', fault]))?.version, done.version);
      mischief.arm(fault);
      const beaten = await store.commit({
        checks: [{ key: ['once', fault], version: done.version }],
        writes: [put('once', fault)],
      });
      assert.ok(beaten.ok);
      assert.equal((await store.get(['once', fault]))?.version, beaten.version);
    });
  }

  test('two commits that each rely on the absence of what the other writes never both happen', async () => {
    const other = await open('faults');
    for (let round = 0; round < 30; round += 1) {
      const [a, b] = [`a${round}`, `b${round}`];
      const answers = await Promise.all([
        store.commit({ checks: [absent('skew', a)], writes: [put('skew', b)] }),
        other.commit({ checks: [absent('skew', b)], writes: [put('skew', a)] }),
      ]);
      assert.equal(answers.filter((answer) => answer.ok).length, 1);
    }
    await other.close();
  });

  test('a listing of a two-part prefix comes in order though it lies in sixteen partitions', async () => {
    const names = Array.from({ length: 85 }, (_, n) => String(n).padStart(3, '0'));
    await store.commit({ checks: [], writes: names.map((name) => put('spread', 'wide', name)) });
    const listed = async (options = {}) => (await store.list(['spread', 'wide'], options)).map(({ key }) => key[2]);
    assert.deepEqual(await listed(), names);
    assert.deepEqual(await listed({ reverse: true, limit: 5 }), names.toReversed().slice(0, 5));
    assert.deepEqual(await listed({ after: ['spread', 'wide', '079'] }), names.slice(80));
    assert.deepEqual((await store.list(['spread'])).length, 85);
  });

  test('with time to live switched on the store leaves sweeping to the table', async () => {
    await store.commit({ checks: [], writes: [{ put: ['old'], value: 1, expiresAt: systemClock().now() - 1 }] });
    assert.equal(await store.get(['old']), null);
    assert.equal(await store.sweep(), 0);
  });

  test('a table that is not there is refused in words', async () => {
    await assert.rejects(
      open('missing'),
      (error) => error instanceof PortError && /does not exist/.test(error.message),
    );
  });
});
