import {
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Operations, Requests } from './requests.ts';

/** In ms: a connection is made in one round trip, and DynamoDB answers in a hundredth of the second number. */
const connectMs = 1000;
const answerMs = 3000;

/** DynamoDB by its SDK client, which finds region and credentials wherever a process may have them. */
export const sdkRequests = (local: { readonly endpoint: string } | undefined): Requests => {
  // The one on this machine is as slow as the machine.
  const [connectionTimeout, requestTimeout] = local === undefined ? [connectMs, answerMs] : [30_000, 30_000];
  const client = new DynamoDBClient({
    // Retries are ours: the SDK's own would hide that an outcome was unknown in between.
    maxAttempts: 1,
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    ...(local === undefined
      ? {}
      : { ...local, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  const operations: { [Name in keyof Operations]: (input: Operations[Name][0]) => Promise<Operations[Name][1]> } = {
    GetItem: (input) => client.send(new GetItemCommand(input)),
    Query: (input) => client.send(new QueryCommand(input)),
    Scan: (input) => client.send(new ScanCommand(input)),
    PutItem: (input) => client.send(new PutItemCommand(input)),
    DeleteItem: (input) => client.send(new DeleteItemCommand(input)),
    TransactWriteItems: (input) => client.send(new TransactWriteItemsCommand(input)),
    DescribeTimeToLive: (input) => client.send(new DescribeTimeToLiveCommand(input)),
  };
  return { send: (name, input) => operations[name](input), close: () => client.destroy() };
};
