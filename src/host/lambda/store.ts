import type { Clock, Log } from '#core';
import { systemRandom } from '#core';
import type { Store } from '#store';
import { openSignedDynamodbStore } from '#store/dynamodb/signed';
import type { Aws } from './aws.ts';

/** One try, as the store wants it: only the store knows what may happen twice. DynamoDB answers in a hundredth of that. */
const once = { answerMs: 3000, tries: 1 } as const;

/** The store in the installation's table. @throws PortError `store`. */
export const openStore = (aws: Aws, ports: { table: string; clock: Clock; log: Log }): Promise<Store> =>
  openSignedDynamodbStore((operation, input) => aws.ask({ service: 'dynamodb', operation, input }, once), {
    ...ports,
    random: systemRandom,
  });
