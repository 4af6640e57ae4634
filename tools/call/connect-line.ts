import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#app';
import { listeningOn, readConfig } from '#config';
import { movableClock, systemClock } from '#core';
import { shipped } from '#transaction';
import { openPorts } from '../../src/host/node/ports.ts';
import { openSocket } from '../../src/host/node/socket.ts';
import { tendRegularly } from '../../src/host/node/tend.ts';
import type { ConnectTwin, Heard } from '../../twin/connect/connect.ts';
import { numberFor, type VoicegrantOnTwin, voicegrantOnTwin } from '../../twin/connect/voicegrant.ts';
import { connectHandset } from './handset-line.ts';
import type { PhoneLine, Said } from './ports.ts';
import type { OwnServer } from './server.ts';

/** A telephone on the twin of Connect, as the player holds one. */
export const connectLine = (twin: ConnectTwin): PhoneLine => {
  let call: ReturnType<ConnectTwin['ring']> | null = null;
  const said = ({ said: spoken, now, at, silenceMs, keysOnly }: Heard): Said => ({
    say: spoken.map(({ words }) => words),
    next:
      now === 'disconnected'
        ? 'ended'
        : now === 'transferred'
          ? 'transferred'
          : at === 'listen-waiting'
            ? 'waiting'
            : now,
    seconds: silenceMs / 1000,
    secret: keysOnly,
  });
  const onLine = () => {
    if (call === null) throw new Error('there is no call');
    return call;
  };
  return {
    async dial(from, lang) {
      call = twin.ring(from, numberFor(lang));
      return said(await call.start());
    },
    turn: async (input) => said(await onLine().input(input)),
    async hangUp(how) {
      if (how === 'caller') await onLine().hangUp();
      else onLine().drop();
    },
  };
};

/** A server in this process with a Connect twin before it, so that both share one clock and one store. */
export const startConnect = async (
  environment: NodeJS.ProcessEnv,
  more: Partial<VoicegrantOnTwin> = {},
): Promise<OwnServer & { readonly twin: ConnectTwin }> => {
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-connect-'));
  const { VOICEGRANT_ISSUER: _, ...rest } = environment;
  const settings = readConfig({
    VOICEGRANT_STORE: 'memory',
    ...rest,
    PORT: '0',
    VOICEGRANT_DATA: data,
    VOICEGRANT_LOG: 'off',
  });
  const clock = movableClock(systemClock());
  const socket = await openSocket(settings);
  const config = listeningOn(settings, socket.port);
  const ports = await openPorts(config, clock, () => {});
  const app = createApp(config, ports);
  const stopTending = tendRegularly(app, ports.log);
  socket.serve(app.fetch);
  const { store } = ports;
  const { twin } = voicegrantOnTwin({
    line: app.line,
    calls: app.calls,
    log: ports.log,
    transactions: ports.transactions ?? shipped,
    langs: config.languages,
    pinLength: config.pinLength,
    pass: clock.advance,
    // Whoever plays the caller moves the clock when nobody speaks.
    wait: () => {},
    ...more,
  });
  return {
    url: config.issuer,
    twin,
    async close() {
      await socket.close();
      await stopTending();
      await store.close();
      await rm(data, { recursive: true, force: true });
    },
  };
};

/** The channel `connect` of the player: a server of its own, rung through the twin. */
export const openConnect = async () => {
  let own: Awaited<ReturnType<typeof startConnect>> | null = null;
  return {
    environment: {},
    start: async (environment: NodeJS.ProcessEnv): Promise<OwnServer> => {
      own = await startConnect(environment);
      return own;
    },
    connect: async (base: string, fetch: typeof globalThis.fetch) => {
      if (own === null) throw new Error('the Connect twin has no server');
      return { ...(await connectHandset(base, fetch)), line: connectLine(own.twin) };
    },
    close: async () => {},
  };
};
