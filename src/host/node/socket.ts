import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Config } from '#config';
import { clientOf } from './client-address.ts';
import { guardRefusals, patience, refuseRequest } from './refused.ts';

type Fetch = (request: Request, info: { client: string }) => Promise<Response>;

/** Opens the socket first, so that the issuer can follow a free port; answers 503 until there is something to serve. */
export const openSocket = async (config: Pick<Config, 'host' | 'port' | 'trustedProxies'>, limits = patience) => {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const served: RequestListener = (request, response) => listener(request, response);
  const server = createServer({ ...limits, maxHeaderSize: 16_384, keepAliveTimeout: 65_000 }, served);
  guardRefusals(server);
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
      const answer = (request: Request, env: unknown) => fetch(request, { client: bound(env as never) });
      listener = getRequestListener(answer, { errorHandler: refuseRequest });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
};
