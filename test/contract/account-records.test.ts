import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDemoRecord } from '#account/demo';
import { createHttpRecord } from '#account/http';
import { type AccountId, Secret, stoppedClock } from '#core';
import { openMemoryStore } from '#store/memory';
import { accountContract } from './account.ts';

const account = 'acct_contract-maria' as AccountId;
const order = { action: 'add_user', input: { given_name: 'Anna' } };

accountContract('demo', async () => {
  const clock = stoppedClock();
  const record = createDemoRecord({ store: openMemoryStore({ clock }), clock });
  return { record, account, order, changes: async () => (await record.changes(account)).length };
});

/** Somebody else's system, as our side of the contract describes it: once for each key. */
accountContract('over HTTP', async () => {
  const done = new Map<string, string>();
  const server = createServer((request, response) => {
    const key = String(request.headers['idempotency-key'] ?? '');
    if (request.method === 'POST' && !done.has(key)) done.set(key, `REF-${done.size + 1}`);
    const body = request.method === 'POST' ? { reference: done.get(key) } : { ending: '4821' };
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    request.resume().on('end', () => response.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const record = createHttpRecord({ url, token: new Secret('t') }, { fetch: globalThis.fetch, sleep: async () => {} });
  return {
    ...{ record, account, order, changes: () => done.size },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
