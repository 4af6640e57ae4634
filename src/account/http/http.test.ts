import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { type AccountId, PortError, Secret } from '#core';
import { createHttpRecord } from './index.ts';

const account = 'acct_1/../admin' as AccountId;
const order = { account, action: 'add_user', input: { given_name: 'Anna' }, idempotencyKey: 'grant_abc' };
const token = 'record-token-canary';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
type Answer = (response: ServerResponse, seen: Seen) => void;

const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const done = json(201, { reference: '7KQ4-2M' });

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** A system of record that gives these answers in turn, the last one for ever; it changes once for each key, as its side of the contract says. */
const scene = async (answers: readonly Answer[], timeoutMs = 60_000) => {
  const seen: Seen[] = [];
  const changes = new Map<string, string>();
  const slept: number[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body };
    seen.push(one);
    if (method === 'POST' && !changes.has(String(headers['idempotency-key'])))
      changes.set(String(headers['idempotency-key']), body);
    answers[Math.min(seen.length, answers.length) - 1]?.(response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    close = async () => undefined;
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const record = createHttpRecord(
    { url, token: new Secret(token), timeoutMs },
    { fetch: globalThis.fetch, sleep: async (ms) => void slept.push(ms) },
  );
  return { record, seen, changes, slept, url };
};

const failure = async (work: Promise<unknown>): Promise<PortError> => {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PortError, inspect(error));
  assert.equal(error.port, 'account');
  assert.ok(!inspect(error, { depth: 9 }).includes(token) && !inspect(error, { depth: 9 }).includes('Anna'));
  return error;
};

describe('a system of record over HTTP', () => {
  it('is sent the order once, with the key, the token and the details, under the account’s own address', async () => {
    const { record, seen } = await scene([done]);
    assert.deepEqual(await record.perform(order), { ok: true, reference: '7KQ4-2M' });
    assert.equal(seen.length, 1);
    const { method, url, headers, body } = seen[0]!;
    assert.deepEqual([method, url, body], ['POST', '/accounts/acct_1%2F..%2Fadmin/add_user', '{"given_name":"Anna"}']);
    assert.equal(headers['idempotency-key'], 'grant_abc');
    assert.equal(headers.authorization, `Bearer ${token}`);
    assert.equal(headers['content-type'], 'application/json');
  });

  const unclear: Readonly<Record<string, Answer>> = {
    'is overloaded': json(503, {}),
    'asks to slow down': json(429, {}),
    'breaks the line off': (response) => void response.destroy(),
    'breaks off in the middle of its answer': (response) => {
      response.writeHead(201, { 'content-length': '100' }).write('{"reference"');
      setImmediate(() => response.destroy());
    },
    'answers words instead of JSON': (response) => void response.writeHead(200).end('<html>Done</html>'),
    'answers a list': json(200, []),
    'answers nothing': (response) => void response.writeHead(200).end(),
    'answers without a reference': json(200, { reference: '' }),
    'answers with a reference that is none': json(200, { reference: '<b>7KQ4</b>' }),
    'answers more than 64 KB': (response) => void response.writeHead(200).end(`{"x":"${'y'.repeat(70_000)}"}`),
  };
  for (const [name, answer] of Object.entries(unclear)) {
    it(`that ${name} is asked again with the same key, and changes nothing twice`, async () => {
      const { record, seen, changes, slept } = await scene([answer, answer, done]);
      assert.deepEqual(await record.perform(order), { ok: true, reference: '7KQ4-2M' });
      assert.deepEqual(
        seen.map(({ headers, body }) => [headers['idempotency-key'], body]),
        Array(3).fill(['grant_abc', '{"given_name":"Anna"}']),
      );
      assert.equal(changes.size, 1);
      assert.deepEqual(slept, [200, 400]);
    });

    it(`that ${name} every time is given up after three, not knowing whether it happened`, async () => {
      const { record, seen } = await scene([answer]);
      const error = await failure(record.perform(order));
      assert.equal(error.retryable, true);
      assert.equal(seen.length, 3);
    });
  }

  for (const [name, hang] of Object.entries({
    'never answers': () => undefined,
    'begins its answer and never ends it': (response: ServerResponse) => {
      response.writeHead(201).write('{"reference":');
    },
  })) {
    it(`that ${name} is not waited for longer than it may take, and is asked again with the same key`, {
      timeout: 15_000,
    }, async () => {
      const { record, seen, changes } = await scene([hang, done], 300);
      assert.deepEqual(await record.perform(order), { ok: true, reference: '7KQ4-2M' });
      assert.equal(seen.length, 2);
      assert.equal(changes.size, 1);
    });
  }

  it('that never stops talking is cut off at 64 KB', { timeout: 15_000 }, async () => {
    const endless: Answer = (response) => {
      response.writeHead(201);
      const more = () => {
        while (!response.destroyed && response.write('y'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    };
    const { record, seen } = await scene([endless]);
    assert.match((await failure(record.perform(order))).message, /larger than 64 KB/);
    assert.equal(seen.length, 3);
  });

  it('that points elsewhere is not followed: neither token nor details go there', async () => {
    const elsewhere: string[] = [];
    for (const status of [301, 302, 303, 307, 308]) {
      const { record, seen, url } = await scene([
        (response, { url: asked }) => {
          if (asked.startsWith('/elsewhere')) elsewhere.push(asked);
          response.writeHead(status, { location: `${url}/elsewhere` }).end();
        },
      ]);
      const error = await failure(record.perform(order));
      assert.equal(error.retryable, false);
      assert.equal(seen.length, 1);
      await close();
    }
    assert.deepEqual(elsewhere, []);
  });

  it('that refuses is believed, and its reason kept only as a code', async () => {
    for (const status of [409, 422]) {
      const { record, seen } = await scene([json(status, { reason: 'too_many_members' })]);
      assert.deepEqual(await record.perform(order), { ok: false, reason: 'too_many_members' });
      assert.equal(seen.length, 1);
      await close();
    }
    for (const reason of ['Anna Ortiz is already there', 7, null, 'x'.repeat(60)]) {
      const { record } = await scene([json(409, { reason })]);
      assert.deepEqual(await record.perform(order), { ok: false, reason: 'refused' });
      await close();
    }
  });

  it('that does not know us is not asked again', async () => {
    for (const status of [400, 401, 403, 404, 204]) {
      const { record, seen } = await scene([json(status === 204 ? 404 : status, {})]);
      assert.equal((await failure(record.perform(order))).retryable, false);
      assert.equal(seen.length, 1);
      await close();
    }
  });

  it('tells how an account ends, and nothing that does not look like it', async () => {
    const { record, seen } = await scene([json(200, { ending: '4821' })]);
    assert.equal(await record.ending(account), '4821');
    assert.deepEqual([seen[0]?.method, seen[0]?.url, seen[0]?.body], ['GET', '/accounts/acct_1%2F..%2Fadmin', '']);
    assert.equal(seen[0]?.headers['idempotency-key'], undefined);
    await close();
    for (const ending of ['<b>', '123456789', 4821, undefined]) {
      const odd = await scene([json(200, { ending })]);
      assert.equal(await odd.record.ending(account), '');
      await close();
    }
  });
});
