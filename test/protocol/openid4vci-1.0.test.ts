// OpenID4VCI 1.0 §3.5, §4.1, §6.1, §7, §8.2, §8.3, §12.2, §12.3; RFC 9449 §5, §8; RFC 8707 §2; RFC 8414 §3; RFC 9901 §4
// The judge: @openid4vc/openid4vci, a wallet library by others, driving the pre-authorized code flow with tx_code: offer,
// metadata, DPoP with the nonce retry, nonce and credential. And openid-client, with its own discovery and DPoP.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { Openid4vciClient, setGlobalConfig } from '@openid4vc/openid4vci';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import * as client from 'openid-client';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient, grantType } from '../journey/plain-client.ts';

let house: Installation;
let listener: ReturnType<typeof getRequestListener>;
const server = createServer((request, response) => listener(request, response));

before(async () => {
  setGlobalConfig({ allowInsecureUrls: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  house = await install({ env: { PORT: String((server.address() as AddressInfo).port) } });
  house.clock.advance(Math.max(0, Date.now() / 1000 - house.clock.now()));
  listener = getRequestListener((request) => house.app.fetch(request), { overrideGlobalObjects: false });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

/** A wallet: its keys, and the library that judges us. */
const createWallet = async () => {
  const keys = new Map<string, CryptoKey>();
  const newSigner = async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = (await exportJWK(publicKey)) as { kty: string; x: string };
    keys.set(publicJwk.x, privateKey);
    return { method: 'jwk' as const, publicJwk, alg: 'ES256' };
  };
  const judge = new Openid4vciClient({
    callbacks: {
      fetch,
      hash: (data) => createHash('sha256').update(data).digest(),
      generateRandom: (count) => randomBytes(count),
      clientAuthentication: () => undefined,
      async signJwt(signer, { header, payload }) {
        assert.equal(signer.method, 'jwk');
        const { publicJwk } = signer as { publicJwk: { kty: string; x: string } };
        const key = keys.get(publicJwk.x);
        assert.ok(key);
        const jwt = await new SignJWT(payload as JWTPayload).setProtectedHeader(header as { alg: string }).sign(key);
        return { jwt, signerJwk: publicJwk };
      },
    },
  });
  return { judge, newSigner };
};

/** The wallet up to its token: an offer as the caller's page would hand it over, then the digits heard on the call. */
const redeemed = async () => {
  const { judge, newSigner } = await createWallet();
  const { code, digits } = await house.offered(maria);
  const given = await house.fetch('/offer/credential', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
  });
  const { address } = (await given.json()) as { address: string };
  const credentialOffer = await judge.resolveCredentialOffer(address);
  const issuerMetadata = await judge.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse, dpop } = await judge.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    txCode: digits,
    dpop: { signer: await newSigner() },
  });
  assert.ok(dpop);
  const ask = async (nonce?: string) => {
    const proof = await judge.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: 'voicegrant_receipt',
      signer: await newSigner(),
      nonce: nonce ?? (await judge.requestNonce({ issuerMetadata })).c_nonce,
    });
    return judge.retrieveCredentials({
      issuerMetadata,
      credentialConfigurationId: 'voicegrant_receipt',
      accessToken: accessTokenResponse.access_token,
      proofs: { jwt: [proof.jwt] },
      dpop,
    });
  };
  return { judge, issuerMetadata, dpop, token: accessTokenResponse.access_token, ask, newSigner };
};

type Wallet = Awaited<ReturnType<typeof redeemed>>;

/** What the page does with the wallet's token: the library has no word for it, so the request is made by hand. */
const transact = async ({ token, dpop, judge }: Wallet) => {
  const url = `${house.issuer}/transactions/add_user`;
  const { signJwt } = (judge as unknown as { options: { callbacks: { signJwt: Sign } } }).options.callbacks;
  const { jwt } = await signJwt(dpop.signer, {
    header: { typ: 'dpop+jwt', alg: 'ES256', jwk: dpop.signer.publicJwk },
    payload: {
      jti: randomBytes(16).toString('hex'),
      htm: 'POST',
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      nonce: dpop.nonce,
      ath: createHash('sha256').update(token).digest('base64url'),
    },
  });
  const headers = { authorization: `DPoP ${token}`, dpop: jwt, 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(anna) });
};
type Sign = (signer: unknown, jwt: { header: unknown; payload: unknown }) => Promise<{ jwt: string }>;

test('@openid4vc/openid4vci takes the receipt of a call as a credential', async () => {
  const wallet = await redeemed();
  const done = await transact(wallet);
  assert.equal(done.status, 201);
  const { receipt } = (await done.json()) as { receipt: string };
  const { credentialResponse } = await wallet.ask();
  const [first] = credentialResponse.credentials as { credential: string }[];
  const [jws = '', ...disclosures] = String(first?.credential).split('~');
  const keySet = createLocalJWKSet((await (await fetch(`${house.issuer}/oauth/jwks`)).json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(jws, keySet, { typ: 'dc+sd-jwt', issuer: house.issuer });
  assert.equal(payload.vct, 'urn:voicegrant:receipt:1');
  assert.equal(payload.action, 'add_user');
  assert.equal(disclosures.pop(), '', 'ends with a tilde');
  const told = disclosures.map((text) => {
    assert.ok((payload._sd as string[]).includes(createHash('sha256').update(text).digest('base64url')));
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string, unknown];
  });
  assert.equal((payload._sd as string[]).length, told.length);
  assert.equal(Object.fromEntries(told.map(([, name, value]) => [name, value])).jti, receipt);
});

test('@openid4vc/openid4vci takes the receipt with nothing but an offer, when the page has done its work', async () => {
  const page = createPlainClient((path, init) => fetch(`${house.issuer}${path}`, init), house.issuer);
  const { call, code, digits } = await house.offered(james);
  const token = String((await page.redeem(code, digits)).body.access_token);
  const done = await page.transact(token, 'add_user', anna);
  assert.equal(done.status, 201);
  const ath = createHash('sha256').update(token).digest('base64url');
  const offering = await fetch(`${house.issuer}/credential/offer`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `DPoP ${token}`,
      dpop: page.proof('POST', `${house.issuer}/credential/offer`, { ath }),
    },
    body: '{}',
  });
  assert.equal(offering.status, 200);
  const { address, tx_code: txCode } = (await offering.json()) as { address: string; tx_code: string };
  await house.hangUp(call);

  const { judge, newSigner } = await createWallet();
  const credentialOffer = await judge.resolveCredentialOffer(address);
  const issuerMetadata = await judge.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse, dpop } = await judge.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    txCode,
    dpop: { signer: await newSigner() },
  });
  const { c_nonce: nonce } = await judge.requestNonce({ issuerMetadata });
  const proof = await judge.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId: 'voicegrant_receipt',
    signer: await newSigner(),
    nonce,
  });
  assert.ok(dpop);
  const { credentialResponse } = await judge.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId: 'voicegrant_receipt',
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt: [proof.jwt] },
    dpop,
  });
  const [first] = credentialResponse.credentials as { credential: string }[];
  const keySet = createLocalJWKSet((await (await fetch(`${house.issuer}/oauth/jwks`)).json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(first?.credential.split('~')[0] ?? '', keySet, { typ: 'dc+sd-jwt' });
  assert.deepEqual([payload.action, payload.outcome], ['add_user', 'done']);
});

test('whoever asks for signed metadata gets the plain ones, and no wallet stumbles over that', async () => {
  for (const accept of ['application/jwt', 'application/jwt, application/json', '*/*']) {
    const response = await fetch(`${house.issuer}/.well-known/openid-credential-issuer`, { headers: { accept } });
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'application/json']);
    const document = (await response.json()) as { credential_issuer: string; signed_metadata?: string };
    assert.deepEqual([document.credential_issuer, document.signed_metadata], [house.issuer, undefined]);
  }
  const strict = new Openid4vciClient({
    callbacks: {
      fetch,
      hash: (data) => createHash('sha256').update(data).digest(),
      generateRandom: (count) => randomBytes(count),
      clientAuthentication: () => undefined,
      signJwt: () => assert.fail('nothing is signed to read metadata'),
      verifyJwt: () => assert.fail('there is nothing to verify'),
    } as ConstructorParameters<typeof Openid4vciClient>[0]['callbacks'],
  });
  const metadata = await strict.resolveIssuerMetadata(house.issuer);
  const { voicegrant_receipt: receipt } = metadata.credentialIssuer.credential_configurations_supported;
  assert.equal(receipt?.format, 'dc+sd-jwt');
});

test('nothing is issued before anything was done, and a challenge counts once', async () => {
  const wallet = await redeemed();
  await assert.rejects(wallet.ask(), /credential_request_denied|400/);
  assert.equal((await transact(wallet)).status, 201);
  const { c_nonce: nonce } = await wallet.judge.requestNonce({ issuerMetadata: wallet.issuerMetadata });
  await wallet.ask(nonce);
  await assert.rejects(wallet.ask(nonce), /invalid_nonce|400/);
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
