import type { AttributeValue, PutItemCommandInput, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { PortError } from '#core';
import type { Version } from '#store';
import type { AdmittedBatch } from '../admit.ts';
import { decodeKey } from '../key.ts';
import { placeOf } from './place.ts';
import { attribute } from './table.ts';

/** DynamoDB takes 4 MB in one transaction, keys and names counted; the rest is room for those. */
const maxTransactionBytes = 4_000_000;
/** Numbers of DynamoDB end at 38 digits; no instant is out here. */
const lastInstant = 1e15;
/** How long after its expiry DynamoDB may remove an item, in seconds. */
const removalMarginSeconds = 3600;

const number = (value: number): AttributeValue => ({ N: String(value) });
/** A denormal number is no instant either. */
const instant = (value: number): number =>
  Math.abs(value) < 1e-6 ? 0 : Math.min(Math.max(value, -lastInstant), lastInstant);

export const keyAttributes = (key: Buffer): Record<string, AttributeValue> => ({
  [attribute.partition]: { B: placeOf(decodeKey(key)) },
  [attribute.sort]: { B: key },
});

const itemOf = (
  key: Buffer,
  text: string,
  expiresAt: number | null,
  version: Version,
): Record<string, AttributeValue> => ({
  ...keyAttributes(key),
  [attribute.version]: { S: version },
  [attribute.value]: { S: text },
  ...(expiresAt === null
    ? {}
    : {
        [attribute.expires]: number(instant(expiresAt)),
        [attribute.timeToLive]: number(Math.max(0, Math.ceil(instant(expiresAt)) + removalMarginSeconds)),
      }),
});

type Wanted = { readonly key: Buffer; readonly versions: (Version | null)[]; write?: AdmittedBatch['writes'][number] };
type Condition = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
};

/** All checks on one entry as one condition, expiry included; undefined when there is none. */
const conditionOf = (versions: readonly (Version | null)[], now: number): Condition | undefined => {
  if (versions.length === 0) return undefined;
  const values: Record<string, AttributeValue> = { ':now': number(now) };
  const names: Record<string, string> = { '#e': attribute.expires };
  const parts = versions.map((version, place) => {
    if (version === null) {
      names['#s'] = attribute.sort;
      return '(attribute_not_exists(#s) OR #e <= :now)';
    }
    names['#v'] = attribute.version;
    values[`:v${place}`] = { S: version };
    return `(#v = :v${place} AND (attribute_not_exists(#e) OR #e > :now))`;
  });
  return {
    ConditionExpression: parts.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};

/** What a batch does to each entry it names, because a transaction may name an item only once. */
const byEntry = ({ checks, writes }: AdmittedBatch): Wanted[] => {
  const entries = new Map<string, Wanted>();
  const of = (key: Buffer): Wanted => {
    const name = key.toString('latin1');
    const known = entries.get(name) ?? { key, versions: [] };
    entries.set(name, known);
    return known;
  };
  for (const { key, version } of checks) {
    const { versions } = of(key);
    // DynamoDB compares with an empty string as with any other; we never made that version.
    if (!versions.includes(version)) versions.push(version);
  }
  for (const write of writes) of(write.key).write = write;
  return [...entries.values()];
};

/** The batch as the items of one TransactWriteItems. @throws PortError when it is more than DynamoDB takes at once. */
export const transactionOf = (batch: AdmittedBatch, table: string, version: Version, now: number) => {
  const bytes = batch.writes.reduce((sum, { key, text }) => sum + 2 * key.length + Buffer.byteLength(text ?? ''), 0);
  if (bytes > maxTransactionBytes)
    throw new PortError('store', 'DynamoDB takes at most 4 MB in one commit', { retryable: true });
  return byEntry(batch).map(({ key, versions, write }): TransactWriteItem => {
    const condition = conditionOf(versions, now);
    if (write === undefined) {
      // An entry without a write is here for its check.
      return { ConditionCheck: { TableName: table, Key: keyAttributes(key), ...(condition as Condition) } };
    }
    if (write.text === null) return { Delete: { TableName: table, Key: keyAttributes(key), ...condition } };
    return { Put: { TableName: table, Item: itemOf(key, write.text, write.expiresAt, version), ...condition } };
  });
};

/**
 * The commonest commit, a beat of a call: one entry, put if it has a version. As a plain conditional put it costs half.
 * `again` is the same put for a second try when the first one's outcome is not known: it also holds when it has happened.
 */
export const singlePutOf = (
  batch: AdmittedBatch,
  items: readonly TransactWriteItem[],
  version: Version,
): { first: PutItemCommandInput; again: PutItemCommandInput } | null => {
  const [item, ...others] = items;
  // Only with a version to check: a late copy of this request can then never be applied over something newer.
  const isGuarded = batch.checks.some((check) => check.version !== null);
  if (item?.Put === undefined || others.length > 0 || !isGuarded) return null;
  const { Put: put } = item;
  const first: PutItemCommandInput = { ...put } as PutItemCommandInput;
  return {
    first,
    again: {
      ...first,
      // AND binds closer than OR, and DynamoDB refuses a pair of parentheses too many.
      ConditionExpression: `${put.ConditionExpression} OR #v = :mine`,
      ExpressionAttributeValues: { ...put.ExpressionAttributeValues, ':mine': { S: version } },
    },
  };
};
