// OpenAPI 3.1, RFC 9457 §3, RFC 6749 §5.2: the document is what is served, in both directions, and every answer is as it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { shipped } from '#transaction';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

type Schema = { readonly [member: string]: unknown };
type Answer = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
type Operation = { readonly responses: Readonly<Record<string, Answer>> };
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const documentOf = async (house: Installation) => (await (await house.fetch('/openapi.json')).json()) as Document;

const validatorOf = (document: Document, schema: Schema) => {
  const whole = { ...schema, $defs: document.components.schemas };
  const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text));
};

/** The operation a request belongs to, by its path with or without parameters. */
const operationOf = (document: Document, method: string, path: string): Operation | undefined => {
  const exact = document.paths[path]?.[method];
  if (exact !== undefined) return exact;
  const [, found] = Object.entries(document.paths).find(([pattern]) =>
    new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  ) ?? ['', undefined];
  return found?.[method];
};

const seen = new Set<string>();

/** An installation each of whose answers is held against its own document. */
const judged = async () => {
  const house = await install();
  const document = await documentOf(house);
  const fetch = async (target: string, init: RequestInit = {}) => {
    const response = await house.fetch(target, init);
    const method = (init.method ?? 'GET').toLowerCase();
    const path = target.split('?')[0] ?? '';
    const operation = operationOf(document, method, path);
    assert.ok(operation, `${method} ${path} is not in the document`);
    const answer = operation.responses[String(response.status)];
    assert.ok(answer, `${method} ${path} answered ${response.status}, which is not in the document`);
    seen.add(`${method} ${path} ${response.status}`);
    const text = await response.clone().text();
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    if (answer.content === undefined) assert.equal(text, '', `${method} ${path} ${response.status} has a body`);
    else {
      const documented = answer.content[type];
      assert.ok(documented, `${method} ${path} ${response.status} is ${type}, which is not in the document`);
      if (documented.schema !== undefined) {
        const parsed = validatorOf(document, documented.schema).safeParse(JSON.parse(text));
        assert.ok(
          parsed.success,
          `${method} ${path} ${response.status}: ${JSON.stringify(parsed.error?.issues)} ${text}`,
        );
      }
    }
    return response;
  };
  return { house, document, fetch };
};

test('the document has every served route, and every route of the document is served', async () => {
  const { house, document } = await judged();
  const types = shipped.map(({ type }) => type);
  const served = house.app.routes
    .filter(([, , , , , who]) => who !== 'dev')
    .flatMap(([method, path]) =>
      path === '/transactions/{type}' ? types.map((type) => `${method} /transactions/${type}`) : [`${method} ${path}`],
    );
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(documented.sort(), served.sort());
});

test('a whole call, a wallet and a revocation answer as the document says', async () => {
  const { house, fetch } = await judged();
  const client = createPlainClient(fetch, house.issuer);
  const offer = await house.offered(maria);
  const form = { 'pre-authorized_code': offer.code };
  for (const path of ['/offer/status', '/offer/open', '/offer/credential']) await client.form(path, form);
  const wrong = String((Number(offer.digits) + 1) % 1_000_000).padStart(6, '0');
  await client.redeem(offer.code, wrong);
  const { body } = await client.redeem(offer.code, offer.digits);
  const token = String(body.access_token);
  await client.transact(token, 'add_user', {});
  await client.transact(token, 'add_payee', {});
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  await client.transact(token, 'add_user', anna);
  await client.form('/credential/nonce', {});
  await client.form('/oauth/revoke', { token });
  const second = await house.offered(james);
  await client.form('/offer/decline', { 'pre-authorized_code': second.code, reason: 'declined' });
  await client.form('/offer/status', { 'pre-authorized_code': second.code });
  await client.form('/offer/status', { 'pre-authorized_code': 'x' });
});

const bodies: readonly (readonly [string, RequestInit])[] = [
  ['nothing', {}],
  ['an empty form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' }],
  ['a broken form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=%zz' }],
  ['a form too large', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'x'.repeat(9000) }],
  ['empty JSON', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['broken JSON', { headers: { 'content-type': 'application/json' }, body: '{' }],
  ['JSON with a token', { headers: { 'content-type': 'application/json', authorization: 'DPoP x' }, body: '{}' }],
  [
    'JSON with two tokens',
    { headers: { 'content-type': 'application/json', authorization: 'DPoP x, DPoP y' }, body: '{}' },
  ],
  ['another type', { headers: { 'content-type': 'text/plain' }, body: 'x' }],
  ['from another site', { headers: { 'sec-fetch-site': 'cross-site' }, body: 'x' }],
];

test('whatever is sent to it, every route answers as the document says', async () => {
  const { document, fetch } = await judged();
  for (const [pattern, methods] of Object.entries(document.paths)) {
    const path = pattern.replace('{type}', 'nothing');
    for (const method of Object.keys(methods)) {
      if (method === 'get') {
        await fetch(path);
        if (pattern !== path) await fetch('/add_user');
      } else for (const [, init] of bodies) await fetch(path, { ...init, method: method.toUpperCase() });
    }
  }
  assert.ok(seen.size > 50, `${seen.size} kinds of answers were held against the document`);
});
