import type { Attributes } from '../tracing.ts';
import type { OtlpSettings } from './environment.ts';

/** A span that is over. Instants are NumericDate seconds. */
export type FinishedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  readonly began: number;
  readonly ended: number;
  readonly failed: boolean;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly at: number; readonly attributes: Attributes }[];
  /** Trace and span id of the client's own trace, with a space between. */
  readonly link: string | null;
};

const kinds = { internal: 1, server: 2, client: 3 } as const;
const nanos = (seconds: number): string => `${Math.round(seconds * 1000)}000000`;
const attributeValue = (value: string | number) =>
  typeof value === 'string' ? { stringValue: value } : { doubleValue: value };
const listed = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: attributeValue(value) }));

/** Spans in the JSON form of OTLP (`ExportTraceServiceRequest`). */
export const payloadOf = ({ resource }: Pick<OtlpSettings, 'resource'>, spans: readonly FinishedSpan[]) => ({
  resourceSpans: [
    {
      resource: { attributes: listed(resource) },
      scopeSpans: [
        {
          scope: { name: 'voicegrant' },
          spans: spans.map(({ kind, began, ended, failed, attributes, events, link, parentSpanId, ...span }) => ({
            ...span,
            ...(parentSpanId === '' ? {} : { parentSpanId }),
            kind: kinds[kind],
            startTimeUnixNano: nanos(began),
            endTimeUnixNano: nanos(ended),
            attributes: listed(attributes),
            events: events.map(({ name, at, attributes: told }) => ({
              name,
              timeUnixNano: nanos(at),
              attributes: listed(told),
            })),
            links: link === null ? [] : [{ traceId: link.split(' ')[0], spanId: link.split(' ')[1] }],
            status: { code: failed ? 2 : 0 },
          })),
        },
      ],
    },
  ],
});
