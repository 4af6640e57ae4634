import { ConfigError } from '#core';
import type { Attributes } from '../tracing.ts';

/** Where spans go, by the usual environment (OpenTelemetry specification, "Environment Variable Specification"). */
export type OtlpSettings = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Attributes;
  /** Share of traces that are kept, 0 to 1. */
  readonly ratio: number;
};
type Environment = Readonly<Record<string, string | undefined>>;

const pairs = (text: string): [string, string][] =>
  text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0
      ? [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as [string, string]]
      : [];
  });

const ratioOf = (sampler: string, arg: string): number => {
  if (sampler.endsWith('always_off')) return 0;
  if (!sampler.endsWith('traceidratio')) return 1;
  const ratio = Number(arg === '' ? '1' : arg);
  return ratio >= 0 && ratio <= 1 ? ratio : 1;
};

/**
 * The settings, or null when nobody asks for traces: neither an endpoint nor `OTEL_TRACES_EXPORTER=otlp` is given, or it is
 * switched off. @throws ConfigError for an address that is none, or a protocol that is not served here.
 */
export const otlpSettings = (env: Environment): OtlpSettings | null => {
  const of = (name: string) => env[name]?.trim() ?? '';
  const first = (...names: string[]) => names.map(of).find((value) => value !== '') ?? '';
  const exporter = of('OTEL_TRACES_EXPORTER');
  const base = of('OTEL_EXPORTER_OTLP_ENDPOINT');
  const own = of('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const isAsked = exporter.split(',').includes('otlp') || (exporter === '' && (base !== '' || own !== ''));
  if (!isAsked || of('OTEL_SDK_DISABLED').toLowerCase() === 'true') return null;
  const protocol = first('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === 'grpc')
    throw new ConfigError(['OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not served; collectors take http/json on port 4318']);
  const url = own !== '' ? own : `${(base === '' ? 'http://localhost:4318' : base).replace(/\/$/, '')}/v1/traces`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new ConfigError(['OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address']);
  return {
    url,
    headers: Object.fromEntries(pairs(first('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'))),
    resource: {
      'service.name': 'voicegrant',
      ...Object.fromEntries(pairs(of('OTEL_RESOURCE_ATTRIBUTES'))),
      ...(of('OTEL_SERVICE_NAME') === '' ? {} : { 'service.name': of('OTEL_SERVICE_NAME') }),
    },
    ratio: ratioOf(of('OTEL_TRACES_SAMPLER'), of('OTEL_TRACES_SAMPLER_ARG')),
  };
};

/** Is a trace kept? By its id alone, so that every process decides alike about one call. */
export const sampled = ({ ratio }: Pick<OtlpSettings, 'ratio'>, traceId: string): boolean =>
  Number.parseInt(traceId.slice(-8), 16) / 0x1_0000_0000 < ratio;
