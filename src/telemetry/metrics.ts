import { type MetricName, metricTable } from './metric-table.ts';

const limits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
type Histogram = { readonly within: number[]; sum: number; count: number };

/** What this process counts. Label values are route patterns, codes and types: no path, id or person can become one. */
export type Metrics = {
  count(name: MetricName, ...labels: readonly string[]): void;
  observe(name: MetricName, seconds: number, ...labels: readonly string[]): void;
  set(name: MetricName, value: number, ...labels: readonly string[]): void;
  /** The Prometheus text; gauges are asked for first. */
  text(): Promise<string>;
  /** Has gauges set whenever the text is wanted. A gauge that fails is left out. */
  gauges(read: () => Promise<void>): void;
};

/** `pin"x` as a label value may not end the label. */
const safe = (value: string): string => value.replace(/[\\"\n]/g, '_').slice(0, 80);

/** Metrics of one process, kept in its memory. */
export const createMetrics = (): Metrics => {
  const values = new Map<string, Map<string, number>>();
  const histograms = new Map<string, Map<string, Histogram>>();
  const readers: (() => Promise<void>)[] = [];
  /** Counting happens on every request, showing once in a while: labels are written out only when they are shown. */
  const keyOf = (labels: readonly string[]): string =>
    labels.length === 1 ? (labels[0] ?? '') : labels.join('\u0001');
  const labelled = (name: MetricName, key: string): string => {
    const given = key.split('\u0001');
    return metricTable[name][1].map((label, at) => `${label}="${safe(given[at] ?? '')}"`).join(',');
  };
  const of = <Value>(all: Map<string, Map<string, Value>>, name: string): Map<string, Value> => {
    const known = all.get(name) ?? new Map<string, Value>();
    all.set(name, known);
    return known;
  };
  const braced = (labels: string): string => (labels === '' ? '' : `{${labels}}`);

  const lines = (name: MetricName): string[] => {
    const [kind, , says] = metricTable[name];
    const full = `voicegrant_${name}`;
    const head = [`# HELP ${full} ${says}`, `# TYPE ${full} ${kind}`];
    if (kind !== 'histogram')
      return [
        ...head,
        ...[...of(values, name)].map(([key, value]) => `${full}${braced(labelled(name, key))} ${value}`),
      ];
    return [
      ...head,
      ...[...of(histograms, name)].flatMap(([key, { within, sum, count }]) => {
        const labels = labelled(name, key);
        const comma = labels === '' ? '' : `${labels},`;
        return [
          ...limits.map((limit, at) => `${full}_bucket{${comma}le="${limit}"} ${within[at]}`),
          `${full}_bucket{${comma}le="+Inf"} ${count}`,
          `${full}_sum${braced(labels)} ${sum}`,
          `${full}_count${braced(labels)} ${count}`,
        ];
      }),
    ];
  };

  return {
    count(name, ...labels) {
      const known = of(values, name);
      const key = keyOf(labels);
      known.set(key, (known.get(key) ?? 0) + 1);
    },
    set(name, value, ...labels) {
      of(values, name).set(keyOf(labels), value);
    },
    observe(name, seconds, ...labels) {
      const known = of(histograms, name);
      const key = keyOf(labels);
      const one = known.get(key) ?? { within: limits.map(() => 0), sum: 0, count: 0 };
      for (let at = limits.length - 1; at >= 0 && seconds <= (limits[at] ?? 0); at -= 1) one.within[at]! += 1;
      one.sum += seconds;
      one.count += 1;
      known.set(key, one);
    },
    gauges(read) {
      readers.push(read);
    },
    async text() {
      await Promise.all(readers.map((read) => read().catch(() => undefined)));
      return `${(Object.keys(metricTable) as MetricName[]).flatMap(lines).join('\n')}\n`;
    },
  };
};
