import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { createGoogleVerifier } from '#identity/google';
import { type GoogleUser, startFakeGoogle, type Trouble } from '../../twin/google/index.ts';
import { identityContract } from './identity.ts';

const number = '+15555550142' as E164;
const apiKey = 'an api key of the fake';
const people: readonly GoogleUser[] = [
  { email: '10012345@callers.example', password: '48291306', localId: 'u1', phoneNumber: number },
  { email: '10012347@callers.example', password: '60284917', localId: 'u2' },
  { email: '10012348@callers.example', password: '92730518', localId: 'u3', disabled: true },
  { email: '10012349@callers.example', password: '31947520', localId: 'u4', mfa: true },
];

const open = async (timeoutMs = 2000) => {
  const fake = await startFakeGoogle(apiKey, people);
  const clock = stoppedClock();
  const settings = {
    apiKey: new Secret(apiKey),
    emailDomain: '@callers.example',
    tenant: null,
    endpoint: fake.endpoint,
    timeoutMs,
  };
  const verifier = createGoogleVerifier(settings, { fetch, clock, random: systemRandom, key: new Secret('a key') });
  return { fake, clock, verifier };
};

identityContract('google', async () => {
  const { fake, verifier } = await open(1500);
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: number },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    disabled: { userId: '10012348', pin: '92730518' },
    stall: () => {
      fake.state.trouble = 'stall';
    },
    breakDown: () => {
      fake.state.trouble = 'cut';
    },
    emptySecretsSeen: () => fake.state.emptySecrets,
    close: fake.close,
  };
});

describe('google', () => {
  let at: Awaited<ReturnType<typeof open>>;
  before(async () => {
    at = await open(1500);
  });
  after(() => at.fake.close());
  const ask = (userId = '10012345', pin = '48291306') => at.verifier.verify(new Secret(userId), new Secret(pin));

  test('an account with a second factor is not a wrong PIN', async () => {
    assert.deepEqual(await ask('10012349', '31947520'), { verdict: 'cannot_say', reason: 'mfa_required' });
  });

  const troubles: readonly [Trouble, string][] = [
    ['nonsense', 'malformed'],
    ['huge', 'malformed'],
    ['redirect', 'malformed'],
    ['error500', 'unavailable'],
    ['throttle', 'throttled'],
    ['cut', 'unavailable'],
    ['stall', 'timeout'],
  ];
  for (const [trouble, reason] of troubles) {
    test(`${trouble}: cannot say, and well again within ten seconds`, async () => {
      at.fake.state.trouble = trouble;
      assert.deepEqual(await ask(), { verdict: 'cannot_say', reason });
      at.fake.state.trouble = 'none';
      at.clock.advance(10);
      assert.equal((await ask()).verdict, 'verified');
    });
  }

  test('a provider that is down is not asked again and again', async () => {
    at.fake.state.trouble = 'cut';
    for (let count = 0; count < 5; count += 1) await ask();
    at.fake.state.trouble = 'none';
    assert.deepEqual(await ask(), { verdict: 'cannot_say', reason: 'unavailable' });
    at.clock.advance(6);
    assert.equal((await ask()).verdict, 'verified');
  });
});

test('ten thousand broken answers are never a yes', async () => {
  const clock = stoppedClock();
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const good = [JSON.stringify({ localId: 'u1', idToken: 't' }), JSON.stringify({ users: [{ localId: 'u1' }] })];
  let turn = 0;
  const broken: typeof fetch = async () => {
    const text = good[turn % 2] ?? '';
    turn += 1;
    const at = next(text.length);
    const kinds = [
      () => text.slice(0, at),
      () => `${text.slice(0, at)}${String.fromCharCode(next(128))}${text.slice(at + 2)}`,
      () => `[${text}]`,
      () => 'null',
      () => '',
    ];
    const status = [200, 200, 200, 204, 400, 401, 403, 404, 429, 500, 503][next(11)] ?? 200;
    if (next(10) === 0) throw new TypeError('network');
    return new Response(status === 204 ? null : (kinds[next(kinds.length)] ?? (() => ''))(), { status });
  };
  const settings = { apiKey: new Secret('k'), emailDomain: '@callers.example', tenant: null };
  const verifier = createGoogleVerifier(settings, {
    fetch: broken,
    clock,
    random: systemRandom,
    key: new Secret('a key'),
  });
  let yes = 0;
  for (let count = 0; count < 10_000; count += 1) {
    clock.advance(10);
    turn = 0;
    const verdict = await verifier.verify(new Secret('10012345'), new Secret('48291306'));
    if (verdict.verdict === 'verified') yes += 1;
  }
  assert.equal(yes, 0);
});
