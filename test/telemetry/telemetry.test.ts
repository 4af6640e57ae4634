// What a running installation tells: one line for each noun handed on, every metric with real numbers, one trace for the
// whole call from the first webhook to the account. Ids and codes only.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, stoppedClock, systemRandom } from '#core';
import { metricTable } from '#telemetry';
import { createOtlpTracing, otlpSettings, traceOf } from '#telemetry/otlp';
import { findLeaks } from '../../tools/leak-scan.ts';
import { alarms, dashboard } from '../../tools/operate-page.ts';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';

type Span = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string }[];
  events: { name: string }[];
};

/** One whole call with everything switched on. */
const whole = async () => {
  const clock = stoppedClock();
  const lines: string[] = [];
  const bodies: string[] = [];
  const settings = otlpSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' });
  assert.ok(settings);
  const post = async (_url: string, _headers: object, body: string) => void bodies.push(body);
  const tracing = createOtlpTracing(settings, { clock, random: systemRandom, post });
  const log = createLog((line) => lines.push(line), clock.now);
  const house = await install({ clock, log, ports: () => ({ tracing }) });
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  await client.redeem(offer.code, '000000');
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const details = { given_name: 'Zelmira', family_name: 'Quixworthy', birthdate: '1977-03-09', relationship: 'other' };
  assert.equal((await client.transact(token, 'add_user', details)).status, 201);
  await house.quiet(offer.call);
  await house.hangUp(offer.call);
  const metrics = await (await house.fetch('/metrics')).text();
  await tracing.flush();
  const spans = bodies.flatMap(
    (body) =>
      (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans[0]?.scopeSpans[0]
        ?.spans ?? [],
  );
  return { lines, bodies, metrics, spans, offer, token };
};

const seen = await whole();

describe('the log', () => {
  it('has one line for each noun handed on, from the call to the account, with ids only', () => {
    const told = seen.lines
      .map((line) => JSON.parse(line) as { message: string; call_id?: string })
      .filter(({ call_id }) => call_id === seen.offer.call)
      .map(({ message }) => message);
    const expected = [
      'A call has come in',
      'An id and PIN were checked',
      'The caller is verified',
      'A wish was understood',
      'A grant was offered',
      'A text was handed to the provider',
      'Wrong digits were typed',
      'A grant was redeemed for a token',
      'The details were sent',
      'A grant was consumed',
      'A transaction was done',
      'A call has ended',
    ];
    assert.deepEqual(
      expected.filter((sentence) => told.filter((one) => one === sentence).length !== 1),
      [],
      told.join('\n'),
    );
    assert.doesNotMatch(seen.lines.join('\n'), /\[dropped\]/);
  });
});

describe('the metrics', () => {
  it('are the ones of the table, each with its kind, and count what happened', () => {
    for (const [name, [kind]] of Object.entries(metricTable))
      assert.match(seen.metrics, new RegExp(`^# TYPE voicegrant_${name} ${kind}$`, 'm'));
    for (const line of [
      'calls_started_total{channel="handset"} 1',
      'verdicts_total{provider="embedded",verdict="verified"} 1',
      'grants_offered_total{type="add_user",delivery="link"} 1',
      'texts_total{outcome="sent"} 1',
      'digits_wrong_total 1',
      'grants_redeemed_total 1',
      'transactions_total{type="add_user",outcome="done"} 1',
      'calls_ended_total{how="caller"} 1',
      'port_seconds_count{port="identity/embedded",outcome="verified"} 1',
      'port_seconds_count{port="message/outbox",outcome="accepted"} 1',
      'port_seconds_count{port="account",outcome="ok"} 1',
      'refusals_total{route="/oauth/token",code="invalid_grant"} 1',
      'queue_depth{queue="orders_pending"} 0',
      'signing_key_seconds{purpose="access_token"} 1000000000',
    ])
      assert.ok(seen.metrics.includes(`voicegrant_${line}`), `${line}\n${seen.metrics}`);
  });

  it('are in the form Prometheus reads: every sample under its own type, buckets that only grow', () => {
    for (const line of seen.metrics.trim().split('\n'))
      assert.match(
        line,
        /^(?:# (?:HELP|TYPE) \w+ .+|[a-z_]+(?:\{(?:[a-z]+="[^"\\]*",?)+\})? -?\d+(?:\.\d+)?(?:e-?\d+)?)$/,
      );
    const buckets = [...seen.metrics.matchAll(/^\w+_bucket\{(.*?),?le="([^"]+)"\} (\d+)$/gm)];
    for (const [at, [, labels, , count]] of buckets.entries())
      if (buckets[at - 1]?.[1] === labels) assert.ok(Number(count) >= Number(buckets[at - 1]?.[3]));
  });

  it('are all that the dashboard and the alarms name', () => {
    const known = Object.keys(metricTable);
    const model = JSON.parse(dashboard()) as { panels: { id: number; targets: { expr: string }[] }[] };
    const named = [
      ...model.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...alarms.map(({ when }) => when),
    ];
    const used = named.flatMap((text) =>
      [...text.matchAll(/voicegrant_(\w+)/g)].map(([, name = '']) => name.replace(/_bucket$/, '')),
    );
    assert.ok(used.length > 20);
    assert.deepEqual(
      used.filter((name) => !known.includes(name)),
      [],
    );
    assert.equal(new Set(model.panels.map(({ id }) => id)).size, model.panels.length);
  });
});

describe('the trace', () => {
  it('is one for the whole call, from the webhook to the account, each span under one that is there', () => {
    const mine = seen.spans.filter(({ traceId }) => traceId === traceOf(seen.offer.call));
    const names = mine.map(({ name }) => name);
    for (const name of [
      'call',
      'POST /phone/handset/calls',
      'POST /phone/handset/calls/{id}/turns',
      'identity/embedded',
      'message/outbox',
      'POST /oauth/token',
      'POST /transactions/{type}',
      'account',
      'store',
    ])
      assert.ok(names.includes(name), `${name} is not among ${[...new Set(names)].join(', ')}`);
    const ids = new Set(mine.map(({ spanId }) => spanId));
    const lost = mine.filter(({ name, parentSpanId }) => name !== 'call' && !ids.has(parentSpanId ?? ''));
    assert.deepEqual(
      lost.map(({ name }) => name),
      [],
    );
    assert.ok(mine.some(({ events }) => events.some(({ name }) => name === 'transaction_done')));
  });

  it('is asked for by the usual environment, and by nothing else', () => {
    assert.equal(otlpSettings({}), null);
    const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' };
    assert.equal(otlpSettings({ ...base, OTEL_SDK_DISABLED: 'true' }), null);
    assert.equal(otlpSettings({ ...base, OTEL_TRACES_EXPORTER: 'none' }), null);
    assert.equal(otlpSettings(base)?.url, 'http://c:4318/v1/traces');
    assert.equal(otlpSettings({ OTEL_TRACES_EXPORTER: 'otlp' })?.url, 'http://localhost:4318/v1/traces');
    const given = otlpSettings({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/x',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
      OTEL_SERVICE_NAME: 'phone',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    });
    assert.deepEqual(given, {
      url: 'https://c/x',
      headers: { authorization: 'Bearer t' },
      resource: { 'service.name': 'phone', 'deployment.environment': 'test' },
      ratio: 0.25,
    });
    assert.throws(() => otlpSettings({ ...base, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), /grpc is not served/);
  });
});

describe('neither log, metrics nor trace', () => {
  it('holds a PIN, code, digits, token, number or name', () => {
    const canaries = [
      { name: 'pin', value: maria.pin },
      { name: 'user id', value: maria.userId },
      { name: 'number', value: maria.number },
      { name: 'code', value: seen.offer.code },
      { name: 'digits', value: seen.offer.digits },
      { name: 'token', value: seen.token },
      { name: 'name', value: 'Quixworthy' },
      { name: 'given name', value: 'Zelmira' },
    ];
    const sinks = { log: seen.lines.join('\n'), metrics: seen.metrics, trace: seen.bodies.join('\n') };
    for (const [name, text] of Object.entries(sinks)) {
      assert.ok(text.length > 1000, name);
      assert.deepEqual(findLeaks(Buffer.from(text), canaries), [], name);
    }
  });
});
