import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Jkt, stoppedClock } from '#core';
import { createAccessTokens, type TokenWish } from './access-token.ts';
import { createSigningKeys, generateKey, localSigner, purposes } from './keys.ts';
import { signJws, typOf } from './own-jws.ts';

const start = 1_790_000_000.5;
const setUp = (lifetimeSeconds = 300) => {
  const clock = stoppedClock(start);
  const keys = createSigningKeys({
    keys: purposes.map((purpose) => ({
      purpose,
      signer: localSigner(generateKey()),
      activeFrom: null,
      retireAt: null,
    })),
    clock,
  });
  const ports = { issuer: 'https://a.example', audience: 'https://a.example/transactions', keys, clock };
  return { clock, ports, tokens: createAccessTokens({ ...ports, lifetimeSeconds }) };
};
const wish: TokenWish = {
  sub: 'sub_1',
  client_id: 'page',
  jti: 'tok_1',
  scope: 'add_user',
  acr: 'voice_pin_and_text',
  amr: ['pin'],
  auth_time: 1_789_999_000,
  cnf: { jkt: 'f43Rs-nsO9sXqhj_gZtJayxYub-8Ch1Yc3fM4LwZn2Q' as Jkt },
  grant_id: 'grant_1',
  authorization_details: [
    { type: 't', actions: ['add_user'], locations: ['l'], identifier: 'acct_1', call: 'call_1', limits: {} },
  ],
};
const timesOf = (verdict: ReturnType<ReturnType<typeof setUp>['tokens']['verify']>) =>
  verdict.ok ? [verdict.claims.iat, verdict.claims.exp] : verdict.reason;

test('a token lives as long as is configured, in whole seconds, and then no longer', async () => {
  const { tokens, clock } = setUp(120);
  const token = (await tokens.mint(wish)).reveal();
  assert.deepEqual(timesOf(tokens.verify(token)), [1_790_000_000, 1_790_000_120]);
  clock.advance(119.4);
  assert.equal(tokens.verify(token).ok, true);
  clock.advance(0.1);
  assert.equal(timesOf(tokens.verify(token)), 'expired');
});

test('a token can live shorter than configured, never longer', async () => {
  const { tokens } = setUp(120);
  const times = async (exp: number) => timesOf(tokens.verify((await tokens.mint({ ...wish, exp })).reveal()));
  assert.deepEqual(await times(1_790_000_030.9), [1_790_000_000, 1_790_000_030]);
  assert.deepEqual(await times(1_790_009_999), [1_790_000_000, 1_790_000_120]);
  await assert.rejects(tokens.mint({ ...wish, exp: 1_790_000_000 }), RangeError);
});

test('the same token made again holds the same claims', async () => {
  const { tokens, clock } = setUp();
  clock.advance(30);
  const again = tokens.verify((await tokens.mint({ ...wish, iat: 1_790_000_000 })).reveal());
  assert.deepEqual(timesOf(again), [1_790_000_000, 1_790_000_300]);
});

test('nobody can configure a token of more than five minutes', () => {
  const { ports } = setUp();
  for (const lifetimeSeconds of [301, 0, -1, 1.5, Number.NaN]) {
    assert.throws(() => createAccessTokens({ ...ports, lifetimeSeconds }), RangeError);
  }
});

test('a token of one second is the shortest', async () => {
  const { tokens } = setUp(1);
  assert.deepEqual(timesOf(tokens.verify((await tokens.mint(wish)).reveal())), [1_790_000_000, 1_790_000_001]);
});

test('times another process signed are taken up to ten seconds ahead, and never without a life between them', async () => {
  const { tokens, ports, clock } = setUp();
  clock.advance(0.5);
  const now = clock.now();
  const signed = async (times: { iat: number; exp: number; nbf?: number }) => {
    const claims = { ...wish, iss: ports.issuer, aud: ports.audience, ...times };
    return timesOf(tokens.verify(await signJws(ports.keys.signer('access_token'), typOf.access_token, claims)));
  };
  assert.deepEqual(await signed({ iat: now + 10, exp: now + 310 }), [now + 10, now + 310]);
  assert.equal(await signed({ iat: now + 11, exp: now + 300 }), 'not_yet_valid');
  assert.deepEqual(await signed({ iat: now, exp: now + 60, nbf: now + 10 }), [now, now + 60]);
  assert.equal(await signed({ iat: now, exp: now + 60, nbf: now + 11 }), 'not_yet_valid');
  assert.equal(await signed({ iat: now + 5, exp: now + 5 }), 'lifetime');
  assert.equal(await signed({ iat: now, exp: now + 301 }), 'lifetime');
});

test('a clock that was set back an hour gives no token a longer life', async () => {
  const { tokens, clock, ports } = setUp();
  const token = (await tokens.mint(wish)).reveal();
  const setBack = createAccessTokens({ ...ports, clock: { now: () => clock.now() - 3600 }, lifetimeSeconds: 300 });
  assert.equal(timesOf(setBack.verify(token)), 'not_yet_valid');
});
