import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import type { ClientOptions } from 'ldapts';
import { createAnswerGate } from './answers.ts';

/** The same socket, of which nobody hears anything but whole answers to what was asked over it. */
const watched = <Connection extends Socket>(socket: Connection): Connection => {
  const gate = createAnswerGate();
  const write = socket.write.bind(socket) as (...values: unknown[]) => boolean;
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
  const watch = {
    write(bytes: unknown, ...rest: unknown[]): boolean {
      if (Buffer.isBuffer(bytes)) gate.asked(bytes);
      return write(bytes, ...rest);
    },
    emit(event: string | symbol, ...values: unknown[]): boolean {
      const [chunk] = values;
      if (event !== 'data' || !Buffer.isBuffer(chunk)) return emit(event, ...values);
      try {
        for (const answer of gate.heard(chunk)) emit('data', answer);
        return true;
      } catch (error) {
        socket.destroy(error as Error);
        return false;
      }
    },
  };
  return Object.assign(socket, watch);
};

/** How the LDAP library opens its connections. */
export const watchedConnections: Pick<ClientOptions, 'createConnection' | 'createSecureConnection'> = {
  createConnection: ((...given: Parameters<typeof connect>): Socket => watched(connect(...given))) as typeof connect,
  createSecureConnection: ((...given: Parameters<typeof connectSecurely>): TLSSocket =>
    watched(connectSecurely(...given))) as typeof connectSecurely,
};
