import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Ask, AwsError } from '#aws';
import { shipped } from '#transaction';
import { apiPaths } from '../../deploy/aws/edge/api-paths.ts';
import { pagesFunction } from '../../deploy/aws/edge/pages.ts';
import { type Change, type Clients, carryOut } from '../../deploy/aws/setup/carry-out.ts';
import { install } from '../journey/installation.ts';

type Edge = {
  uri: string;
  querystring: Record<string, { value: string }>;
  headers: Record<string, { value: string }>;
};
const types = shipped.map(({ type }) => type);
const run = new Function('event', `${pagesFunction(types, 'en')}; return handler(event);`) as (event: {
  request: Edge;
}) => Edge & { statusCode?: number };
const ask = (uri: string, query: Record<string, string> = {}, language?: string) =>
  run({
    request: {
      uri,
      querystring: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, { value }])),
      headers: language === undefined ? {} : { 'accept-language': { value: language } },
    },
  });

describe('the edge', () => {
  test('gives the page in the language of the link, as the server itself would', () => {
    assert.equal(ask('/add_user').uri, '/pages/en/add_user.html');
    assert.equal(ask('/add_user', { es: '' }).uri, '/pages/es/add_user.html');
    assert.equal(ask('/add_user', { lang: 'es' }, 'en').uri, '/pages/es/add_user.html');
    assert.equal(ask('/add_user', {}, 'es-MX,es;q=0.9').uri, '/pages/en/add_user.html');
    assert.equal(ask('/', {}, 'es-MX,es;q=0.9').uri, '/pages/es/home-page.html');
    assert.equal(ask('/').uri, '/pages/en/home-page.html');
    assert.deepEqual(ask('/add_user', { es: '' }).querystring, {});
  });

  test('has nothing anywhere else', () => {
    for (const uri of [
      '/metrics',
      '/add_user/',
      '/../keyring',
      '/pages/en/add_user.html',
      '//',
      '/handset',
      '/console',
    ])
      assert.equal(ask(uri).statusCode, 404, uri);
  });

  test('hands every endpoint of the route table to the API, and nothing else', async () => {
    const { app, store } = await install();
    const reaches = (path: string) =>
      apiPaths.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
    const served = app.routes.filter(([, path, , , , who]) => who !== 'dev' && path !== '/' && path !== '/{type}');
    const missing = served.map(([, path]) => path).filter((path) => path !== '/metrics' && !reaches(path));
    assert.deepEqual(missing, []);
    for (const path of ['/add_user', '/metrics', '/handset', '/phone/handset/calls']) assert.ok(!reaches(path));
    await store.close();
  });
});

describe('the setup', () => {
  const said: Ask[] = [];
  const objects = new Map<string, string>();
  const kept = new Map<string, string>();
  const answer = async (asked: Ask) => {
    said.push(asked);
    if (!('operation' in asked)) return {};
    const input = asked.input as Record<string, string>;
    if (asked.operation === 'GetSecretValue' && !kept.has(input.SecretId ?? ''))
      throw new AwsError('ResourceNotFoundException', 400);
    if (asked.operation === 'PutSecretValue') kept.set(input.SecretId ?? '', input.SecretString ?? '');
    return {};
  };
  const clients = {
    aws: { ask: answer },
    bucket: {
      put: async (_name: string, key: string, { html }: { html: string }) => void objects.set(key, html),
      empty: async () => objects.clear(),
    },
  } as unknown as Clients;
  const change = (RequestType: Change['RequestType'], Do: string, more: Record<string, string> = {}) =>
    carryOut(clients, { RequestType, ResourceProperties: { Do, ...more } });

  test('makes the keyring once, and no update replaces it', async () => {
    await change('Create', 'keyring', { Secret: 'ring' });
    const first = kept.get('ring');
    assert.match(first ?? '', /^\{"VOICEGRANT_KEYRING":/);
    await change('Update', 'keyring', { Secret: 'ring' });
    await change('Delete', 'keyring', { Secret: 'ring' });
    assert.equal(kept.get('ring'), first);
  });

  test('writes every page in every language, and takes them back', async () => {
    await change('Create', 'pages', { Bucket: 'b', Brand: 'Northwind', Colour: '#1d4ed8', Host: 'd1.cloudfront.net' });
    assert.equal(objects.size, 2 * (types.length + 1));
    assert.ok([...objects.values()].every((html) => html.includes('Northwind')));
    for (const type of [...types, '']) {
      const key = ask(`/${type}`).uri.slice(1);
      assert.ok(objects.has(key), key);
    }
    await change('Delete', 'pages', { Bucket: 'b' });
    assert.equal(objects.size, 0);
  });

  test('tells the policy by which exactly these pages may run', async () => {
    const { Page, Home } = await change('Create', 'policy', { Colour: '#1d4ed8' });
    assert.match(Page ?? '', /script-src 'sha256-/);
    assert.match(Home ?? '', /script-src 'sha256-/);
    const other = await change('Create', 'policy', { Colour: '#7c2d12' });
    assert.notEqual(other.Page, Page, 'the style, and so its hash, has the colour in it');
  });

  test('ties the number to the flow and unties it, also when it is gone already', async () => {
    const which = { Number: 'n', Instance: 'i', Flow: 'f' };
    await change('Create', 'number', which);
    const at = { service: 'connect', path: ['phone-number', 'n', 'contact-flow'] };
    assert.deepEqual(said.at(-1), { ...at, method: 'PUT', input: { InstanceId: 'i', ContactFlowId: 'f' } });
    await change('Delete', 'number', which);
    assert.deepEqual(said.at(-1), { ...at, method: 'DELETE', query: { instanceId: 'i' } });
    const gone = {
      ...clients,
      aws: { ask: async () => Promise.reject(new AwsError('ResourceNotFoundException', 404)) },
    };
    const properties = { Do: 'number', ...which };
    await carryOut(gone as never, { RequestType: 'Delete', ResourceProperties: properties });
    await assert.rejects(carryOut(gone as never, { RequestType: 'Create', ResourceProperties: properties }));
  });

  test('refuses what it does not know, but never holds up a deletion', async () => {
    await assert.rejects(change('Create', 'anything'));
    assert.deepEqual(await change('Delete', 'anything'), {});
  });
});
