// T-11. Attacker: wants our host at the front of a link that ends at his.
// Control: there is no redirect in the whole of Voicegrant (src/app/serve.ts has no route that makes one).
// Failure would show as a 3xx status or a Location header.
import { test } from 'node:test';
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
