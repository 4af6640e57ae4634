import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { RequestError } from '@hono/node-server';
import { securityHeaders } from '#http';

/** How long a client may take over its headers and its request, and how often that is looked at (ms). */
export const patience = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 };

/** What was refused before there was a request, or while one was being made of it. */
const statusOf: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const refuseConnection = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = statusOf[error.code ?? ''] ?? 400;
  const lines = Object.entries({ connection: 'close', 'content-length': '0', ...securityHeaders(false) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`);
};

/** Gives what Node refuses before we see it the headers every answer carries (threats T-08, T-14), and closes. */
export const guardRefusals = (server: Server): void => {
  server.on('clientError', refuseConnection);
  server.on('checkExpectation', (_request, response) => void response.writeHead(417, securityHeaders(false)).end());
};

/** Answers what is a request to Node and none to the web: an address that is no URL. Says nothing of the error. */
export const refuseRequest = (error: unknown): Response =>
  new Response(null, { status: error instanceof RequestError ? 400 : 500, headers: securityHeaders(false) });
