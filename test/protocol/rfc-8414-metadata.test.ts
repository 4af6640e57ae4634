// RFC 8414 §2, §3: the server's metadata, judged by oauth4webapi and openid-client, and held against what is enforced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { install, maria } from '../journey/installation.ts';
import { grantType } from '../journey/plain-client.ts';
import { createOpenidClient, discover, over } from './judges.ts';

test('oauth4webapi and openid-client discover the same metadata', async () => {
  const house = await install();
  const as = await discover(house);
  const { config } = await createOpenidClient(house);
  assert.deepEqual(JSON.parse(JSON.stringify(config.serverMetadata())), JSON.parse(JSON.stringify(as)));
  assert.deepEqual(as.grant_types_supported, [grantType]);
  for (const absent of ['authorization_endpoint', 'registration_endpoint', 'pushed_authorization_request_endpoint'])
    assert.equal(as[absent], undefined, absent);
});

test('oauth4webapi refuses the metadata for any other issuer', async () => {
  const house = await install();
  const response = await oauth.discoveryRequest(new URL(house.issuer), { algorithm: 'oauth2', ...over(house) });
  await assert.rejects(oauth.processDiscoveryResponse(new URL('https://elsewhere.example'), response));
});

test('every endpoint that is named is served, under the same issuer and by POST or GET as it must be', async () => {
  const house = await install();
  const as = await discover(house);
  const named = Object.entries(as).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
  assert.ok(named.length >= 4);
  for (const [name, url] of named) {
    assert.ok(String(url).startsWith(`${house.issuer}/`), name);
    const method = name === 'jwks_uri' ? 'GET' : 'POST';
    const { status } = await house.fetch(String(url).slice(house.issuer.length), { method });
    assert.ok(status !== 404 && status !== 405, `${name}: ${status}`);
  }
});

test('the proofs that are taken are of the algorithms that are named, and of no other', async () => {
  const house = await install();
  const as = await discover(house);
  assert.deepEqual(as.dpop_signing_alg_values_supported, ['ES256']);
  for (const alg of ['ES256', 'Ed25519', 'PS256', 'RS256'] as const) {
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair(alg));
    const { code, digits } = await house.offered(maria);
    const parameters = { 'pre-authorized_code': code, tx_code: digits };
    const anonymous: oauth.Client = { client_id: 'anonymous' };
    const ask = async () => {
      const options = { DPoP, ...over(house) };
      const sent = oauth.genericTokenEndpointRequest(as, anonymous, () => undefined, grantType, parameters, options);
      return oauth.processGenericTokenEndpointResponse(as, anonymous, await sent);
    };
    const asked = ask().catch((error: unknown) => {
      if (oauth.isDPoPNonceError(error)) return ask();
      throw error;
    });
    if (alg === 'ES256') assert.equal((await asked).token_type, 'dpop');
    else await assert.rejects(asked, (error: { error?: string }) => error.error === 'invalid_dpop_proof', alg);
  }
});
