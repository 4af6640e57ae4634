// T-65. Attacker: finds the handset, its clock or its texts on a production server.
// Control: development's routes are not made at all in production, whatever the host hands in; what is served and what is
// described are one list (src/app/handset.ts, src/app/console.ts, src/http/openapi-endpoint.ts). Failure would show as an
// answer at one of their addresses, or as a route that the description does not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '#app';
import { generateKeyring, readConfig } from '#config';
import { silentLog, stoppedClock, systemRandom } from '#core';
import { openMemoryStore } from '#store/memory';
import { install } from '../journey/installation.ts';
import { tell } from './tell.ts';

const production = () => {
  const config = readConfig({
    VOICEGRANT_ISSUER: 'https://confirm.acme.example',
    VOICEGRANT_BRAND: 'Acme Mutual',
    VOICEGRANT_CALLED_NUMBER: '+442079460000',
    VOICEGRANT_KEYRING_FILE: '/run/secrets/keyring.json',
    VOICEGRANT_TEXT_COUNTRIES: '+44',
    VOICEGRANT_MESSAGE: 'sns',
    VOICEGRANT_ACCOUNT: 'http',
    VOICEGRANT_ACCOUNT_URL: 'https://accounts.acme.example/v1',
    VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc',
  });
  const clock = stoppedClock();
  const refuse = () => {
    throw new Error('not in this test');
  };
  return createApp(config, {
    ...{ store: openMemoryStore({ clock }), clock, random: systemRandom, log: silentLog },
    keyring: generateKeyring(systemRandom, false),
    verifier: { name: 'none', verify: refuse, ready: async () => true },
    sender: { send: refuse, ready: async () => true } as never,
    record: { perform: refuse, ending: refuse } as never,
    sleep: async () => undefined,
    anchor: async () => undefined,
    // A host that hands in the handset's window by mistake changes nothing.
    handset: {
      texts: () => [],
      demo: () => ({}),
      accountOf: async () => null,
      changes: async () => [],
      advance: () => undefined,
      scenarios: () => [],
      screen: () => ({ html: 'handset', headers: {} }),
    },
  });
};

test('in production every address of development is simply not there', async (t) => {
  const dev = (await install()).app.routes.filter(([, , , , , who]) => who === 'dev');
  assert.ok(dev.length >= 10);
  const app = production();
  assert.deepEqual(
    app.routes.filter(([, , , , , who]) => who === 'dev'),
    [],
  );
  let there = 0;
  for (const [method, path] of dev) {
    const named = path.replace(/\{\w+\}/g, 'x');
    const response = await app.fetch(new Request(`https://confirm.acme.example${named}`, { method }));
    if (response.status !== 404 && !(response.status === 405 && !named.slice(1).includes('/'))) there += 1;
  }
  tell(t, 'T-65', dev.length, there);
});

test('what is served and what is described are one list', async (t) => {
  for (const app of [production(), (await install()).app]) {
    const issuer = app.routes.some(([, , , , , who]) => who === 'dev')
      ? 'http://localhost:8420'
      : 'https://confirm.acme.example';
    const response = await app.fetch(new Request(`${issuer}/openapi.json`));
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const pages = new Set(
      described.map((route) => route.replace(/\/(?:add_user|change_address|add_payee)$/, '/{type}')),
    );
    const served = app.routes.filter(([, , , , , who]) => who !== 'dev').map(([method, path]) => `${method} ${path}`);
    const undescribed = served.filter((route) => !pages.has(route));
    assert.deepEqual(undescribed, []);
    tell(t, 'T-65', served.length, undescribed.length);
  }
});
