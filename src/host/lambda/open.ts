import { createApp } from '#app';
import { openKeyring, readConfig } from '#config';
import { createLog, systemClock, systemRandom } from '#core';
import { openOperators } from '../node/operators.ts';
import { openAws } from './aws.ts';
import { openRecord, openVerifier } from './neighbours.ts';
import { once } from './once.ts';
import { openSender } from './sender.ts';
import { settingsOf } from './settings.ts';
import { openSigningKeys } from './signing.ts';
import { openStore } from './store.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const write = (line: string) => void process.stdout.write(`${line}\n`);

/** Everything a function has, opened at its first event: its app, its settings, its log. */
export const opened = once(async () => {
  const aws = openAws();
  const clock = systemClock();
  const log = createLog(write, clock.now);
  const environment = await settingsOf(process.env, aws);
  const config = readConfig(environment);
  const keyring = openKeyring(config, systemRandom);
  const { SIGNING_KEY: signing } = process.env;
  const [store, signingKeys] = await Promise.all([
    openStore(aws, { table: config.dynamodbTable ?? '', clock, log }),
    signing === undefined ? null : openSigningKeys(aws, signing, keyring),
  ]);
  const app = createApp(config, {
    ...{ store, clock, random: systemRandom, log, keyring, sleep, fetch: globalThis.fetch, streams: false },
    abortAfter: (ms) => AbortSignal.timeout(ms),
    verifier: openVerifier(config, { clock, log, key: keyring.secrets.identity }),
    sender: openSender(config),
    record: openRecord(config, sleep),
    // The function's own log group keeps these lines for years, out of reach of whoever can write to the table.
    anchor: async (line) => write(JSON.stringify({ checkpoint: line })),
    ...{ ...(await openOperators(config)), ...(signingKeys && { signingKeys }) },
  });
  return { app, config, environment, log };
});
