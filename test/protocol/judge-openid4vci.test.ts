// The judge: @openid4vc/openid4vci, a wallet library by others, driving the OpenID4VCI 1.0 pre-authorized code flow with
// tx_code, metadata, DPoP and the nonce retry. And openid-client, with its own discovery and DPoP.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import * as client from 'openid-client';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, grantType } from '../journey/plain-client.ts';

let house: Installation;
let listener: ReturnType<typeof getRequestListener>;
const server = createServer((request, response) => listener(request, response));

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  house = await install({ env: { PORT: String((server.address() as AddressInfo).port) } });
  listener = getRequestListener((request) => house.app.fetch(request), { overrideGlobalObjects: false });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('openid-client goes the whole way over a real socket', async () => {
  const config = await client.discovery(new URL(house.issuer), 'voicegrant-page', undefined, client.None(), {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const offer = await house.offered(maria);
  const parameters = { 'pre-authorized_code': offer.code, tx_code: offer.digits };
  const tokens = await client.genericGrantRequest(config, grantType, parameters, { DPoP });
  const response = await client.fetchProtectedResource(
    config,
    tokens.access_token,
    new URL(`${house.issuer}/transactions/add_user`),
    'POST',
    JSON.stringify(anna),
    new Headers({ 'content-type': 'application/json' }),
    { DPoP },
  );
  assert.equal(response.status, 201);
});
