// The twin of Cognito before the AWS SDK's own client: what Amazon's code takes for a user pool, ours may be held against.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createCognito } from '../../twin/cognito/index.ts';

const [ClientId, clientSecret] = ['1h57example', 'the client secret'];
const attributes = { phone_number: '+15555550142', phone_number_verified: 'true' };
const user = (username: string, more: object = {}) => ({ username, password: '48291306', attributes, ...more });
const hashOf = (name: string) => createHmac('sha256', clientSecret).update(`${name}${ClientId}`).digest('base64');

describe('the twin of Cognito, to the AWS SDK', () => {
  let now = 1_790_000_000;
  const pool = createCognito({
    clientId: ClientId,
    clientSecret,
    now: () => now,
    preventUserExistenceErrors: 'LEGACY',
    perSecond: 50,
    users: [
      user('10012345'),
      user('20000001', { status: 'RESET_REQUIRED' }),
      user('20000002', { status: 'UNCONFIRMED' }),
      user('20000003', { status: 'FORCE_CHANGE_PASSWORD' }),
      user('20000004', { challenge: 'SOFTWARE_TOKEN_MFA' }),
    ],
  });
  let client: CognitoIdentityProviderClient;
  let close = async () => {};
  before(async () => {
    const served = await pool.open();
    close = served.close;
    client = new CognitoIdentityProviderClient({
      endpoint: served.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client?.destroy();
    await close();
  });
  const signIn = (USERNAME: string, PASSWORD = '48291306', more: object = {}) =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME, PASSWORD, SECRET_HASH: hashOf(USERNAME), ...more },
      }),
    );

  test('signs a caller in, says who it is, and takes the tokens back', async () => {
    const { AuthenticationResult: tokens } = await signIn('10012345');
    const AccessToken = tokens?.AccessToken ?? '';
    assert.equal(tokens?.TokenType, 'Bearer');
    const told = await client.send(new GetUserCommand({ AccessToken }));
    assert.equal(told.Username, '10012345');
    assert.equal(told.UserAttributes?.find(({ Name }) => Name === 'phone_number')?.Value, '+15555550142');
    const own = { ClientId, ClientSecret: clientSecret };
    await client.send(new RevokeTokenCommand({ ...own, Token: tokens?.RefreshToken ?? '' }));
    await assert.rejects(client.send(new GetUserCommand({ AccessToken })), { name: 'NotAuthorizedException' });
    const second = (await signIn('10012345')).AuthenticationResult?.AccessToken ?? '';
    await client.send(new GlobalSignOutCommand({ AccessToken: second }));
    await assert.rejects(client.send(new GetUserCommand({ AccessToken: second })), { name: 'NotAuthorizedException' });
    assert.equal(pool.liveSessions(), 0);
  });

  test('refuses under the names that Amazon’s model of the service has', async () => {
    const refusals: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['NotAuthorizedException', () => signIn('10012345', '59382716')],
      ['NotAuthorizedException', () => signIn('10012345', '48291306', { SECRET_HASH: 'AAAA' })],
      ['UserNotFoundException', () => signIn('nobody')],
      ['PasswordResetRequiredException', () => signIn('20000001')],
      ['UserNotConfirmedException', () => signIn('20000002')],
      ['InvalidParameterException', () => signIn('')],
      [
        'ResourceNotFoundException',
        () => client.send(new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'other' })),
      ],
    ];
    for (const [name, ask] of refusals) {
      const error = await ask().catch(
        (thrown: unknown) => thrown as { name: string; $fault: string; constructor: { name: string } },
      );
      assert.deepEqual([(error as Error).name, (error as { $fault: string }).$fault], [name, 'client']);
      // The SDK makes a class of its own of an error only when the model has it and the wire names it rightly.
      assert.equal((error as Error).constructor.name, name);
    }
  });

  test('asks for more where the pool does, and gives no token then', async () => {
    for (const [name, challenge] of [
      ['20000003', 'NEW_PASSWORD_REQUIRED'],
      ['20000004', 'SOFTWARE_TOKEN_MFA'],
    ] as const) {
      const told = await signIn(name);
      assert.deepEqual([told.ChallengeName, told.AuthenticationResult], [challenge, undefined]);
      assert.ok((told.Session ?? '').length > 0);
    }
  });

  test('throttles, and the SDK knows it for a throttle', async () => {
    now += 10;
    const asked = await Promise.all(
      Array.from({ length: 60 }, () =>
        signIn('nobody').catch((thrown: unknown) => thrown as { name: string; $metadata: { httpStatusCode: number } }),
      ),
    );
    const throttled = asked.filter((one) => 'name' in one && one.name === 'TooManyRequestsException');
    assert.equal(throttled.length, 10);
  });
});
