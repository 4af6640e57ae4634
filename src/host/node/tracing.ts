import { type Clock, type Log, systemRandom } from '#core';
import type { Tracing } from '#telemetry';
import { postSpans } from './post-spans.ts';

const everyMs = 2000;
type Opened = { readonly tracing?: Tracing; readonly end: () => Promise<void> };
const nobody: Opened = { end: async () => undefined };

/** Tracing as the usual OTEL_* environment asks for it, and how to end it; nothing is loaded where nobody asks. */
export const openTracing = async (clock: Clock, log: Log): Promise<Opened> => {
  if (!Object.keys(process.env).some((name) => /^OTEL_(TRACES_EXPORTER|EXPORTER_OTLP)/.test(name))) return nobody;
  const { createOtlpTracing, otlpSettings } = await import('#telemetry/otlp');
  const settings = otlpSettings(process.env);
  if (settings === null) return nobody;
  const tracing = createOtlpTracing(settings, { clock, random: systemRandom, post: postSpans(log) });
  const timer = setInterval(() => void tracing.flush(), everyMs);
  timer.unref();
  const end = async (): Promise<void> => {
    clearInterval(timer);
    await tracing.flush();
  };
  return { tracing, end };
};
