// Ten thousand faults for each of two adapters: the embedded one over a store that lies or fails, and OpenID Connect, with
// its presets, over answers that are broken, forged or about something else. (Cognito, Google and directories: in their own files.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type E164, type Json, PortError, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { argon2id, createEmbeddedVerifier } from '#identity/embedded';
import { createOidcVerifier } from '#identity/oidc';
import type { Entry, Key, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { chanceFrom, pick } from './identity-chance.ts';

const number = '+15555550142' as E164;
const rounds = 10_000;
const right = ['10012345', '48291306'] as const;
const wrongs = [
  ['10012345', '48291307'],
  ['10012345', '70315928'],
  ['99999999', '48291306'],
  ['10012348', '92730518'],
] as const;

test('a store that lies or fails never makes a wrong PIN right, and within ten seconds the right one is again', async () => {
  const chance = chanceFrom(20_261_122);
  const clock = stoppedClock();
  const honest = openMemoryStore({ clock });
  let broken = false;
  let faults = 0;
  const kept: Entry[] = [];
  const lies: readonly ((entry: Entry | null) => Entry | null)[] = [
    () => {
      throw new PortError('store', 'gone', { retryable: true });
    },
    () => null,
    // Somebody else's row, as a mixed-up connection would give it.
    () => pick(chance, kept),
    (entry) => entry && { ...entry, value: null },
    (entry) => entry && { ...entry, value: {} },
    (entry) => entry && { ...entry, value: 'text' },
    (entry) => {
      const text = JSON.stringify(entry?.value ?? {});
      const at = Math.floor(chance() * text.length);
      try {
        return entry && { ...entry, value: JSON.parse(`${text.slice(0, at)}${at % 10}${text.slice(at + 1)}`) };
      } catch {
        return null;
      }
    },
  ];
  const store: Store = {
    ...honest,
    get: async <Value extends Json>(key: Key) => {
      const entry = await honest.get<Value>(key);
      if (!broken || chance() < 0.1) return entry;
      faults += 1;
      return pick(chance, lies)(entry) as Entry<Value> | null;
    },
  };
  const verifier = createEmbeddedVerifier({
    ...{ store, clock, random: systemRandom, log: silentLog, key: new Secret('a key'), concurrency: 1 },
    peppers: { '1': new Secret('a pepper') },
    cost: { memoryKib: 64, passes: 1, lanes: 1 },
    derive: argon2id,
  });
  const ask = ([id, pin]: readonly [string, string]) => verifier.verify(new Secret(id), new Secret(pin));
  for (const [id, pin] of [right, ['10067890', '70315928'], ['10012348', '92730518']] as const) {
    await verifier.addUser({ userId: new Secret(id), pin: new Secret(pin), name: 'Somebody', number });
  }
  await verifier.disable(new Secret('10012348'));
  kept.push(...(await honest.list(['identity'])));
  assert.ok(kept.length >= 3);
  broken = true;
  while (faults < rounds) {
    const question = pick(chance, wrongs);
    const verdict = await ask(question);
    assert.notEqual(verdict.verdict, 'verified', `${question[0]} after ${faults} faults`);
    clock.advance(10);
  }
  broken = false;
  assert.equal((await ask(right)).verdict, 'verified');
});

test('broken, forged and foreign answers of an OpenID provider never make a wrong PIN right; it recovers in ten seconds', async () => {
  const chance = chanceFrom(20_261_123);
  const clock = stoppedClock();
  const issuer = 'https://provider.test';
  const ours = await generateKeyPair('ES256');
  const theirs = await generateKeyPair('ES256');
  const now = Math.floor(Date.now() / 1000);
  const token = (claims: object, key = ours.privateKey) =>
    new SignJWT({ iss: issuer, aud: 'voicegrant', sub: 'u1', oid: 'o1', iat: now, exp: now + 3600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(key);
  const success = (idToken: unknown) => ({
    access_token: 'a',
    token_type: 'Bearer',
    expires_in: 60,
    id_token: idToken,
  });
  const json = (status: number, value: unknown) =>
    new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
  const good = await token({});
  const [head, body, signature] = good.split('.') as [string, string, string];
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged: readonly unknown[] = [
    undefined,
    null,
    7,
    '',
    `${head}.${body}.`,
    `${head}.${body}`,
    `${head}.${part({ iss: issuer, aud: 'voicegrant', sub: 'other', iat: now, exp: now + 3600 })}.${signature}`,
    `${part({ alg: 'none' })}.${body}.`,
    `${part({ alg: 'HS256', kid: 'k' })}.${body}.${signature}`,
    `${head}.${body}.${signature.slice(0, -4)}AAAA`,
    await token({}, theirs.privateKey),
    await token({ iss: 'https://elsewhere.test' }),
    await token({ aud: 'somebody else' }),
    await token({ aud: ['voicegrant', 'somebody else'], azp: 'somebody else' }),
    await token({ exp: now - 3600, iat: now - 7200 }),
    await token({ sub: undefined }),
    await token({ sub: undefined, oid: undefined }),
    await token({ exp: undefined }),
  ];
  const refusal = JSON.stringify({ error: 'invalid_grant', error_description: 'invalid credentials' });
  const cut = () => refusal.slice(0, Math.floor(chance() * refusal.length));
  const type = () => ({
    headers: { 'content-type': pick(chance, ['application/json', 'text/html', 'image/png', '']) },
  });
  const faults: readonly (() => Response)[] = [
    () => json(200, success(pick(chance, forged))),
    () => json(pick(chance, [200, 201, 202, 203]), success(pick(chance, forged))),
    () => new Response(cut(), { status: pick(chance, [200, 400, 401, 500]), ...type() }),
    () => new Response(refusal, { status: pick(chance, [200, 201, 400, 401, 403, 404, 429, 500, 503]), ...type() }),
    () => new Response(JSON.stringify(success(good)), { status: pick(chance, [400, 401, 403, 500, 502]), ...type() }),
    () => new Response(null, { status: pick(chance, [204, 205, 302, 307]), headers: { location: 'https://x.test/' } }),
    () => new Response(JSON.stringify(success(good)).padEnd(70_000), { status: 200, ...type() }),
    () => new Response(new ReadableStream({ pull: (c) => c.error(new TypeError('terminated')) }), { status: 200 }),
    () => {
      throw new TypeError('fetch failed');
    },
  ];
  const metadata = {
    ...{ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` },
    grant_types_supported: ['password'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
  const jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] };
  let broken = false;
  let count = 0;
  const answer: typeof fetch = async (input, init) => {
    const url = String(input);
    const isToken = url.endsWith('/token');
    // What is asked before the token is broken too, one time in ten.
    if (broken && (isToken || chance() < 0.1)) {
      count += 1;
      return pick(chance, faults)();
    }
    if (url.endsWith('/jwks')) return json(200, jwks);
    if (!isToken) return json(200, metadata);
    return String(init?.body).includes(right[1]) ? json(200, success(good)) : new Response(refusal, { status: 400 });
  };
  const settings = {
    issuer,
    clientId: 'voicegrant',
    clientSecret: null,
    accountClaim: null,
  } as const;
  // Each preset reads its refusals and its subject in its own way.
  const open = () =>
    createOidcVerifier(
      { ...settings, preset: pick(chance, ['generic', 'entra', 'keycloak'] as const) },
      { fetch: answer, clock, random: systemRandom, key: new Secret('a key') },
    );
  let verifier = open();
  const ask = ([id, pin]: readonly [string, string]) => verifier.verify(new Secret(id), new Secret(pin));
  assert.equal((await ask(right)).verdict, 'verified', 'the answers would be believed if they were whole');
  broken = true;
  while (count < rounds) {
    if (chance() < 0.05) verifier = open();
    const verdict = await ask(pick(chance, wrongs));
    assert.notEqual(verdict.verdict, 'verified', `after ${count} faults`);
    clock.advance(10);
  }
  broken = false;
  assert.equal((await ask(right)).verdict, 'verified');
});
