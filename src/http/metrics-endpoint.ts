import type { Endpoint } from './endpoint.ts';

/** Counts what this process answered. */
export type Metrics = {
  answered(route: string, status: number, seconds: number): void;
  readonly endpoint: Endpoint;
};

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * `GET /metrics`: Prometheus text of this process. Labels are route patterns and status codes, so no path, id or person
 * can become one.
 */
export const createMetrics = (gauges: Readonly<Record<string, () => number>>): Metrics => {
  const counts = new Map<string, number>();
  const histograms = new Map<string, { counts: number[]; sum: number; count: number }>();
  return {
    answered(route, status, seconds) {
      const key = `route="${route}",status="${status}"`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const histogram = histograms.get(route) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
      for (const [index, limit] of buckets.entries()) if (seconds <= limit) histogram.counts[index]! += 1;
      histogram.sum += seconds;
      histogram.count += 1;
      histograms.set(route, histogram);
    },
    endpoint() {
      const lines = [
        '# HELP voicegrant_http_requests_total Answers by route and status.',
        '# TYPE voicegrant_http_requests_total counter',
        ...[...counts].map(([labels, count]) => `voicegrant_http_requests_total{${labels}} ${count}`),
        '# HELP voicegrant_http_request_seconds Time to answer by route.',
        '# TYPE voicegrant_http_request_seconds histogram',
        ...[...histograms].flatMap(([route, { counts: within, sum, count }]) => [
          ...buckets.map(
            (limit, index) => `voicegrant_http_request_seconds_bucket{route="${route}",le="${limit}"} ${within[index]}`,
          ),
          `voicegrant_http_request_seconds_bucket{route="${route}",le="+Inf"} ${count}`,
          `voicegrant_http_request_seconds_sum{route="${route}"} ${sum}`,
          `voicegrant_http_request_seconds_count{route="${route}"} ${count}`,
        ]),
        ...Object.entries(gauges).flatMap(([name, read]) => [
          `# TYPE voicegrant_${name} gauge`,
          `voicegrant_${name} ${read()}`,
        ]),
      ];
      return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; version=0.0.4' } });
    },
  };
};
