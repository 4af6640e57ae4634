// T-60. Attacker: puts an address where we might fetch it: a resource, a key's URL, an offer, a callback.
// Control: nothing that comes in is ever fetched; every outgoing address is a setting (src/config/address.ts; `fetch` is a
// port). Failure would show as one request to anywhere during a whole attack.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { everyAnswer } from './every-answer.ts';
import { tell } from './tell.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const inside = [
  'http://169.254.169.254/latest/meta-data/',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
  'gopher://x/',
  'https://evil.example/jwks',
];

test('whatever address comes in, nothing goes out', async (t) => {
  const asked: string[] = [];
  const real = globalThis.fetch;
  const watch = (async (address: unknown) => {
    asked.push(String(address));
    throw new TypeError('no network');
  }) as typeof fetch;
  globalThis.fetch = watch;
  t.after(() => {
    globalThis.fetch = real;
  });
  const house = await install({ ports: () => ({ fetch: watch }) });
  const offer = await house.offered(maria);
  const client = createPlainClient(house.fetch, house.issuer);
  let tries = 0;
  const form = (path: string, values: Record<string, string>, headers: Record<string, string> = {}) => {
    tries += 1;
    return house.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(values).toString(),
    });
  };
  for (const address of inside) {
    await client.redeem(offer.code, '000000', { resource: address });
    await client.redeem(offer.code, '000000', { client_id: address });
    await client.redeem(offer.code, '000000', {
      credential_offer_uri: address,
      request_uri: address,
      redirect_uri: address,
    });
    const header = { typ: 'dpop+jwt', alg: 'ES256', jku: address, x5u: address, jwk: { kty: 'EC' }, kid: address };
    const token = `${encode(header)}.${encode({ iss: address, sub: address, jwks_uri: address })}.AAAA`;
    await form('/oauth/token', { grant_type: 'x' }, { dpop: token });
    await form('/oauth/revoke', { token, callback: address });
    await form('/oauth/introspect', {
      token,
      client_assertion: token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    await form('/offer/status', { 'pre-authorized_code': address });
    await client.transact(token, 'add_user', { ...anna, given_name: address });
    tries += 4;
  }
  await everyAnswer(house);
  tell(t, 'T-60', tries, asked.length);
});

test('nothing in the program fetches but through its port', () => {
  const root = new URL('../../', import.meta.url);
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    // A host hands the network in; pages and the handset run in a browser and ask their own server.
    if (/^src\/host\/|\/script\/|\/screen\/|\.built\.|\.test\./.test(file)) continue;
    const source = readFileSync(new URL(file, root), 'utf8');
    if (!/(?<![.\w])fetch\(/.test(source)) continue;
    assert.match(source, /\bfetch: typeof globalThis\.fetch|\bfetch\b[^(]*\} = |fetch: Fetch|readonly fetch/, file);
  }
});
