// One whole Voicegrant in memory, for tests: the real rooms, the real routes, a stopped clock, and a telephone.

import { createDemoRecord } from '#account/demo';
import { createApp, type Ports } from '#app';
import { type Config, generateKeyring, readConfig } from '#config';
import {
  type AccountId,
  type E164,
  type Log,
  type MovableClock,
  Secret,
  silentLog,
  stoppedClock,
  systemRandom,
} from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createOutbox } from '#message/outbox-viewer';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import type { AnyTransaction } from '#transaction';
import { plant } from '../../tools/test/leaks.ts';

export type Person = {
  readonly userId: string;
  readonly pin: string;
  readonly number: E164;
  readonly account: AccountId;
};

const person = (userId: string, pin: string, number: string, account: string): Person => ({
  userId,
  pin,
  number: number as E164,
  account: account as AccountId,
});

export const maria = person('10012345', '48291306', '+15555550142', 'acct_test-maria-ortiz');
export const james = person('10067890', '70315928', '+15555550187', 'acct_test-james-porter');

export type Said = {
  readonly call_id: string;
  readonly say: readonly string[];
  readonly expect: string;
  readonly then: string;
};

export type Installation = {
  readonly issuer: string;
  readonly clock: MovableClock;
  readonly store: Store;
  readonly config: Config;
  readonly app: ReturnType<typeof createApp>;
  readonly verifier: ReturnType<typeof createEmbeddedVerifier>;
  readonly changes: (who: Person) => Promise<readonly { readonly action: string; readonly input: unknown }[]>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  ring(from?: Person): Promise<Said>;
  keys(call: string, digits: string): Promise<Said>;
  says(call: string, speech: string): Promise<Said>;
  quiet(call: string): Promise<Said>;
  hangUp(call: string): Promise<void>;
  lastText(who: Person): string;
  /** A call up to the moment the text has arrived: the code of its link and the six digits heard. */
  offered(
    who: Person,
    wish?: string,
  ): Promise<{ readonly call: string; readonly code: string; readonly digits: string }>;
};

/** Cheap Argon2 parameters: what is tested here is not the cost of a guess. */
const cheap = { memoryKib: 64, passes: 1, lanes: 1 };

export const install = async (
  options: {
    store?: Store;
    clock?: MovableClock;
    transactions?: readonly AnyTransaction[];
    env?: Record<string, string>;
    /** What a project brings beyond the settings. */
    also?: Parameters<typeof readConfig>[1];
    keyring?: Ports['keyring'];
    log?: Log;
    /** Who has an id and a PIN. */
    people?: readonly Person[];
    /** Ports in place of those made here. */
    ports?: (config: Config) => Partial<Ports>;
  } = {},
): Promise<Installation> => {
  const clock = options.clock ?? stoppedClock();
  const store = options.store ?? openMemoryStore({ clock });
  const env = {
    VOICEGRANT_TEXTS_PER_HOUR: '10',
    VOICEGRANT_TEXTS_PER_DAY: '20',
    VOICEGRANT_TEXTS_PER_NUMBER_DAY: '20',
    ...options.env,
  };
  const config = readConfig(env, options.also);
  const log = options.log ?? silentLog;
  const keyring = options.keyring ?? generateKeyring(systemRandom, true);
  const verifier = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log,
    key: keyring.secrets.identity,
    peppers: keyring.peppers,
    concurrency: 2,
    cost: cheap,
  });
  for (const { userId, pin, number, account } of options.people ?? [maria, james]) {
    await verifier.addUser({ userId: new Secret(userId), pin: new Secret(pin), name: 'Test Caller', number, account });
  }
  const record = createDemoRecord({ store, clock });
  const outbox = createOutbox({ clock });
  const app = createApp(config, {
    store,
    clock,
    random: systemRandom,
    log,
    keyring,
    verifier,
    sender: outbox,
    record,
    sleep: async () => undefined,
    anchor: async () => undefined,
    ...(options.transactions === undefined ? {} : { transactions: options.transactions }),
    handset: {
      texts: outbox.texts,
      demo: () => ({}),
      accountOf: async () => null,
      changes: async () => [],
      advance: clock.advance,
      scenarios: () => [],
      screen: () => ({ html: '', headers: {} }),
    },
    ...options.ports?.(config),
  });
  const issuer = config.issuer;
  const fetch = (path: string, init?: RequestInit) => app.fetch(new Request(`${issuer}${path}`, init));
  const post = async (path: string, body: unknown): Promise<Said> => {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as Said;
  };
  const turn = (call: string, body: unknown) => post(`/phone/handset/calls/${call}/turns`, body);
  const lastText = (who: Person) => outbox.texts(who.number).at(-1)?.body ?? '';
  return {
    issuer,
    clock,
    store,
    config,
    app,
    verifier,
    fetch,
    lastText,
    changes: (who) => record.changes(who.account),
    ring: (from = maria) => post('/phone/handset/calls', { from: from.number }),
    keys: (call, digits) => turn(call, { digits }),
    says: (call, speech) => turn(call, { speech }),
    quiet: (call) => turn(call, { silence: true }),
    async hangUp(call) {
      await fetch(`/phone/handset/calls/${call}`, { method: 'DELETE' });
    },
    async offered(who, wish = 'I want to add my wife') {
      const { call_id: call } = await post('/phone/handset/calls', { from: who.number });
      await turn(call, { digits: `${who.userId}#` });
      await turn(call, { digits: who.pin });
      const { say } = await turn(call, { speech: wish });
      const digits = say.join(' ').match(/(\d \d \d), (\d \d \d)/);
      const code = lastText(who).match(/#([\w-]{43})/);
      plant(code?.[1]);
      return { call, code: code?.[1] ?? '', digits: `${digits?.[1]}${digits?.[2]}`.replace(/ /g, '') };
    },
  };
};
