// In: commits, as every engine takes them. Out: the same promises kept in one DynamoDB table, for any number of Lambdas.
// A commit is one TransactWriteItems; a read is consistent; a listing is a query of the partitions its prefix can lie in.
// Must never: retry a write of unknown outcome without its token, or trust the table's own expiry to be on time.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock, Log, Random } from '#core';
import type { Store } from '#store';
import { storeOver } from './engine.ts';
import { storeFailure } from './failure.ts';

export { tableDefinition } from './table.ts';

/** In ms: a connection is made in one round trip, and DynamoDB answers in a hundredth of the second number. */
const connectMs = 1000;
const answerMs = 3000;

/**
 * Opens the store in `table`, which must be there (see {@link tableDefinition}). Region, credentials and endpoint come
 * from where the AWS SDK takes them, unless given. @throws PortError `store` when the table is not there, is not ours to
 * use, or has other keys.
 */
export const openDynamodbStore = async (ports: {
  table: string;
  clock: Clock;
  log: Log;
  random: Random;
  local?: { readonly endpoint: string };
}): Promise<Store> => {
  const { local, ...rest } = ports;
  const client = new DynamoDBClient({
    // Retries are ours: the SDK's own would hide that an outcome was unknown in between.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
    ...(local === undefined
      ? {}
      : { ...local, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  const store = storeOver(client, rest);
  try {
    await store.get(['ready']);
  } catch (error) {
    await store.close();
    throw storeFailure(error, true);
  }
  return store;
};
