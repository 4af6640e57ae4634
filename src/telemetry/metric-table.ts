/** Every metric there is: kind, labels, and one sentence. `docs/operate.md`, the dashboard and the text are held against it. */
export const metricTable = {
  http_requests_total: ['counter', ['route', 'status'], 'Answers by route and status.'],
  http_request_seconds: ['histogram', ['route'], 'Time to answer by route.'],
  refusals_total: ['counter', ['route', 'code'], 'Requests refused, by the code of docs/errors.md.'],
  foreign_host_total: [
    'counter',
    [],
    'Requests for another host than that of the issuer: a wrong public address, or a scan.',
  ],
  calls_started_total: ['counter', ['channel'], 'Calls that came in.'],
  calls_ended_total: ['counter', ['how'], 'Calls that ended, and how.'],
  lease_lapses_total: ['counter', [], 'Calls whose voice side fell silent until the lease was over.'],
  verdicts_total: ['counter', ['provider', 'verdict'], 'Answers to an id and PIN.'],
  guards_tripped_total: ['counter', ['guard'], 'Attempts stopped by a lock or a spray guard.'],
  transfers_total: ['counter', ['reason'], 'Calls put through to a person.'],
  grants_offered_total: ['counter', ['type', 'delivery'], 'Grants offered.'],
  grants_refused_total: ['counter', ['type', 'reason'], 'Wishes that got no grant.'],
  texts_total: ['counter', ['outcome'], 'Texts: sent, or why they failed.'],
  links_opened_total: ['counter', [], 'Pages on which a human has begun.'],
  digits_wrong_total: ['counter', [], 'Wrong digits typed.'],
  grants_redeemed_total: ['counter', [], 'Grants redeemed for a token.'],
  grants_dead_total: ['counter', ['reason'], 'Grants that died unused.'],
  transactions_total: ['counter', ['type', 'outcome'], 'Transactions done, or refused by the system of record.'],
  port_seconds: ['histogram', ['port', 'outcome'], 'Time a neighbour took: identity, message, account, store.'],
  queue_depth: [
    'gauge',
    ['queue'],
    'What waits: calls open, orders accepted and not finished, texts without a clear answer.',
  ],
  signing_key_seconds: ['gauge', ['purpose'], 'How long a key still signs; -1 when none does.'],
  process_resident_bytes: ['gauge', [], 'Memory of this process.'],
  event_loop_lag_seconds: ['gauge', [], 'How late this process gets to its work.'],
} as const satisfies Record<string, readonly ['counter' | 'gauge' | 'histogram', readonly string[], string]>;

export type MetricName = keyof typeof metricTable;
