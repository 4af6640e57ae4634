// In: settings. Out: a Voicegrant listening on a socket, and a way to stop it.
// Chooses the adapters, opens the socket, runs the chores; decides nothing.
// Must never: be imported by a room, or serve before its ports are open.
import { createApp } from '#app';
import { type Config, listeningOn } from '#config';
import { movableClock, systemClock } from '#core';
import type { Project } from '../project/define.ts';
import { openPorts } from './ports.ts';
import { openSocket } from './socket.ts';
import { tendRegularly } from './tend.ts';
import { openTracing } from './tracing.ts';

/** A running Voicegrant. `close` answers what is under way, then lets go of everything. */
export type Running = { readonly config: Config; readonly handset: string | null; close(): Promise<void> };
type Write = (line: string) => void;

/** Starts one Node process's worth of Voicegrant. @throws ConfigError, or the socket's own error. */
export const startNode = async (settings: Config, write: Write, project: Project = {}): Promise<Running> => {
  const clock = movableClock(systemClock());
  const socket = await openSocket(settings);
  const config = listeningOn(settings, socket.port);
  try {
    const ports = await openPorts(config, clock, write, project);
    const { end, ...traced } = await openTracing(clock, ports.log);
    const app = createApp(config, { ...ports, ...traced });
    const stopTending = tendRegularly(app, ports.log);
    socket.serve(app.fetch);
    return {
      config,
      handset: config.handset ? `${config.issuer}/handset` : null,
      async close() {
        for (const step of [socket.close, stopTending, end, () => ports.store.close()]) await step();
      },
    };
  } catch (error) {
    await socket.close();
    throw error;
  }
};
