// T-10. Attacker: another site in the victim's browser, with every request a browser sends without asking first.
// Control: nothing ambient is authority; a request that says it comes from elsewhere is refused before it is read, and a
// body of another type is not read at all (src/http/origin.ts, src/http/body.ts). Failure would show as a changed offer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const from: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:8420.evil.example' },
  { origin: 'http://localhost:84200' },
  { origin: 'HTTP://LOCALHOST:8420' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
];

test('no request another site can make from a browser changes anything', async (t) => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const form = `pre-authorized_code=${offer.code}&reason=disowned&tx_code=${offer.digits}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Apre-authorized_code`;
  const bodies: readonly [string, string | FormData][] = [
    ['application/x-www-form-urlencoded', form],
    ['text/plain', form],
    ['text/plain', '{"pre-authorized_code":"x"}'],
    ['', form],
    ['application/json', '{}'],
    ['multipart/form-data; boundary=x', `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n`],
  ];
  const state = async () => (await client.form('/offer/status', { 'pre-authorized_code': offer.code })).body;
  const before = await state();
  let tries = 0;
  let passed = 0;
  for (const [method, path, , , , who] of house.app.routes) {
    if (method === 'GET' || who === 'client') continue;
    for (const headers of from) {
      for (const [type, body] of bodies) {
        const named = path.replace('{type}', 'add_user').replace(/\{\w+\}/g, offer.call);
        const response = await house.fetch(named, {
          method,
          headers: { ...headers, ...(type === '' ? {} : { 'content-type': type }) },
          body,
        });
        tries += 1;
        if (response.status !== 403) passed += 1;
        assert.equal(response.headers.get('access-control-allow-origin'), null);
      }
    }
  }
  assert.deepEqual(await state(), before);
  tell(t, 'T-10', tries, passed);
});

test('a form without an origin is still no use without its type, its code and its proof', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
    for (const path of ['/offer/open', '/offer/decline', '/oauth/token', '/oauth/revoke']) {
      const init = { method: 'POST', headers: { 'content-type': type }, body: `pre-authorized_code=${offer.code}` };
      assert.equal((await house.fetch(path, init)).status, 415, `${path} ${type}`);
    }
  }
});

test('nobody is invited: no answer allows another origin to read it', async () => {
  const house = await install();
  for (const [, path] of house.app.routes) {
    if (path.includes('{') || path === '/console/calls') continue;
    const init = {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    };
    const response = await house.fetch(path, init);
    for (const [name] of response.headers) assert.doesNotMatch(name, /^access-control-/, path);
  }
});
