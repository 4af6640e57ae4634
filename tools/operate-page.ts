// Why this exists: docs/operate.md must name the metrics and alarms there are, and the Grafana dashboard must draw no metric
// that does not exist. All three are made from one table.
import { type MetricName, metricTable } from '#telemetry';

type Alarm = { readonly name: string; readonly when: string; readonly means: string; readonly do: string };
const m = (name: MetricName, labels = '') => `voicegrant_${name}${labels}`;

/** What to be woken by, and what to do then. */
export const alarms: readonly Alarm[] = [
  {
    name: 'Not ready',
    when: `GET /readyz answers 503 for a minute`,
    means: 'A part that every call needs is gone; the answer names it.',
    do: '`voicegrant doctor` on the machine says what is wrong with it and what to do.',
  },
  {
    name: 'Nobody can be verified',
    when: `rate(${m('verdicts_total', '{verdict="cannot_say"}')}[5m]) > 0.2 * rate(${m('verdicts_total')}[5m])`,
    means: 'The identity provider is slow, refuses us, or is down; callers are put through to people.',
    do: 'Look at its own status; `voicegrant doctor`; the log lines with `port` say which neighbour failed.',
  },
  {
    name: 'Texts fail',
    when: `rate(${m('texts_total', '{outcome!="sent"}')}[5m]) > 0.1`,
    means: 'The message provider refuses, or the numbers are bad.',
    do: 'The outcome says why: `misconfigured` is our credentials, `throttled` our rate, `opted_out` and `not_mobile` the callers’ numbers.',
  },
  {
    name: 'Orders wait',
    when: `${m('queue_depth', '{queue="orders_pending"}')} > 0 for 5 minutes`,
    means: 'The system of record does not answer; what callers confirmed is kept and tried again.',
    do: 'Bring the system of record back. Nothing needs to be repeated by hand.',
  },
  {
    name: 'Guesses',
    when: `rate(${m('guards_tripped_total')}[5m]) > 1 or rate(${m('digits_wrong_total')}[5m]) > 1`,
    means: 'Somebody tries ids, PINs or digits; the guards hold.',
    do: '`voicegrant users list` shows who is locked; SECURITY.md says what the guards count.',
  },
  {
    name: 'Leases lapse',
    when: `rate(${m('lease_lapses_total')}[15m]) > 0.1 * rate(${m('calls_started_total')}[15m])`,
    means: 'The voice side falls silent while callers are on the line: its wait loop does not come by.',
    do: 'Is the flow or the webhook the shipped one? Compare it with `voicegrant template` and docs/channels/.',
  },
  {
    name: 'A key ends',
    when: `${m('signing_key_seconds')} < 86400`,
    means: 'A signing key retires within a day and nothing takes over.',
    do: '`voicegrant keys rotate PURPOSE`, then restart every process.',
  },
  {
    name: 'Wrong public address',
    when: `rate(${m('foreign_host_total')}[5m]) > 1`,
    means: 'Callers come by another name than VOICEGRANT_ISSUER; their proofs are refused.',
    do: '`voicegrant doctor` compares the address; set it to what callers open, or correct the proxy.',
  },
];

/** The table of metrics and the table of alarms, as docs/operate.md shows them. */
export const telemetryTables = (): { metrics: string; alarms: string } => ({
  metrics: [
    '| metric | kind | labels | counts |',
    '|---|---|---|---|',
    ...Object.entries(metricTable).map(
      ([name, [kind, labels, says]]) =>
        `| \`voicegrant_${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${says} |`,
    ),
  ].join('\n'),
  alarms: [
    '| alarm | when | it means | do |',
    '|---|---|---|---|',
    ...alarms.map(({ name, when, means, do: remedy }) => `| ${name} | \`${when}\` | ${means} | ${remedy} |`),
  ].join('\n'),
});

const panels: readonly [title: string, unit: string, ...queries: readonly [query: string, legend: string][]][] = [
  [
    'The funnel: calls to transactions',
    'short',
    [`sum(increase(${m('calls_started_total')}[$__range]))`, 'calls'],
    [`sum(increase(${m('verdicts_total', '{verdict="verified"}')}[$__range]))`, 'verified'],
    [`sum(increase(${m('grants_offered_total')}[$__range]))`, 'offered'],
    [`sum(increase(${m('links_opened_total')}[$__range]))`, 'opened'],
    [`sum(increase(${m('grants_redeemed_total')}[$__range]))`, 'redeemed'],
    [`sum(increase(${m('transactions_total', '{outcome="done"}')}[$__range]))`, 'done'],
  ],
  ['Verdicts', 'ops', [`sum by (provider, verdict) (rate(${m('verdicts_total')}[5m]))`, '{{provider}} {{verdict}}']],
  ['Why grants die', 'ops', [`sum by (reason) (rate(${m('grants_dead_total')}[5m]))`, '{{reason}}']],
  ['Texts', 'ops', [`sum by (outcome) (rate(${m('texts_total')}[5m]))`, '{{outcome}}']],
  [
    'Neighbours, 95th percentile',
    's',
    [`histogram_quantile(0.95, sum by (le, port) (rate(${m('port_seconds')}_bucket[5m])))`, '{{port}}'],
  ],
  [
    'Answers, 95th percentile',
    's',
    [`histogram_quantile(0.95, sum by (le, route) (rate(${m('http_request_seconds')}_bucket[5m])))`, '{{route}}'],
  ],
  ['Refusals', 'ops', [`sum by (route, code) (rate(${m('refusals_total')}[5m]))`, '{{route}} {{code}}']],
  ['What waits', 'short', [m('queue_depth'), '{{queue}}']],
  [
    'How calls end',
    'ops',
    [`sum by (how) (rate(${m('calls_ended_total')}[5m]))`, '{{how}}'],
    [`sum(rate(${m('lease_lapses_total')}[5m]))`, 'lease lapsed'],
  ],
  ['Keys: time left', 's', [m('signing_key_seconds'), '{{purpose}}']],
  ['Memory', 'bytes', [m('process_resident_bytes'), '{{instance}}']],
  ['Event loop lag', 's', [m('event_loop_lag_seconds'), '{{instance}}']],
];

/** `docs/grafana/voicegrant.json`: a dashboard to import; it asks which Prometheus to read. */
export const dashboard = (): string => {
  const datasource = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };
  const drawn = panels.map(([title, unit, ...queries], at) => ({
    id: at + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { h: 8, w: 12, x: (at % 2) * 12, y: Math.floor(at / 2) * 8 },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: queries.map(([expr, legendFormat], n) => ({
      refId: String.fromCharCode(65 + n),
      datasource,
      expr,
      legendFormat,
    })),
  }));
  const model = {
    __inputs: [{ name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus' }],
    __requires: [{ type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' }],
    title: 'Voicegrant',
    uid: 'voicegrant',
    schemaVersion: 39,
    version: 1,
    editable: true,
    time: { from: 'now-6h', to: 'now' },
    refresh: '30s',
    tags: ['voicegrant'],
    templating: { list: [] },
    annotations: { list: [] },
    panels: drawn,
  };
  return `${JSON.stringify(model, null, 2)}\n`;
};

/** `docs/operate.md`: what a running installation says, what to be woken by, and what to do then. */
export const operatePage = (): string => {
  const tables = telemetryTables();
  return `# Operating

Made by \`npm run docs\` from \`tools/operate-page.ts\` and the program's own table of metrics.

## When something is wrong, in this order

1. \`voicegrant doctor\` with the server's settings: every part and every neighbour, and what to do about each
   ([command](command.md)). Exit code 1 for a fault, \`--json\` for a machine.
2. \`GET /readyz\`: which part every call needs is missing: \`store\` (must take a write), \`identity\`, \`message\`, \`keys\`.
   \`GET /healthz\` says only that the process answers; restart on that one, route by the other.
3. The log, by the call's id. [faults.md](faults.md) shows what each kind of fault looks like in all of these.

## The log

One JSON object a line on standard error: \`at\` (NumericDate), \`level\`, \`message\` and ids. Every noun handed on is one line with
\`call_id\`, so a call reads as a story: *A call has come in*, *The caller is verified*, *A grant was offered*, *A text was handed to
the provider*, *A grant was redeemed for a token*, *A transaction was done*, *A call has ended*. \`code\` is the one word that tells
how it went. Names, numbers, digits and tokens have no field they could stand in.

## Metrics

\`GET /metrics\`, one process's own, for Prometheus. Do not publish the path; the shipped edge does not.

${tables.metrics}

A Grafana dashboard to import: [grafana/voicegrant.json](grafana/voicegrant.json).

## Alarms

${tables.alarms}

## Traces

Switched on by the usual environment, and by nothing else: \`OTEL_EXPORTER_OTLP_ENDPOINT\` (or \`…_TRACES_ENDPOINT\`,
\`OTEL_TRACES_EXPORTER=otlp\`), with \`OTEL_EXPORTER_OTLP_HEADERS\`, \`OTEL_SERVICE_NAME\`, \`OTEL_RESOURCE_ATTRIBUTES\`,
\`OTEL_TRACES_SAMPLER\` and \`…_ARG\`, \`OTEL_SDK_DISABLED\`. Spans go as OTLP over HTTP in JSON; gRPC is not served. A whole call is
one trace, whichever process answered which request: the telephone's webhooks, the page's requests, and below them identity,
message, store and account. Its id follows from the call's id. Spans carry ids and codes, like the log. A collector that is
away costs nobody a wait; the log says so once.

## What it costs

\`node bench/telemetry.ts\` plays whole calls (telephone, page, account) in one process with and without each, in turn within each
round. In 21 rounds of 12 calls on a busy two-core machine, CPU of a call against the same call in silence: logs 1.04, traces 1.09,
both 1.16 (medians; single rounds from 0.8 to 1.6). A count and an observation cost about 350 ns each.

## Upgrading

1. Read the decisions and the changes between the versions; \`voicegrant doctor\` with the new version and the old settings names
   what no longer holds (an unknown setting is refused, never ignored).
2. Back up the keyring and the database.
3. Replace one process after another. Processes of both versions may share the store meanwhile; a live call goes on with either.
4. \`voicegrant journal verify\` and \`GET /readyz\` afterwards. Going back is the same way.
`;
};
