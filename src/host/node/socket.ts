import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Config } from '#config';
import { clientOf } from './client-address.ts';

type Fetch = (request: Request, info: { client: string }) => Promise<Response>;

/** How long a client may take over its headers and its request, and how often that is looked at (ms). */
export const patience = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 };

/** Opens the socket first, so that the issuer can follow a free port; answers 503 until there is something to serve. */
export const openSocket = async (config: Pick<Config, 'host' | 'port' | 'trustedProxies'>, limits = patience) => {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const server = createServer({ ...limits, maxHeaderSize: 16_384, keepAliveTimeout: 65_000 }, (request, response) =>
    listener(request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve(fetch: Fetch) {
      const bound = ({ incoming }: { incoming: unknown }) =>
        clientOf(incoming as IncomingMessage, config.trustedProxies);
      // The adapter's own Response is written as it was made; the platform's goes through a stream and back.
      listener = getRequestListener((request, env) => fetch(request, { client: bound(env as never) }));
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
};
