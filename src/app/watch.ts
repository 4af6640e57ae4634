import { createMetrics, type MetricName, noTracing, observed } from '#telemetry';
import type { Ports } from './ports.ts';
import { readiness } from './readiness.ts';
import { signingSeconds } from './signing-seconds.ts';

/** The ports of an app, watched: metrics, traces and a line for each noun handed on; nothing they do is changed. */
export const watch = (given: Ports) => {
  const { clock, log, keyring, tracing = noTracing, store } = given;
  const metrics = createMetrics();
  const seen = observed(given, { clock, log, metrics, tracing });
  const waits = async (queue: string, prefix: readonly string[]) =>
    metrics.set('queue_depth', (await store.list(prefix, { limit: 1000 })).length, queue);
  metrics.gauges(() => waits('calls_open', ['call', 'open']));
  metrics.gauges(() => waits('orders_pending', ['order', 'pending']));
  metrics.gauges(() => waits('texts_open', ['text', 'open']));
  metrics.gauges(async () => {
    const left = (given.signingKeys === undefined ? signingSeconds(keyring, clock) : {}) as Record<string, number>;
    for (const [purpose, seconds] of Object.entries(left)) metrics.set('signing_key_seconds', seconds, purpose);
    for (const [name, value] of Object.entries<number | undefined>(given.gauges?.() ?? {}))
      if (value !== undefined) metrics.set(name as MetricName, value);
  });
  return { ports: { ...given, ...seen }, metrics, tracing, ready: readiness(given) };
};
