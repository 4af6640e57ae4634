// In: spans of this process. Out: OTLP over HTTP as JSON (opentelemetry-proto 1.x), in batches, to the collector named by
// the usual OTEL_* environment. Loaded only where that environment asks for it.
// Must never: make a caller wait for the collector, keep more than a bounded number of spans, or send anything but ids and codes.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { CallId, Clock, Random } from '#core';
import type { Attributes, Tracing } from '../tracing.ts';
import { type OtlpSettings, sampled } from './environment.ts';
import { type FinishedSpan, payloadOf } from './payload.ts';

export { type OtlpSettings, otlpSettings } from './environment.ts';

type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<void>;
};
type Open = { -readonly [Field in keyof FinishedSpan]: FinishedSpan[Field] };
type Work = { call: CallId | null; readonly spans: Open[]; readonly root: Open; readonly traceparent: string | null };

const mostKept = 4096;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A call's trace and its own span have ids that follow from the call's: any process that serves it finds the same trace. */
export const traceOf = (call: string): string => digest(`trace ${call}`).slice(0, 32);
const callSpanOf = (call: string): string => digest(`span ${call}`).slice(0, 16);

/** Tracing by OTLP. `flush` sends what has gathered; it never throws. */
export const createOtlpTracing = (
  settings: OtlpSettings,
  { clock, random, post }: Ports,
): Tracing & { flush(): Promise<void> } => {
  const present = new AsyncLocalStorage<{ readonly work: Work; readonly span: Open }>();
  const newSpanId = () => Buffer.from(random.bytes(8)).toString('hex');
  let finished: FinishedSpan[] = [];

  const open = (name: string, kind: FinishedSpan['kind'], parent: string): Open => ({
    ...{ traceId: '', spanId: newSpanId(), parentSpanId: parent, name, kind, failed: false },
    ...{ began: clock.now(), ended: 0, attributes: {}, events: [], link: null },
  });
  const keep = (span: FinishedSpan): void => {
    if (finished.length < mostKept && sampled(settings, span.traceId)) finished.push(span);
  };
  const ran = async <Result>(span: Open, work: Work, run: () => Promise<Result>): Promise<Result> => {
    try {
      return await present.run({ work, span }, run);
    } catch (error) {
      span.failed = true;
      throw error;
    } finally {
      span.ended = clock.now();
    }
  };

  return {
    isOn: true,
    async request(method, route, traceparent, run) {
      const root = open(`${method} ${route}`, 'server', '');
      root.attributes = { 'http.request.method': method, 'http.route': route };
      const work: Work = { call: null, spans: [root], root, traceparent };
      try {
        return await ran(root, work, run);
      } finally {
        const { call } = work;
        // Only now is it known whose trace this is. A client's own trace is linked, not followed: anybody can name one.
        const traceId = call === null ? Buffer.from(random.bytes(16)).toString('hex') : traceOf(call);
        if (call !== null) {
          root.parentSpanId = callSpanOf(call);
          root.attributes = { ...root.attributes, 'voicegrant.call_id': call };
        }
        root.link =
          /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/
            .exec(traceparent ?? '')
            ?.slice(1, 3)
            .join(' ') ?? null;
        for (const span of work.spans) keep({ ...span, traceId });
      }
    },
    span(name, run) {
      const here = present.getStore();
      if (here === undefined) return run();
      const span = open(name, 'client', here.span.spanId);
      here.work.spans.push(span);
      return ran(span, here.work, run);
    },
    about(call) {
      const here = present.getStore();
      if (here !== undefined) here.work.call ??= call;
    },
    fact(call, kind, attributes: Attributes) {
      const here = present.getStore();
      if (here !== undefined) {
        here.work.call ??= call;
        here.span.events = [...here.span.events, { name: kind, at: clock.now(), attributes }];
      }
      // The call's own span, from its first to its last entry, is told in two halves that a collector shows as one trace.
      if (kind !== 'call_started') return;
      const span = open('call', 'internal', '');
      const told = { ...attributes, 'voicegrant.call_id': call };
      keep({ ...span, traceId: traceOf(call), spanId: callSpanOf(call), attributes: told, ended: span.began });
    },
    async flush() {
      const spans = finished;
      finished = [];
      if (spans.length === 0) return;
      await post(settings.url, settings.headers, JSON.stringify(payloadOf(settings, spans))).catch(() => undefined);
    },
  };
};
