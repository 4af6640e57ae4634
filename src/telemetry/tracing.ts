import type { CallId } from '#core';

/** What a span may carry: ids of ours, codes, and nothing else. */
export type Attributes = Readonly<Record<string, string | number>>;
/** One stretch of work, for `event` and `fail`; both do nothing where nobody traces. */
export type Span = { event(name: string, attributes: Attributes): void; fail(): void };

/**
 * Traces, as the rooms above may take them. Everything done for one call is one trace, whichever request it was done in:
 * the page's requests hang under the same call as the telephone's.
 */
export type Tracing = {
  /** Runs the answer to one request as a span; `traceparent` is what the client sent, if anything. */
  request<Result>(
    method: string,
    route: string,
    traceparent: string | null,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /** Runs a neighbour's work as a span inside the present request. */
  span<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** The present request is about this call. */
  about(call: CallId): void;
  /** Something has been written into the call's journal. */
  fact(call: CallId, kind: string, attributes: Attributes): void;
  readonly isOn: boolean;
};

/** Nobody traces: everything is done as it would be. */
export const noTracing: Tracing = {
  request: (_method, _route, _parent, work) => work(),
  span: (_name, work) => work(),
  about() {},
  fact() {},
  isOn: false,
};
