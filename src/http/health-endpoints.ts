import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';

/** The neighbours readiness asks about, by name. */
export type Neighbours = Readonly<Record<string, () => Promise<boolean>>>;

/** `GET /healthz`: the process answers. `GET /readyz`: every neighbour it needs answers too, or which one does not. */
export const createHealthEndpoints = (neighbours: Neighbours): Record<'live' | 'ready', Endpoint> => ({
  live: () => json(200, { status: 'ok' }),
  async ready() {
    const entries = await Promise.all(
      Object.entries(neighbours).map(async ([name, ready]) => [name, await ready().catch(() => false)] as const),
    );
    const ok = entries.every(([, ready]) => ready);
    return json(ok ? 200 : 503, {
      status: ok ? 'ready' : 'not_ready',
      parts: Object.fromEntries(entries.map(([name, ready]) => [name, ready ? 'ready' : 'not_ready'])),
    });
  },
});
