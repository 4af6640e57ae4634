import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Clock, type Json, type Log, PortError, type Random } from '#core';
import type { Committed, Entry, Key, ListOptions, Store } from '#store';
import { admitBatch, admitLimit } from '../admit.ts';
import { decodeKey, encodeKey, type KeyRange, rangeOf } from '../key.ts';
import { storeFailure, verdictOf } from './failure.ts';
import { placesUnder } from './place.ts';
import type { Requests } from './requests.ts';
import { attribute } from './table.ts';
import { keyAttributes, singlePutOf, transactionOf } from './transaction.ts';

type Item = Record<string, AttributeValue>;
type Row = { readonly key: Buffer; readonly item: Item };

/** About eight seconds in all: longer than any hot entry stays hot, shorter than a caller's patience. */
const maxTries = 24;
const longestPauseMs = 500;

const bytesOf = (item: Item): Buffer => Buffer.from(item[attribute.sort]?.B ?? []);
const isLive = (item: Item, now: number): boolean => {
  const expires = item[attribute.expires]?.N;
  return expires === undefined || Number(expires) > now;
};
const entryOf = <Value extends Json>({ key, item }: Row): Entry<Value> => {
  const text = item[attribute.value]?.S;
  const version = item[attribute.version]?.S;
  if (text === undefined || version === undefined)
    throw new PortError('store', 'an item of the table was not written by Voicegrant', { retryable: true });
  return { key: decodeKey(key), value: JSON.parse(text) as Value, version };
};

/** The store over a way to ask DynamoDB, which it owns from now on. */
export const storeOver = (
  requests: Requests,
  ports: { table: string; clock: Clock; log: Log; random: Random },
): Store => {
  const { table, clock, log, random } = ports;
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  let expiresByItself: Promise<boolean> | undefined;

  const track = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) throw new PortError('store', 'the store is closed', { retryable: true });
    const running = work();
    const settled = running.catch(() => undefined);
    underWay.add(settled);
    try {
      return await running;
    } finally {
      underWay.delete(settled);
    }
  };

  /** Full jitter: of many that collide, each comes back at a moment of its own. */
  const pause = (tries: number): Promise<void> => {
    const most = Math.min(longestPauseMs, 10 * 2 ** tries);
    const ms = (random.bytes(4).readUInt32BE() / 2 ** 32) * most;
    return new Promise((resolve) => setTimeout(resolve, ms));
  };

  const failed = (error: unknown, certain: boolean): PortError => {
    const failure = storeFailure(error, certain);
    log.error('The store failed.', { port: 'store', reason: certain ? 'nothing_done' : 'unknown_outcome' });
    return failure;
  };

  /** A request that changes nothing, or nothing that a second time would change. */
  const read = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send();
      } catch (error) {
        const verdict = verdictOf(error);
        if (verdict === 'refused' || verdict === 'failed_check' || tries >= (verdict === 'busy' ? maxTries : 4))
          throw failed(error, true);
        await pause(tries);
      }
    }
  };

  const getItem = (key: Buffer): Promise<Item | undefined> =>
    read(async () => {
      const wanted = { TableName: table, Key: keyAttributes(key), ConsistentRead: true };
      return (await requests.send('GetItem', wanted)).Item;
    });

  const rowsOf = (items: readonly Item[] | undefined, { above, below }: KeyRange, now: number): Row[] =>
    (items ?? [])
      .map((item) => ({ key: bytesOf(item), item }))
      .filter(({ key, item }) => key.compare(above) > 0 && key.compare(below) < 0 && isLive(item, now));

  /** Live entries of one partition in key order. */
  const query = async (partition: Buffer, range: KeyRange, limit: number, reverse: boolean): Promise<Row[]> => {
    const found: Row[] = [];
    let from: Item | undefined;
    do {
      const wanted = {
        TableName: table,
        ConsistentRead: true,
        // BETWEEN takes in its ends, which are not ours; there are two of them.
        KeyConditionExpression: '#p = :p AND #s BETWEEN :above AND :below',
        ExpressionAttributeNames: { '#p': attribute.partition, '#s': attribute.sort },
        ExpressionAttributeValues: {
          ':p': { B: partition },
          ':above': { B: range.above },
          ':below': { B: range.below },
        },
        ScanIndexForward: !reverse,
        Limit: Math.min(1000, limit - found.length + 2),
        ExclusiveStartKey: from,
      };
      const page = await read(() => requests.send('Query', wanted));
      found.push(...rowsOf(page.Items as Item[] | undefined, range, clock.now()));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length < limit);
    return found.slice(0, limit);
  };

  /** Everything in a range, wherever it lies, by reading the whole table. */
  const scan = async (range: KeyRange): Promise<Row[]> => {
    const found: Row[] = [];
    let from: Item | undefined;
    do {
      const wanted = { TableName: table, ConsistentRead: true, ExclusiveStartKey: from };
      const page = await read(() => requests.send('Scan', wanted));
      found.push(...rowsOf(page.Items as Item[] | undefined, range, clock.now()));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  };

  const list = async (prefix: Key, options: ListOptions): Promise<Row[]> => {
    const limit = admitLimit(options.limit);
    const reverse = options.reverse ?? false;
    const range = rangeOf(prefix, options.after, reverse);
    // No key is that long, and DynamoDB would not take it as the end of a range.
    if (limit === 0 || range.below.length > 1024 || range.above.compare(range.below) >= 0) return [];
    const places = placesUnder(prefix);
    const rows =
      places === null
        ? await scan(range)
        : (await Promise.all(places.map((place) => query(place, range, limit, reverse)))).flat();
    rows.sort((a, b) => (reverse ? b.key.compare(a.key) : a.key.compare(b.key)));
    return rows.slice(0, limit);
  };

  const commit = async (given: Parameters<Store['commit']>[0]): Promise<Committed> => {
    const admitted = admitBatch(given);
    // Never made twice by anybody, so it also serves as the token by which DynamoDB knows a request again.
    let version = random.bytes(16).toString('base64url');
    if (admitted.checks.length + admitted.writes.length === 0) return { ok: true, version };
    return track(async () => {
      let items = transactionOf(admitted, table, version, clock.now());
      let unknown = false;
      for (let tries = 1; ; tries += 1) {
        const single = singlePutOf(admitted, items, version);
        // DynamoDB has no clock to compare with. After an unknown try, asking again only tells what that one did.
        if (!unknown && clock.now() >= admitted.before) return { ok: false };
        try {
          if (single === null)
            await requests.send('TransactWriteItems', { TransactItems: items, ClientRequestToken: version });
          else await requests.send('PutItem', unknown ? single.again : single.first);
          return { ok: true, version };
        } catch (error) {
          const verdict = verdictOf(error);
          // A plain put has no token: after an unknown try it may have happened and been replaced since.
          if (verdict === 'failed_check' && !(unknown && single !== null)) return { ok: false };
          unknown ||= verdict === 'unknown';
          const isSettled = verdict === 'refused' || verdict === 'failed_check';
          if (isSettled || tries >= maxTries) throw failed(error, !unknown);
          await pause(tries);
          if (unknown) continue;
          // Nothing was done, so this is a new request: at its own instant, under its own token.
          version = random.bytes(16).toString('base64url');
          items = transactionOf(admitted, table, version, clock.now());
        }
      }
    });
  };

  /** Does the table take away by itself what has expired? Then sweeping would only cost money. */
  const hasTimeToLive = (): Promise<boolean> => {
    expiresByItself ??= requests.send('DescribeTimeToLive', { TableName: table }).then(
      ({ TimeToLiveDescription: told }) => told?.TimeToLiveStatus === 'ENABLED',
      () => true,
    );
    return expiresByItself;
  };

  /** One expired item away, unless somebody has put the entry again. */
  const remove = (item: Item): Promise<number> =>
    read(async () => {
      const { [attribute.partition]: p, [attribute.sort]: s, [attribute.version]: v } = item;
      if (p === undefined || s === undefined || v === undefined) return 0;
      const wanted = {
        TableName: table,
        Key: { [attribute.partition]: p, [attribute.sort]: s },
        ConditionExpression: '#v = :v',
        ExpressionAttributeNames: { '#v': attribute.version },
        ExpressionAttributeValues: { ':v': v },
      };
      return requests.send('DeleteItem', wanted).then(
        () => 1,
        (error: unknown) => {
          if (verdictOf(error) === 'failed_check') return 0;
          throw error;
        },
      );
    });

  const sweep = async (most: number): Promise<number> => {
    if (await hasTimeToLive()) return 0;
    let swept = 0;
    let from: Item | undefined;
    do {
      if (swept >= most) break;
      const wanted = { TableName: table, ConsistentRead: true, ExclusiveStartKey: from };
      const page = await read(() => requests.send('Scan', wanted));
      const now = clock.now();
      const expired = ((page.Items ?? []) as Item[]).filter((item) => !isLive(item, now)).slice(0, most - swept);
      for (const item of expired) swept += await remove(item);
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return swept;
  };

  return {
    async get<Value extends Json>(key: Key) {
      const bytes = encodeKey(key);
      const item = await track(() => getItem(bytes));
      return item === undefined || !isLive(item, clock.now()) ? null : entryOf<Value>({ key: bytes, item });
    },
    async list<Value extends Json>(prefix: Key, options: ListOptions = {}) {
      return (await track(() => list(prefix, options))).map((row) => entryOf<Value>(row));
    },
    commit,
    async sweep(limit) {
      const most = admitLimit(limit);
      return track(() => sweep(most));
    },
    async close() {
      closed = true;
      await Promise.all(underWay);
      requests.close();
    },
  };
};

/** The store, once its table has answered. @throws PortError `store` in words when it does not. */
export const opened = async (requests: Requests, ports: Parameters<typeof storeOver>[1]): Promise<Store> => {
  const store = storeOver(requests, ports);
  try {
    await store.get(['ready']);
    return store;
  } catch (error) {
    await store.close();
    throw storeFailure(error, true);
  }
};
