import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { PortError } from '#core';
import { boundedFetch, reasonOf } from './bounded-fetch.ts';

const { fetch } = globalThis;

const served = async (answer: RequestListener, work: (address: string) => Promise<void>) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};
const reason = (answer: RequestListener, expected: string, timeoutMs = 5000) =>
  served(answer, async (address) => {
    const error = await boundedFetch(
      fetch,
      timeoutMs,
    )(address).then(
      () => assert.fail('it answered'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof PortError);
    assert.equal(reasonOf(error), expected);
  });

describe('asking a provider over HTTP', () => {
  test('hands on the status, the headers and the body of an answer within the bounds', () =>
    served(
      (_, response) => response.writeHead(401, { 'x-name': 'value' }).end('{"error":"no"}'),
      async (address) => {
        const response = await boundedFetch(fetch, 5000)(address);
        assert.equal(response.status, 401);
        assert.equal(response.headers.get('x-name'), 'value');
        assert.deepEqual(await response.json(), { error: 'no' });
      },
    ));

  test('an answer with no body is an answer', () =>
    served(
      (_, response) => response.writeHead(204).end(),
      async (address) => assert.equal((await boundedFetch(fetch, 5000)(address)).status, 204),
    ));

  test('a redirect is not followed', async () => {
    let asked = 0;
    await reason((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    }, 'malformed');
    assert.equal(asked, 1);
  });

  test('exactly 64 KB are read, and not one byte more', async () => {
    await served(
      (_, response) => response.end(Buffer.alloc(65_536)),
      async (address) => assert.equal((await (await boundedFetch(fetch, 5000)(address)).bytes()).length, 65_536),
    );
    await reason((_, response) => response.end(Buffer.alloc(65_537)), 'malformed');
  });

  test('ten megabytes are not read to their end', () =>
    reason((_, response) => response.end(Buffer.alloc(10_000_000)), 'malformed'));

  test('an answer that begins in time and never ends is late', () =>
    reason((_, response) => void response.writeHead(200).write('{'), 'timeout', 100));

  test('no answer at all is late', () => reason(() => undefined, 'timeout', 100));

  test('a connection that is cut in the middle of the body cannot be heard', () =>
    reason((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      response.socket?.destroy();
    }, 'unavailable'));

  test('a provider that is not there cannot be reached, and the error quotes nothing that was sent', async () => {
    const dead = boundedFetch(() => Promise.reject(new TypeError('fetch failed')), 5000);
    const error = await dead('http://provider.test/', { method: 'POST', body: '48291306' }).catch((e: unknown) => e);
    assert.equal(reasonOf(error), 'unavailable');
    assert.ok(error instanceof Error && !error.message.includes('48291306'));
  });

  test('the reason is found inside the error of a library, and an error of another kind is an answer not understood', () => {
    const inside = new PortError('identity', 'other', { retryable: false });
    assert.equal(reasonOf(new Error('outer', { cause: inside })), 'malformed');
    assert.equal(reasonOf('text'), 'malformed');
  });
});
