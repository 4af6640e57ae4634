// In: commits, as every engine takes them. Out: the same promises kept in one DynamoDB table, for any number of processes.
// A commit is one TransactWriteItems; a read is consistent; a listing is a query of the partitions its prefix can lie in.
// Must never: retry a write of unknown outcome without its token, or trust the table's own expiry to be on time.
import type { Clock, Log, Random } from '#core';
import type { Store } from '#store';
import { opened } from './engine.ts';
import { sdkRequests } from './sdk.ts';

export { tableDefinition } from './table.ts';

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
  return opened(sdkRequests(local), rest);
};
