import type { Config } from '#config';
import type { Clock } from '#core';
import { createConsoleEndpoints, createConsoleLogin, createThrottle } from '#http';
import { exportJournal, type Journal } from '#journal';
import type { Store } from '#store';
import type { Ports } from './ports.ts';
import type { Route } from './serve.ts';

/**
 * The operator's console. With a login, for those who have the role; without one open in development, under a banner that
 * says so, and absent from production, where nobody could be told from anybody.
 */
export const consoleRoutes = (
  config: Pick<Config, 'production' | 'issuer'>,
  ports: Pick<Ports, 'store' | 'sleep' | 'random' | 'log' | 'operators' | 'streams'>,
  rooms: { readonly store: Store; readonly journal: Journal; readonly clock: Clock },
): readonly Route[] => {
  const { operators } = ports;
  if (config.production && operators === undefined) return [];
  const { store, journal, clock } = rooms;
  const login =
    operators &&
    createConsoleLogin({
      ...{ operators, store, clock, random: ports.random, log: ports.log, issuer: config.issuer },
      throttle: createThrottle(clock, { perMinute: 30 }),
    });
  const who = login ? 'operator' : 'dev';
  const { screen, calls, evidence } = createConsoleEndpoints({
    recent: journal.recent,
    journal: (call, afterSeq) => journal.read(call, afterSeq),
    evidence: (call) => exportJournal(ports.store, call),
    allowed: login ? login.allowed : async () => true,
    login: login !== undefined,
    streams: ports.streams ?? true,
    now: clock.now,
    sleep: ports.sleep,
  });
  return [
    ['GET', '/console', 'Voicegrant', 'The operator’s console', screen, who],
    ['GET', '/console/calls', 'Voicegrant', 'Calls as they happen', calls, who],
    ['GET', '/console/calls/{id}/evidence', 'Voicegrant', 'A call’s evidence', evidence, who],
    ...(login
      ? ([
          ['GET', '/console/login', 'RFC 6749', 'To the provider operators log in at', login.login, who],
          ['GET', '/console/callback', 'RFC 6749', 'Back from there', login.callback, who],
          ['POST', '/console/logout', 'Voicegrant', 'Leaves the console', login.logout, who],
          ['GET', '/console/left', 'Voicegrant', 'After leaving', login.left, who],
        ] as const)
      : []),
  ];
};
