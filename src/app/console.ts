import type { Config } from '#config';
import type { Clock } from '#core';
import { createConsoleEndpoints } from '#http';
import { exportJournal, type Journal } from '#journal';
import type { Ports } from './ports.ts';
import type { Route } from './serve.ts';

/**
 * The operator's console. Open in development, under a banner that says so; in production absent, because without a
 * login nobody could be told from anybody.
 */
export const consoleRoutes = (
  config: Pick<Config, 'production'>,
  ports: Pick<Ports, 'store' | 'sleep'>,
  rooms: { readonly journal: Journal; readonly clock: Clock },
): readonly Route[] => {
  if (config.production) return [];
  const { journal, clock } = rooms;
  const { screen, calls, evidence } = createConsoleEndpoints({
    recent: journal.recent,
    journal: (call, afterSeq) => journal.read(call, afterSeq),
    evidence: (call) => exportJournal(ports.store, call),
    now: clock.now,
    sleep: ports.sleep,
  });
  return [
    ['GET', '/console', 'Voicegrant', 'The operator’s console', screen, 'dev'],
    ['GET', '/console/calls', 'Voicegrant', 'Calls as they happen', calls, 'dev'],
    ['GET', '/console/calls/{id}/evidence', 'Voicegrant', 'A call’s evidence', evidence, 'dev'],
  ];
};
