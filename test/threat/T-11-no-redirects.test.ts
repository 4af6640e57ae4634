// T-11. Attacker: wants our host at the front of a link that ends at his.
// Control: there is no redirect on a caller's way (src/app/serve.ts has no route that makes one); an operator's login leads to
// the provider of the settings alone (src/http/console-login.ts). Failure would show as a 3xx status or a Location header on a
// caller's way, or as an operator who is sent anywhere else.
import { test } from 'node:test';
import type { Ports } from '#app';
import { install } from '../journey/installation.ts';
import { everyAnswer } from './every-answer.ts';
import { tell } from './tell.ts';

const targets = [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '%0d%0aLocation:https://evil.example',
];
const names = ['next', 'redirect_uri', 'return_to', 'url', 'continue', 'lang', 'es', 'r', 'target', 'issuer', 'iss'];

test('whatever is asked for, nobody is sent anywhere else', async (t) => {
  const house = await install();
  const answers = await everyAnswer(house);
  for (const [method, path] of house.app.routes) {
    if (path.includes('{id}') || path === '/console/calls') continue;
    for (const name of names) {
      for (const target of targets) {
        const query = `?${name}=${target.startsWith('%') ? target : encodeURIComponent(target)}`;
        const where = path.replace('{type}', 'add_user').replace(/\{\w+\}/g, encodeURIComponent(target));
        answers.push({
          what: `${method} ${where}${query}`,
          response: await house.fetch(`${where}${query}`, { method }),
        });
      }
    }
  }
  for (const path of [
    '//evil.example/',
    '/\\evil.example/',
    '/add_user//evil.example',
    '/https://evil.example',
    '/add_user/',
    '/%2f%2fevil.example',
  ]) {
    answers.push({ what: path, response: await house.app.fetch(new Request(`${house.issuer}${path}`)) });
  }
  const sent = answers.filter(
    ({ response }) =>
      (response.status >= 300 && response.status < 400 && response.status !== 304) ||
      response.headers.has('location') ||
      response.headers.has('refresh'),
  );
  tell(t, 'T-11', answers.length, sent.length);
});

test('an operator who logs in is sent to the provider of the settings, whatever the address asks for', async (t) => {
  const provider = 'https://login.acme.example/authorize?client_id=console';
  const operators = {
    begin: async () => ({ url: provider, pending: { state: 's', nonce: 'n', verifier: 'v' } }),
    finish: async () => ({ verdict: 'refused' }),
    leave: async () => null,
  } as unknown as NonNullable<Ports['operators']>;
  const house = await install({ ports: () => ({ operators }) });
  const ours = new Set([provider, '/console/login', '/console']);
  let tries = 0;
  let elsewhere = 0;
  for (const path of ['/console', '/console/login', '/console/callback', '/console/calls', '/console/left']) {
    for (const name of [...names, 'code', 'state', 'redirect']) {
      for (const target of targets) {
        const query = `?${name}=${target.startsWith('%') ? target : encodeURIComponent(target)}`;
        const headers = { referer: 'https://evil.example/', 'x-forwarded-host': 'evil.example' };
        const response = await house.fetch(`${path}${query}`, { headers });
        tries += 1;
        const to = response.headers.get('location');
        if (to !== null && !ours.has(to)) elsewhere += 1;
        await response.body?.cancel();
      }
    }
  }
  tell(t, 'T-11', tries, elsewhere);
});
