// T-32. Attacker: sets Host and forwarding headers, so that our documents, links and proofs name his server.
// Control: issuer, links and `htu` come from the settings alone (src/http/metadata-endpoint.ts, src/http/proof.ts).
// Failure would show as a document that differs by one byte, or a proof for another host that passes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient, grantType } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const evil = 'evil.example';
const spoofs: readonly Record<string, string>[] = [
  ...[
    evil,
    'localhost:8420.evil.example',
    'localhost:8420@evil.example',
    'LOCALHOST:8420',
    '127.0.0.1:8420',
    '[::1]:8420',
  ].map((host) => ({ host })),
  ...[
    'x-forwarded-host',
    'x-original-host',
    'x-host',
    'x-forwarded-server',
    'x-http-host-override',
    'forwarded-host',
  ].flatMap((name) => [{ [name]: evil }, { [name]: `${evil}, localhost:8420` }]),
  { forwarded: `for=1.2.3.4;host=${evil};proto=https` },
  { forwarded: `host="${evil}"` },
  { 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
  { 'x-forwarded-prefix': '/evil' },
  { 'x-original-url': '/evil' },
  { 'x-rewrite-url': '/evil' },
  { 'x-forwarded-scheme': 'javascript' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'front-end-https': 'on' },
  { 'x-url-scheme': 'https' },
  { origin: `https://${evil}`, referer: `https://${evil}/` },
  { via: `1.1 ${evil}` },
];
const documents = [
  '/.well-known/oauth-authorization-server',
  '/oauth/jwks',
  '/openapi.json',
  '/transactions',
  '/add_user',
  '/',
];

test('thirty ways to say another host change no byte of any document', async (t) => {
  const house = await install();
  let changed = 0;
  let tries = 0;
  for (const path of documents) {
    const plain = await (await house.fetch(path)).text();
    for (const headers of spoofs) {
      const named = `http://${headers.host ?? ''}`;
      const url = URL.canParse(named) && !named.includes('@') ? named : house.issuer;
      const response = await house.app.fetch(new Request(`${url}${path}`, { headers }));
      tries += 1;
      if ((await response.text()) !== plain || response.status !== 200) changed += 1;
    }
  }
  assert.ok(spoofs.length >= 30);
  tell(t, 'T-32', tries, changed);
});

test('a proof made for another host is refused, and ours passes wherever the request says it went', async (t) => {
  const house = await install();
  const offer = await house.offered(maria);
  const client = createPlainClient(house.fetch, house.issuer);
  await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  const body = new URLSearchParams({ grant_type: grantType, 'pre-authorized_code': offer.code, tx_code: offer.digits });
  const send = (base: string, htu: string) =>
    house.app.fetch(
      new Request(`${base}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: client.proof('POST', htu) },
        body: body.toString(),
      }),
    );
  let taken = 0;
  const wrong = [`https://${evil}/oauth/token`, `http://${evil}/oauth/token`, `${house.issuer}.${evil}/oauth/token`];
  for (const htu of wrong) if ((await send(`http://${evil}`, htu)).status === 200) taken += 1;
  tell(t, 'T-32', wrong.length, taken);
  assert.equal((await send('http://inside.internal', `${house.issuer}/oauth/token`)).status, 200);
});
