import { availableParallelism } from 'node:os';
import type { Ports } from '#app';
import type { Config } from '#config';
import { openKeyring } from '#config';
import type { Clock, MovableClock } from '#core';
import { createLog, silentLog, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createOutbox } from '#message/outbox-viewer';
import { openAnchor } from './anchor.ts';
import { demoView } from './demo.ts';
import { openRecord } from './record.ts';
import { net, openSender } from './sender.ts';
import { openStore } from './store.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Opens every port of a Node process as the settings say. @throws ConfigError, or PortError of a neighbour that is not there. */
export const openPorts = async (config: Config, clock: MovableClock, write: (line: string) => void): Promise<Ports> => {
  const log = config.log ? createLog(write, clock.now) : silentLog;
  const keyring = openKeyring(config, systemRandom);
  const store = await openStore(config, clock, log);
  const embedded = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log, key: keyring.secrets.identity, peppers: keyring.peppers },
    concurrency: config.hashConcurrency || availableParallelism(),
    profile: config.profile === 'legacy-pin' ? 'legacy-pin' : 'standard',
  });
  const outbox = createOutbox({ clock });
  const { record, changes } = openRecord(config, store, clock, sleep);
  const anchor = await openAnchor(config);
  const common = {
    store,
    clock: clock as Clock,
    random: systemRandom,
    log,
    keyring,
    sleep,
    verifier: embedded,
    sender: openSender(config, outbox),
    ...net,
    record,
    anchor,
  };
  return config.handset ? { ...common, handset: await demoView(config, embedded, outbox, changes, clock) } : common;
};
