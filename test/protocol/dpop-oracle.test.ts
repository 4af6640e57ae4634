// RFC 9449 §4.3, §8; RFC 7638 §3
// Two other implementations judge the same messages: their proofs must pass here, what passes here must pass there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { type Jkt, systemClock } from '#core';
import { es256, forge, honestPayload, jwk, key, request, segment, verifier } from './dpop-forge.ts';
import { live, nonces, theyTake, tokenFor, url, weTake } from './dpop-judge.ts';

const clock = systemClock();

test('a proof made by oauth4webapi passes, after the one round for a nonce', async () => {
  const pair = await oauth.generateKeyPair('ES256');
  const handle = oauth.DPoP({}, pair);
  const accessToken = await tokenFor((await handle.calculateThumbprint()) as Jkt);
  const seen: string[] = [];
  const answer = async (_: string, init: { headers: Record<string, string>; method: string }) => {
    const proof = new Headers(init.headers).get('dpop') ?? '';
    const verdict = live.verifyProof({ proofs: [proof], method: init.method, url, accessToken });
    seen.push(verdict.ok ? 'ok' : verdict.reason);
    const nonce = { 'DPoP-Nonce': nonces.current() };
    if (verdict.ok) return new Response(null, { status: 201, headers: nonce });
    return new Response(null, {
      status: 401,
      headers: { ...nonce, 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' },
    });
  };
  const ask = () =>
    oauth.protectedResourceRequest(accessToken, 'POST', new URL(`${url}?lang=es`), undefined, null, {
      DPoP: handle,
      [oauth.customFetch]: answer as never,
    });
  await assert.rejects(ask(), (error) => oauth.isDPoPNonceError(error));
  assert.equal((await ask()).status, 201);
  assert.deepEqual(seen, ['nonce_missing', 'ok']);
});

test('what passes here passes at jose as well, with the same thumbprint', async () => {
  const proof = forge();
  const verdict = verifier.verifyProof(request(proof));
  assert.ok(verdict.ok);
  await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
  assert.equal(verdict.proof.jkt, await calculateJwkThumbprint(jwk));
});

/** A seeded stream of numbers below 1, so that a failure comes again. */
const chance = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

test('whatever we take, oauth4webapi takes: changed headers and claims, signed honestly', async () => {
  const jkt = (await calculateJwkThumbprint(jwk)) as Jkt;
  const accessToken = await tokenFor(jkt);
  const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(accessToken))).toString('base64url');
  const random = chance(20_260_101);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const values = [null, 0, -1, 1.5, '', 'x', [], {}, true, 'POST', 'ES256', url, `${url}/`, `${url}?q`, clock.now()];
  let taken = 0;
  for (let round = 0; round < 1500; round += 1) {
    const claims: Record<string, unknown> = { ...honestPayload(), htu: url, iat: Math.floor(clock.now()), ath };
    claims.nonce = nonces.current();
    const header: Record<string, unknown> = { typ: 'dpop+jwt', alg: 'ES256', jwk: { ...jwk } };
    const place = pick([claims, claims, header, header.jwk as Record<string, unknown>]);
    const name = pick([...Object.keys(place), 'new', 'crit', 'exp', 'nbf', 'd', 'use', 'kid']);
    if (random() < 0.2) delete place[name];
    else place[name] = pick(values);
    const proof = forge({ rawHeader: header, rawPayload: claims });
    // The one place where we are meant to be milder: the nonce tells us the age of a proof, so iat need not.
    const honestIat = Math.abs(Number(claims.iat) - clock.now()) < 60;
    if (!honestIat || !weTake(accessToken, proof)) continue;
    taken += 1;
    assert.ok(await theyTake(accessToken, proof), `only we take ${JSON.stringify({ header, claims })}`);
  }
  assert.ok(taken > 100, `${taken} were taken`);
});

test('of twenty thousand proofs with one letter changed, none passes', () => {
  const random = chance(7);
  const alphabet = 'ABCxyz019-_=.+/ ,"\\{}é';
  const proof = forge();
  for (let round = 0; round < 20_000; round += 1) {
    const at = Math.floor(random() * proof.length);
    const letter = alphabet[Math.floor(random() * alphabet.length)]!;
    const other = [
      proof.slice(0, at) + letter + proof.slice(at + 1),
      proof.slice(0, at) + letter + proof.slice(at),
      proof.slice(0, at) + proof.slice(at + 1),
    ][round % 3]!;
    if (other === proof) continue;
    assert.equal(verifier.verifyProof(request(other)).ok, false, other);
  }
});

test('the proofs made here are signed as the tests think', () => {
  const input = `${segment({ typ: 'dpop+jwt', alg: 'ES256', jwk })}.${segment(honestPayload())}`;
  const proof = `${input}.${es256(key, Buffer.from(input)).toString('base64url')}`;
  assert.equal(verifier.verifyProof(request(proof)).ok, true);
});
