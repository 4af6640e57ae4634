import type { Ports } from '#app';
import type { Config } from '#config';
import { openKeyring } from '#config';
import type { MovableClock } from '#core';
import { createLog, silentLog, systemRandom } from '#core';
import { createOutbox } from '#message/outbox-viewer';
import { openAnchor } from './anchor.ts';
import { demoView } from './demo.ts';
import { openEmbedded, openVerifier } from './identity.ts';
import { openRecord } from './record.ts';
import { net, openSender } from './sender.ts';
import { openStore } from './store.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Opens every port of a Node process as the settings say. @throws ConfigError, or PortError of a neighbour that is not there. */
export const openPorts = async (config: Config, clock: MovableClock, write: (line: string) => void): Promise<Ports> => {
  const log = config.log ? createLog(write, clock.now) : silentLog;
  const keyring = openKeyring(config, systemRandom);
  const store = await openStore(config, clock, log);
  const given = { config, keyring, store, clock, log };
  const embedded = openEmbedded(given);
  const outbox = createOutbox({ clock });
  const { record, changes } = openRecord(config, store, clock, sleep);
  const anchor = await openAnchor(config);
  const verifier = await openVerifier(given, embedded);
  const sender = await openSender(config, outbox);
  const common = { store, clock, random: systemRandom, log, keyring, sleep, verifier, sender, ...net, record, anchor };
  return config.handset ? { ...common, handset: await demoView(config, embedded, outbox, changes, clock) } : common;
};
