import { after, before } from 'node:test';
import { silentLog, systemRandom } from '#core';
import { openDynamodbStore } from '#store/dynamodb';
import { storeContract } from './store.ts';
import { type DynamodbLocal, startDynamodbLocal } from './store-dynamodb-local.ts';

let local: DynamodbLocal;
let tables = 0;

before(async () => {
  local = await startDynamodbLocal();
});
after(() => local?.stop());

storeContract(
  'DynamoDB',
  async (clock) => {
    const table = `contract-${tables++}`;
    await local.table(table);
    const { endpoint } = local;
    const open = () => openDynamodbStore({ table, clock, log: silentLog, random: systemRandom, local: { endpoint } });
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
