import type { Endpoint } from './endpoint.ts';

/** `GET /metrics`: what this process has counted, as Prometheus text (exposition format 0.0.4). */
export const createMetricsEndpoint =
  (text: () => Promise<string>): Endpoint =>
  async () =>
    new Response(await text(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
