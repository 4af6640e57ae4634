import { after, before } from 'node:test';
import { createAws } from '#aws';
import { type Clock, type Log, type Random, Secret, silentLog, systemRandom } from '#core';
import type { Store } from '#store';
import { openDynamodbStore } from '#store/dynamodb';
import { openSignedDynamodbStore } from '#store/dynamodb/signed';
import { storeContract } from './store.ts';
import { type DynamodbLocal, startDynamodbLocal } from './store-dynamodb-local.ts';

let local: DynamodbLocal;
let tables = 0;

before(async () => {
  local = await startDynamodbLocal();
});
after(() => local?.stop());

type Open = (ports: { table: string; clock: Clock; log: Log; random: Random }) => Promise<Store>;

/** As a Lambda asks: by plain requests that we sign. */
const bySignedRequests: Open = (ports) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: new Secret('local'), sessionToken: null };
  const aws = createAws(
    { region: 'local', endpoint: local.endpoint, credentials: () => credentials },
    {
      fetch: globalThis.fetch,
      abortAfter: AbortSignal.timeout,
      sleep: async () => {},
      instant: () => new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    },
  );
  const once = { answerMs: 30_000, tries: 1 };
  return openSignedDynamodbStore((operation, input) => aws.ask({ service: 'dynamodb', operation, input }, once), ports);
};

const contract = (name: string, openStore: Open) =>
  storeContract(
    name,
    async (clock) => {
      const table = `contract-${tables++}`;
      await local.table(table);
      const open = () => openStore({ table, clock, log: silentLog, random: systemRandom });
      const store = await open();
      return {
        store,
        async reopen() {
          await store.close();
          return open();
        },
      };
    },
    { modelRuns: 15 },
  );

contract('DynamoDB', (ports) => openDynamodbStore({ ...ports, local: { endpoint: local.endpoint } }));
contract('DynamoDB by signed requests', bySignedRequests);
