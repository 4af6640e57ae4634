// RFC 8414 §2, §3; RFC 6749 §5.1; RFC 9449 §5, §7.1, §8; RFC 7662 §2.2; RFC 7009 §2.2; RFC 9068 §2.2, §4; RFC 7523 §3
// The judge: oauth4webapi, a client library by others. It discovers, redeems, uses, introspects and revokes, and checks
// every answer against the RFCs by its own lights.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, grantType } from '../journey/plain-client.ts';

const insecure = { [oauth.allowInsecureRequests]: true } as const;

/** The library's network is our installation in memory. */
const over = (house: Installation) => ({
  [oauth.customFetch]: (url: string, init: object) => house.fetch(url.slice(house.issuer.length), init as RequestInit),
  ...insecure,
});

const discovered = async (house: Installation) => {
  const issuer = new URL(house.issuer);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...over(house) });
  return oauth.processDiscoveryResponse(issuer, response);
};

const redeem = async (
  house: Installation,
  as: oauth.AuthorizationServer,
  DPoP: oauth.DPoPHandle,
  code: string,
  txCode: string,
) => {
  const client: oauth.Client = { client_id: 'anonymous', token_endpoint_auth_method: 'none' };
  const authenticate: oauth.ClientAuth = () => undefined;
  const parameters = { 'pre-authorized_code': code, tx_code: txCode };
  const request = async () =>
    oauth.processGenericTokenEndpointResponse(
      as,
      client,
      await oauth.genericTokenEndpointRequest(as, client, authenticate, grantType, parameters, {
        DPoP,
        ...over(house),
      }),
    );
  return request().catch((error: unknown) => {
    if (oauth.isDPoPNonceError(error)) return request();
    throw error;
  });
};

test('oauth4webapi discovers, redeems with DPoP and does the transaction', async () => {
  const house = await install();
  const as = await discovered(house);
  const keys = await oauth.generateKeyPair('ES256');
  const DPoP = oauth.DPoP({}, keys);
  const offer = await house.offered(maria);
  const result = await redeem(house, as, DPoP, offer.code, offer.digits);
  assert.equal(result.token_type, 'dpop');
  const use = () =>
    oauth.protectedResourceRequest(
      result.access_token,
      'POST',
      new URL(`${house.issuer}/transactions/add_user`),
      new Headers({ 'content-type': 'application/json' }),
      JSON.stringify(anna),
      { DPoP, ...over(house) },
    );
  const response = await use().catch((error: unknown) => {
    if (oauth.isDPoPNonceError(error)) return use();
    throw error;
  });
  assert.equal(response.status, 201);
});

test('oauth4webapi accepts our access token as a resource server would', async () => {
  const house = await install();
  const as = await discovered(house);
  const keys = await oauth.generateKeyPair('ES256');
  const DPoP = oauth.DPoP({}, keys);
  // The judge reads the wall clock, so the installation must live now.
  house.clock.advance(Math.max(0, Date.now() / 1000 - house.clock.now()));
  const offer = await house.offered(maria);
  const { access_token } = await redeem(house, as, DPoP, offer.code, offer.digits);
  let seen: Request | undefined;
  const capture = async (url: string, init: object) => {
    seen = new Request(url, init as RequestInit);
    return new Response('{}', { status: 200 });
  };
  await oauth.protectedResourceRequest(
    access_token,
    'POST',
    new URL(`${house.issuer}/transactions/add_user`),
    new Headers(),
    null,
    {
      DPoP,
      [oauth.customFetch]: capture,
      ...insecure,
    },
  );
  assert.ok(seen);
  const claims = await oauth.validateJwtAccessToken(as, seen, house.issuer, over(house));
  assert.equal(claims.scope, 'add_user');
});

test('oauth4webapi sees a wrong guess as invalid_grant with the tries that are left', async () => {
  const house = await install();
  const as = await discovered(house);
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
  const offer = await house.offered(maria);
  const wrong = String((Number(offer.digits) + 1) % 1_000_000).padStart(6, '0');
  await assert.rejects(redeem(house, as, DPoP, offer.code, wrong), (error: unknown) => {
    assert.ok(error instanceof oauth.ResponseBodyError);
    assert.equal(error.error, 'invalid_grant');
    assert.equal(error.cause.tx_code_attempts_remaining, 4);
    return true;
  });
});

test('oauth4webapi introspects by private_key_jwt and revokes; what is not live is one and the same answer', async () => {
  const caller = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = caller.publicKey.export({ format: 'jwk' });
  const house = await install({
    env: {
      VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'agent-desk', jwks: { keys: [{ ...jwk, kid: 'one' }] } }]),
    },
  });
  house.clock.advance(Math.max(0, Date.now() / 1000 - house.clock.now()));
  const as = await discovered(house);
  const client: oauth.Client = { client_id: 'agent-desk' };
  const key = await crypto.subtle.importKey(
    'jwk',
    caller.privateKey.export({ format: 'jwk' }),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
  const authenticate = oauth.PrivateKeyJwt({ key, kid: 'one' });
  const introspect = async (token: string) => {
    const response = await oauth.introspectionRequest(as, client, authenticate, token, over(house));
    const text = await response.clone().text();
    return { text, answer: await oauth.processIntrospectionResponse(as, client, response) };
  };
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
  const offer = await house.offered(maria);
  const { access_token } = await redeem(house, as, DPoP, offer.code, offer.digits);
  const live = await introspect(access_token);
  assert.equal(live.answer.active, true);
  assert.equal(live.answer.token_type, 'DPoP');
  assert.ok(live.answer.cnf?.jkt);
  const none = (_as: unknown, _client: unknown, body: URLSearchParams) => body.delete('client_id');
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, none, access_token, over(house)));
  const dead = await introspect(access_token);
  const unknown = await introspect('not-a-token');
  assert.equal(dead.text, '{"active":false}');
  assert.equal(unknown.text, dead.text);
  await assert.rejects(
    oauth
      .introspectionRequest(as, client, none, access_token, over(house))
      .then((response) => oauth.processIntrospectionResponse(as, client, response)),
  );
});
