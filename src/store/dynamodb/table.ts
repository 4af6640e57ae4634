import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Attributes of an item, in one letter each because every byte of every item is paid for. */
export const attribute = {
  /** Partition: the key's first two parts and a shard of the third. */
  partition: 'p',
  /** The whole key, in bytes whose order is the order of keys. */
  sort: 's',
  version: 'v',
  /** The value as JSON text. */
  value: 'd',
  /** When it expires, NumericDate seconds, as we decide it. */
  expires: 'e',
  /** When DynamoDB may take it away, NumericDate seconds: an hour later, for clocks that differ. */
  timeToLive: 't',
} as const;

/** The table as it must be made. Switch time to live on for `t`; then nothing of ours ever has to sweep. */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  AttributeDefinitions: [
    { AttributeName: attribute.partition, AttributeType: 'B' },
    { AttributeName: attribute.sort, AttributeType: 'B' },
  ],
  KeySchema: [
    { AttributeName: attribute.partition, KeyType: 'HASH' },
    { AttributeName: attribute.sort, KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
});
