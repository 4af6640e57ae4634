import type { AccountRecord } from '#account';
import { createDemoRecord } from '#account/demo';
import { createHttpRecord } from '#account/http';
import type { Config } from '#config';
import type { AccountId, Clock, Json } from '#core';
import { Secret } from '#core';
import type { Store } from '#store';

type Opened = { readonly record: AccountRecord; readonly changes: (account: AccountId) => Promise<readonly Json[]> };

/** Opens the system of record the settings name. */
export const openRecord = (
  config: Config,
  store: Store,
  clock: Clock,
  sleep: (ms: number) => Promise<void>,
): Opened => {
  if (config.account === 'http') {
    const settings = { url: config.accountUrl ?? '', token: config.accountToken ?? new Secret('') };
    return { record: createHttpRecord(settings, { fetch: globalThis.fetch, sleep }), changes: async () => [] };
  }
  const record = createDemoRecord({ store, clock });
  return { record, changes: async (account) => (await record.changes(account)) as unknown as readonly Json[] };
};
