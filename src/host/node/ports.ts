import type { Ports } from '#app';
import { type Config, openKeyring } from '#config';
import { createLog, type MovableClock, silentLog, systemRandom } from '#core';
import { createOutbox } from '#message/outbox-viewer';
import { offeredBy, type Project } from '../project/define.ts';
import { openAnchor } from './anchor.ts';
import { demoView } from './demo.ts';
import { openEmbedded, openVerifier } from './identity.ts';
import { openLogin } from './login.ts';
import { openOperators } from './operators.ts';
import { processGauges } from './process-gauges.ts';
import { openRecord } from './record.ts';
import { net, openSender } from './sender.ts';
import { openStore } from './store.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
type Write = (line: string) => void;

/** Opens every port as the settings and the project say. @throws ConfigError, or PortError of a neighbour that is not there. */
export const openPorts = async (config: Config, clock: MovableClock, write: Write, project: Project = {}) => {
  const random = systemRandom;
  const log = config.log ? createLog(write, clock.now) : silentLog;
  const keyring = openKeyring(config, random);
  const store = await openStore(config, clock, log, project);
  const given = { config, keyring, store, clock, random, log };
  const embedded = openEmbedded(given);
  const outbox = createOutbox({ clock });
  const { record: named, changes } = openRecord(config, store, clock, sleep);
  const record = (await project.record?.(given)) ?? named;
  const anchor = await openAnchor(config);
  const verifier = (await project.verifier?.(given)) ?? (await openVerifier(given, embedded));
  const login = await openLogin(config, { clock, key: keyring.secrets.identity });
  const sender = (await project.sender?.(given)) ?? (await openSender(config, outbox));
  const inside = { ...processGauges(), store, clock, random, log, keyring, sleep, anchor };
  const opened = { ...inside, ...login, verifier, sender, record };
  const ports: Ports = { ...offeredBy(project), ...opened, ...net, ...(await openOperators(config)) };
  const handset = config.handset && (await demoView(config, project, embedded, outbox, changes, clock));
  return handset === false ? ports : { ...ports, handset };
};
