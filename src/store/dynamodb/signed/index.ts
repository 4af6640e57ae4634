// In: commits, and a way to ask AWS by plain signed requests. Out: the same store as `#store/dynamodb`, without the SDK.
// For functions whose start is waited for: the SDK's client is more code than everything else in them.
// Must never: differ from the other in anything but how a request leaves; both are held to one contract.
import type { Clock, Log, Random } from '#core';
import type { Store } from '#store';
import { opened } from '../engine.ts';
import type { Operations, Requests } from '../requests.ts';

/** Asks DynamoDB one operation, once; bytes as base64 in the answer. Errors have the service's names. */
export type AskDynamodb = (operation: keyof Operations, input: object) => Promise<unknown>;

/** Bytes of attribute values, `{"B": "…"}`, which JSON cannot hold. */
const withBytes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      name,
      name === 'B' && typeof inside === 'string' ? Buffer.from(inside, 'base64') : withBytes(inside),
    ]),
  );
};

/** Opens the store in `table`. @throws PortError `store` when the table is not there, is not ours, or has other keys. */
export const openSignedDynamodbStore = (
  ask: AskDynamodb,
  ports: { table: string; clock: Clock; log: Log; random: Random },
): Promise<Store> => {
  const send = (async (name, input) => withBytes(await ask(name, input))) as Requests['send'];
  return opened({ send, close: () => undefined }, ports);
};
