import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import type { E164 } from '#core';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import type { ProviderVerdict } from '#identity';
import { type CognitoSettings, createCognitoVerifier } from '#identity/cognito';
import { type CognitoPool, type CognitoUser, createCognito, refused, type Wire } from '../../twin/cognito/index.ts';
import { identityContract } from './identity.ts';

const phone = { phone_number: '+15555550142', phone_number_verified: 'true' };
const user = (username: string, password: string, more: Partial<CognitoUser> = {}): CognitoUser => ({
  username,
  password,
  attributes: phone,
  ...more,
});
const users: readonly CognitoUser[] = [
  user('10012345', '48291306', { attributes: { ...phone, 'custom:account': 'acct_maria-ortiz' } }),
  user('10012346', '71940362', { attributes: { ...phone, phone_number_verified: 'false' } }),
  user('10012347', '60284917', { attributes: {} }),
  user('10012348', '92730518', { enabled: false }),
  user('10067890', '70315928', { aliases: ['james@example.test'] }),
  user('20000001', '11112222', { status: 'RESET_REQUIRED' }),
  user('20000002', '11112222', { status: 'UNCONFIRMED' }),
  user('20000003', '11112222', { status: 'FORCE_CHANGE_PASSWORD' }),
];

const open = (options: Partial<CognitoPool> & { settings?: Partial<CognitoSettings>; fetch?: typeof fetch } = {}) => {
  const clock = stoppedClock();
  const { settings, fetch: net, ...poolOptions } = options;
  const pool = createCognito({
    clientId: '1h57example',
    clientSecret: 'the client secret',
    users,
    now: clock.now,
    preventUserExistenceErrors: 'ENABLED',
    perSecond: 1_000_000,
    ...poolOptions,
  });
  const given: CognitoSettings = {
    endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com',
    clientId: '1h57example',
    clientSecret: new Secret('the client secret'),
    accountAttribute: null,
    signOutEverywhere: true,
    ...settings,
  };
  const ports = { clock, random: systemRandom, log: silentLog, key: new Secret('a key for subjects') };
  const verifier = createCognitoVerifier(given, { ...ports, fetch: net ?? (pool.fetch as typeof fetch) });
  const ask = (id: string, pin: string) => verifier.verify(new Secret(id), new Secret(pin));
  return { clock, pool, verifier, ask };
};
const cannotSay = (reason: string) => ({ verdict: 'cannot_say', reason });

identityContract('cognito', async () => {
  const served = open();
  const { endpoint, close } = await served.pool.open();
  let stalled = false;
  const { verifier } = open({
    settings: { endpoint },
    fetch: (url, init) => {
      // Cognito's own lock-out has a test of its own; here a quarter of an hour lies between two questions.
      served.clock.advance(JSON.stringify(init).includes('InitiateAuth') ? 901 : 0);
      // A stalled Cognito is one whose answer the deadline cuts off, which this does at once.
      if (stalled) return Promise.reject(new DOMException('late', 'TimeoutError'));
      return fetch(url as string, init as RequestInit);
    },
  });
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: '+15555550142' as E164 },
    withUnverifiedNumber: { userId: '10012346', pin: '71940362' },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    disabled: { userId: '10012348', pin: '92730518' },
    stall() {
      stalled = true;
    },
    breakDown() {
      served.pool.instead(() => ({ status: 502, headers: {}, body: '<html>bad gateway</html>' }));
    },
    emptySecretsSeen: () => served.pool.seen.filter(({ password }) => password.trim() === '').length,
    close,
  };
});

describe('what Cognito says, and what we make of it', () => {
  const refusals: readonly [name: string, message: string, verdict: ProviderVerdict | object, status?: number][] = [
    ['NotAuthorizedException', 'Incorrect username or password.', { verdict: 'wrong' }],
    ['NotAuthorizedException', 'A sentence that Amazon has not written yet', { verdict: 'wrong' }],
    ['NotAuthorizedException', 'Password attempts exceeded', { verdict: 'locked' }],
    ['NotAuthorizedException', 'User is disabled.', { verdict: 'locked' }],
    ['NotAuthorizedException', 'Unable to verify secret hash for client x', cannotSay('misconfigured')],
    ['NotAuthorizedException', 'Temporary password has expired', cannotSay('reset_required')],
    ['UserNotFoundException', 'User does not exist.', { verdict: 'wrong' }],
    ['PasswordResetRequiredException', '', cannotSay('reset_required')],
    ['UserNotConfirmedException', '', cannotSay('reset_required')],
    ['TooManyRequestsException', 'Rate exceeded', cannotSay('throttled'), 429],
    ['', '', cannotSay('throttled'), 429],
    ['InvalidParameterException', 'USER_PASSWORD_AUTH flow not enabled', cannotSay('misconfigured')],
    ['ResourceNotFoundException', '', cannotSay('misconfigured')],
    ['ForbiddenException', '', cannotSay('misconfigured'), 403],
    ['OperationNotEnabledException', '', cannotSay('misconfigured')],
    ['FeatureUnavailableInTierException', '', cannotSay('misconfigured')],
    ['UserLambdaValidationException', '', cannotSay('unavailable')],
    ['UnexpectedLambdaException', '', cannotSay('unavailable')],
    ['InvalidLambdaResponseException', '', cannotSay('unavailable')],
    ['InternalErrorException', '', cannotSay('unavailable'), 500],
    ['NotAuthorizedException', 'Incorrect username or password.', cannotSay('unavailable'), 500],
  ];
  for (const [name, message, verdict, status] of refusals) {
    test(`${name || 'a nameless refusal'} (${status ?? 400}) "${message}" becomes ${JSON.stringify(verdict)}`, async () => {
      const { pool, ask } = open();
      pool.instead((operation) => (operation === 'InitiateAuth' ? refused(name, message, status) : null));
      assert.deepEqual(await ask('10012345', '48291306'), verdict);
    });
  }

  const challenges: readonly [string, string][] = [
    ['NEW_PASSWORD_REQUIRED', 'reset_required'],
    ['SMS_MFA', 'mfa_required'],
    ['EMAIL_OTP', 'mfa_required'],
    ['SOFTWARE_TOKEN_MFA', 'mfa_required'],
    ['SELECT_MFA_TYPE', 'mfa_required'],
    ['MFA_SETUP', 'mfa_required'],
    ['DEVICE_SRP_AUTH', 'not_supported'],
    ['A_CHALLENGE_OF_TOMORROW', 'not_supported'],
  ];
  for (const [challenge, reason] of challenges) {
    test(`the challenge ${challenge} is never a yes`, async () => {
      const { ask } = open({ users: [user('30000001', '12345678', { challenge })] });
      assert.deepEqual(await ask('30000001', '12345678'), cannotSay(reason));
      assert.deepEqual(await ask('30000001', '87654321'), { verdict: 'wrong' });
    });
  }

  test('users who must reset, confirm or change a password are told from wrong ones only by the right PIN', async () => {
    const { ask } = open();
    for (const id of ['20000001', '20000002', '20000003']) {
      assert.deepEqual(await ask(id, '11112222'), cannotSay('reset_required'));
      assert.deepEqual(await ask(id, '11112223'), { verdict: 'wrong' });
    }
  });

  test('an unknown id is wrong in both modes of PreventUserExistenceErrors', async () => {
    for (const preventUserExistenceErrors of ['ENABLED', 'LEGACY'] as const) {
      assert.deepEqual(await open({ preventUserExistenceErrors }).ask('99999999', '12345678'), { verdict: 'wrong' });
    }
  });

  test('a wrong client secret is a matter of the set-up, not of the caller', async () => {
    const { ask, verifier } = open({ settings: { clientSecret: new Secret('another') } });
    assert.deepEqual(await ask('10012345', '48291306'), cannotSay('misconfigured'));
    assert.equal(await verifier.ready(), false);
  });

  test('Cognito locks after five wrong PINs, doubling, and the lock is told as locked', async () => {
    const { ask, clock } = open();
    for (let n = 0; n < 5; n += 1) assert.equal((await ask('10012345', '00000000')).verdict, 'wrong');
    assert.deepEqual(await ask('10012345', '48291306'), { verdict: 'locked' });
    clock.advance(1);
    assert.equal((await ask('10012345', '00000000')).verdict, 'wrong');
    clock.advance(1);
    assert.deepEqual(await ask('10012345', '48291306'), { verdict: 'locked' });
    clock.advance(1);
    assert.equal((await ask('10012345', '48291306')).verdict, 'verified');
  });

  test('more sign-ins than the quota are throttled, which is nobody’s wrong PIN', async () => {
    const { ask } = open({ perSecond: 2 });
    await ask('10012345', '00000000');
    await ask('10012345', '00000000');
    assert.deepEqual(await ask('10012345', '48291306'), cannotSay('throttled'));
  });

  test('an account is the one of the named attribute, or nothing', async () => {
    const { ask } = open({ settings: { accountAttribute: 'custom:account' } });
    const verdict = await ask('10012345', '48291306');
    assert.ok(verdict.verdict === 'verified');
    assert.equal(verdict.caller.account, 'acct_maria-ortiz');
    assert.deepEqual(await ask('10067890', '70315928'), cannotSay('misconfigured'));
  });

  test('a subject is another one under another key, so that two installations cannot compare notes', async () => {
    const { ask, pool } = open();
    const clock = stoppedClock();
    const ports = { clock, random: systemRandom, log: silentLog, key: new Secret('another key') };
    const other = createCognitoVerifier(
      {
        endpoint: 'https://x.test',
        clientId: '1h57example',
        clientSecret: new Secret('the client secret'),
        accountAttribute: null,
        signOutEverywhere: false,
      },
      { ...ports, fetch: pool.fetch as typeof fetch },
    );
    const [one, two] = [
      await ask('10012345', '48291306'),
      await other.verify(new Secret('10012345'), new Secret('48291306')),
    ];
    assert.ok(one.verdict === 'verified' && two.verdict === 'verified');
    assert.notEqual(one.caller.subject, two.caller.subject);
  });

  test('the right PIN under an alias is wrong, because guesses are counted by the id', async () => {
    const { ask, pool } = open();
    assert.deepEqual(await ask('james@example.test', '70315928'), { verdict: 'wrong' });
    assert.equal((await ask('10067890', '70315928')).verdict, 'verified');
    assert.equal(pool.liveSessions(), 0);
  });

  test('no token outlives the check, whether or not everything is signed out', async () => {
    for (const signOutEverywhere of [true, false]) {
      const { ask, pool } = open({ settings: { signOutEverywhere } });
      assert.equal((await ask('10012345', '48291306')).verdict, 'verified');
      assert.equal(pool.liveSessions(), 0);
    }
  });

  test('what cannot be revoked is dropped all the same', async () => {
    const { ask } = open({ enableTokenRevocation: false, settings: { signOutEverywhere: false } });
    assert.equal((await ask('10012345', '48291306')).verdict, 'verified');
  });

  test('the decoy costs nobody a try, and answers as for a wrong PIN', async () => {
    const { verifier, ask } = open();
    for (let n = 0; n < 20; n += 1) {
      assert.deepEqual(await verifier.decoy(new Secret('10012345'), new Secret('48291306')), { verdict: 'wrong' });
    }
    assert.equal((await ask('10012345', '48291306')).verdict, 'verified');
  });

  test('asking whether Cognito is ready does not spend its quota', async () => {
    const { verifier, pool } = open();
    let asked = 0;
    pool.instead(() => {
      asked += 1;
      return null;
    });
    for (let n = 0; n < 50; n += 1) assert.equal(await verifier.ready(), true);
    assert.equal(asked, 1);
  });

  test('a redirect is not followed and not believed', async () => {
    const { ask } = open({
      fetch: async (_url, init) => {
        assert.equal((init as RequestInit).redirect, 'manual');
        return new Response(null, { status: 307, headers: { location: 'https://elsewhere.test/' } });
      },
    });
    assert.deepEqual(await ask('10012345', '48291306'), cannotSay('malformed'));
  });

  test('an answer is believed only with status 200, only for our client, and only when both halves name one person', async () => {
    const { pool } = open();
    const whole = pool.fetch;
    type Claims = Record<string, unknown>;
    const forge = (change: (claims: Claims) => Claims, status = 200) =>
      open({
        fetch: async (url, init) => {
          const honest = await whole(url, init as never);
          if (!JSON.stringify(init).includes('InitiateAuth')) return honest;
          const body = (await honest.json()) as { AuthenticationResult: { AccessToken: string } };
          const [head, claims = '', signature] = body.AuthenticationResult.AccessToken.split('.');
          const next = change(JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims);
          const told = `${head}.${Buffer.from(JSON.stringify(next)).toString('base64url')}.${signature}`;
          // The pool still knows the person by the token it gave; only what is said about it differs.
          pool.instead((operation) => (operation === 'GetUser' ? profile : null));
          body.AuthenticationResult.AccessToken = told;
          return Response.json(body, { status });
        },
      }).ask('10012345', '48291306');
    const attributes = [
      { Name: 'sub', Value: 'the-one-person' },
      { Name: 'phone_number', Value: '+15555550142' },
    ];
    const profile: Wire = {
      status: 200,
      headers: {},
      body: JSON.stringify({ Username: '10012345', UserAttributes: attributes }),
    };
    const honest = (claims: Claims) => ({ ...claims, sub: 'the-one-person' });
    assert.equal((await forge(honest)).verdict, 'verified', 'the forger itself works');
    assert.deepEqual(await forge(honest, 201), cannotSay('malformed'));
    assert.deepEqual(await forge((claims) => ({ ...honest(claims), client_id: 'another' })), cannotSay('malformed'));
    assert.deepEqual(await forge((claims) => ({ ...honest(claims), token_use: 'id' })), cannotSay('malformed'));
    assert.deepEqual(await forge((claims) => ({ ...claims, sub: 'somebody-else' })), cannotSay('malformed'));
  });

  test('an answer larger than 64 KB is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    const { ask } = open({ fetch: async () => new Response(endless) });
    assert.deepEqual(await ask('10012345', '48291306'), cannotSay('malformed'));
    assert.ok(sent < 12);
  });
});

describe('ten thousand broken answers', () => {
  /** A small generator with a seed, so that a failure can be seen again. */
  const seeded = (seed: number) => () => {
    seed = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
  };
  const mutations: readonly ((wire: Wire, chance: () => number, other: Wire) => Wire | Error)[] = [
    (wire) => wire,
    (wire, chance) => ({ ...wire, body: wire.body.slice(0, Math.floor(chance() * wire.body.length)) }),
    (wire, chance) => ({ ...wire, status: [200, 201, 204, 301, 400, 403, 429, 500, 503][Math.floor(chance() * 9)]! }),
    (wire, chance) => {
      const at = Math.floor(chance() * wire.body.length);
      return {
        ...wire,
        body: `${wire.body.slice(0, at)}${String.fromCharCode(33 + Math.floor(chance() * 90))}${wire.body.slice(at + 1)}`,
      };
    },
    (wire) => ({ ...wire, status: 200, body: '' }),
    (wire) => ({ ...wire, status: 200, body: `${wire.body}${wire.body}` }),
    (wire) => ({ ...wire, status: 200, body: 'null' }),
    (wire) => ({ ...wire, status: 200, body: '[]' }),
    (wire) => ({ ...wire, status: 200, body: '<html></html>' }),
    (wire) => ({ ...wire, status: 200, body: JSON.stringify({ AuthenticationResult: {} }) }),
    (wire) => ({
      ...wire,
      status: 200,
      body: JSON.stringify({ AuthenticationResult: { AccessToken: 'a.b.c', TokenType: 'Bearer' } }),
    }),
    (wire) => ({ ...wire, body: `${wire.body}${' '.repeat(70_000)}` }),
    (wire) => ({ ...wire, headers: {} }),
    (_wire, _chance, other) => other,
    () => new TypeError('fetch failed'),
    () => new DOMException('late', 'TimeoutError'),
  ];

  test('never turn a wrong PIN, an unknown id, a disabled user or an unfinished one into a yes', async () => {
    const chance = seeded(20_261_122);
    const verdicts = new Map<string, number>();
    const asked = [
      ['10012345', '48291307'],
      ['10012345', '70315928'],
      ['99999999', '48291306'],
      ['10012348', '92730518'],
      ['20000003', '11112222'],
    ] as const;
    for (let n = 0; n < 10_000; n += 1) {
      const { ask } = await faulty(chance);
      const [id, pin] = asked[n % asked.length]!;
      const verdict = await ask(id, pin);
      assert.notEqual(verdict.verdict, 'verified', `round ${n}`);
      verdicts.set(verdict.verdict, (verdicts.get(verdict.verdict) ?? 0) + 1);
    }
    assert.ok((verdicts.get('cannot_say') ?? 0) > 2000 && (verdicts.get('wrong') ?? 0) > 500, 'the faults bite');
  });

  test('a mixed-up answer about another person is not a yes for this one, even on the right PIN', async () => {
    const { pool, ask } = open();
    const james = await pool.fetch('', signInOf('10067890', '70315928'));
    const body = await james.text();
    pool.instead((operation) => (operation === 'InitiateAuth' ? { status: 200, headers: {}, body } : null));
    assert.notEqual((await ask('10012345', '48291306')).verdict, 'verified');
  });

  const signInOf = (username: string, password: string) => ({
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: '1h57example',
      AuthParameters: { USERNAME: username, PASSWORD: password, SECRET_HASH: hashOf(username) },
    }),
  });

  const faulty = async (chance: () => number) => {
    const made = open({
      fetch: async (url, init) => {
        const honest = await made.pool.fetch(url, init as never);
        const wire = { status: honest.status, headers: {}, body: await honest.text() };
        const broken = mutations[Math.floor(chance() * mutations.length)]!(wire, chance, other);
        if (broken instanceof Error) throw broken;
        const bare = broken.status === 204 || broken.status === 301;
        return new Response(bare ? null : broken.body, { status: broken.status });
      },
    });
    // The answer to somebody else's question, as a mixed-up connection would give it.
    const james = await made.pool.fetch('', signInOf('10067890', '70315928'));
    const other: Wire = { status: 200, headers: {}, body: await james.text() };
    return made;
  };
});

const hashOf = (username: string): string =>
  createHmac('sha256', 'the client secret').update(`${username}1h57example`).digest('base64');
