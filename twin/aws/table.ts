// In: the DynamoDB requests that our store makes. Out: what DynamoDB answers, conditions and all-or-nothing included.
// No DynamoDB: it knows one table with two binary keys and the expressions of src/store/dynamodb. The store's own contract runs
// against Amazon's DynamoDB Local; this is for running Lambdas where there is no Java.
// Must never: let a conditional write through whose condition does not hold.
type Attribute = { readonly S?: string; readonly N?: string; readonly B?: string };
type Item = Readonly<Record<string, Attribute>>;
type Body = { readonly [name: string]: unknown };
type Conditional = {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Attribute>>;
};
export type Told = { readonly status: number; readonly body: object };

const keyOf = ({ p, s }: Item): string => `${p?.B} ${s?.B}`;
const bytes = (value: Attribute | undefined): Buffer => Buffer.from(value?.B ?? '', 'base64');
const refused = (type: string, more: object = {}): Told => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more },
});

/** Holds a condition of the store's against an item: `attribute_not_exists(#x)`, `=`, `<=`, `>`, AND, OR, brackets. */
const holds = (given: Conditional, item: Item | undefined): boolean => {
  if (given.ConditionExpression === undefined) return true;
  const tokens = given.ConditionExpression.match(/attribute_not_exists\(#\w+\)|AND|OR|[()]|<=|>|=|[#:]\w+/g) ?? [];
  let at = 0;
  const value = (name: string | undefined): Attribute | undefined =>
    name?.startsWith('#')
      ? item?.[given.ExpressionAttributeNames?.[name] ?? '']
      : given.ExpressionAttributeValues?.[name ?? ''];
  const compared = (left: Attribute | undefined, sign: string | undefined, right: Attribute | undefined): boolean => {
    if (left === undefined || right === undefined) return false;
    if (sign === '=') return left.S === right.S && left.N === right.N;
    return sign === '<=' ? Number(left.N) <= Number(right.N) : Number(left.N) > Number(right.N);
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token === '(') {
      const inside = either();
      at += 1;
      return inside;
    }
    const exists = /^attribute_not_exists\((#\w+)\)$/.exec(token ?? '');
    if (exists !== null) return value(exists[1]) === undefined;
    return compared(value(token), tokens[at++], value(tokens[at++]));
  };
  const both = (): boolean => {
    let all = one();
    while (tokens[at] === 'AND') {
      at += 1;
      all = one() && all;
    }
    return all;
  };
  const either = (): boolean => {
    let any = both();
    while (tokens[at] === 'OR') {
      at += 1;
      any = both() || any;
    }
    return any;
  };
  return either();
};

/** One table in memory. */
export const createTable = () => {
  const items = new Map<string, Item>();
  const done = new Set<string>();
  const apply = (write: Conditional, kind: string): void => {
    if (kind === 'Put') items.set(keyOf(write.Item ?? {}), write.Item ?? {});
    if (kind === 'Delete') items.delete(keyOf(write.Key ?? {}));
  };
  const operations: Readonly<Record<string, (body: Body) => Told>> = {
    GetItem: (body) => {
      const Item = items.get(keyOf(body.Key as Item));
      return { status: 200, body: Item === undefined ? {} : { Item } };
    },
    PutItem(body) {
      const write = body as Conditional;
      if (!holds(write, items.get(keyOf(write.Item ?? {})))) return refused('ConditionalCheckFailedException');
      apply(write, 'Put');
      return { status: 200, body: {} };
    },
    TransactWriteItems(body) {
      if (done.has(String(body.ClientRequestToken))) return { status: 200, body: {} };
      const writes = (body.TransactItems as Readonly<Record<string, Conditional>>[]).flatMap((one) =>
        Object.entries(one),
      );
      const verdicts = writes.map(([, write]) => holds(write, items.get(keyOf(write.Item ?? write.Key ?? {}))));
      if (verdicts.includes(false)) {
        const CancellationReasons = verdicts.map((held) => ({ Code: held ? 'None' : 'ConditionalCheckFailed' }));
        return refused('TransactionCanceledException', { CancellationReasons });
      }
      for (const [kind, write] of writes) apply(write, kind);
      done.add(String(body.ClientRequestToken));
      return { status: 200, body: {} };
    },
    Query(body) {
      const { ':p': p, ':above': above, ':below': below } = body.ExpressionAttributeValues as Record<string, Attribute>;
      const found = [...items.values()]
        .filter((item) => bytes(item.p).equals(bytes(p)))
        .filter((item) => bytes(item.s).compare(bytes(above)) >= 0 && bytes(item.s).compare(bytes(below)) <= 0)
        .sort((a, b) => bytes(a.s).compare(bytes(b.s)));
      if (body.ScanIndexForward === false) found.reverse();
      return { status: 200, body: { Items: found, Count: found.length } };
    },
    DescribeTimeToLive: () => ({
      status: 200,
      body: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 't' } },
    }),
  };
  return {
    answer: (operation: string, body: Body): Told =>
      operations[operation]?.(body) ?? refused('UnknownOperationException'),
    /** Everything that is kept, as text, to be searched for what must not be there. */
    dump: (): string =>
      [...items.values()].map((item) => `${bytes(item.s).toString('latin1')} ${item.d?.S ?? ''}`).join('\n'),
  };
};
