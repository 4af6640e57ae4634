import type {
  DeleteItemInput,
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
  TransactWriteItemsInput,
} from '@aws-sdk/client-dynamodb';

/** The operations of DynamoDB that the store uses, each with its input and its output. */
export type Operations = {
  GetItem: [GetItemInput, GetItemOutput];
  Query: [QueryInput, QueryOutput];
  Scan: [ScanInput, ScanOutput];
  PutItem: [PutItemInput, object];
  DeleteItem: [DeleteItemInput, object];
  TransactWriteItems: [TransactWriteItemsInput, object];
  DescribeTimeToLive: [DescribeTimeToLiveInput, DescribeTimeToLiveOutput];
};

/**
 * Asks DynamoDB, once. Bytes are `Uint8Array`, both ways; errors have the service's names, as the AWS SDK gives them.
 * Whoever implements it repeats nothing: only the store knows what may happen twice.
 */
export type Requests = {
  send<Name extends keyof Operations>(name: Name, input: Operations[Name][0]): Promise<Operations[Name][1]>;
  close(): void;
};
