// T-65. Attacker: finds the handset, its clock or its texts on a production server.
// Control: development's routes are not made at all in production, whatever the host hands in; what is served and what is
// described are one list (src/app/handset.ts, src/app/console.ts, src/http/openapi-endpoint.ts). Failure would show as an
// answer at one of their addresses, or as a route that the description does not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install } from '../journey/installation.ts';
import { production } from '../journey/production.ts';
import { tell } from './tell.ts';

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
