// In: what the rooms do anyway: commits, answers, requests to neighbours. Out: log lines, counts, spans; ids and codes only.
// One line for each noun handed on, one table of metrics, one trace for each call.
// Must never: hold a personal detail or a secret, decide anything, or be waited for by a caller.

export { type MetricName, metricTable } from './metric-table.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type Observable, observed } from './observed.ts';
export { noTracing, type Span, type Tracing } from './tracing.ts';
