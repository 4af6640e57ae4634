import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AssociatePhoneNumberContactFlowCommand,
  ConnectClient,
  DescribeContactCommand,
  DisassociatePhoneNumberContactFlowCommand,
} from '@aws-sdk/client-connect';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { Secret } from '#core';
import { type Ask, AwsError, createAws } from './index.ts';
import { signatureOf } from './sign.ts';

const region = 'eu-west-2';
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const credentials = { ...keys, secretAccessKey: new Secret(keys.secretAccessKey), sessionToken: 'token//of=a+session' };

/** What the SDK sends, as far as a server can tell. */
type Sent = {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
type Sdk = { send(command: never): Promise<unknown>; destroy(): void };
type Client = new (options: object) => unknown;

/** Has the SDK's own client make and sign a request, and keeps it back. */
const bySdk = async (Made: Client, command: object): Promise<Sent> => {
  const sent: Sent[] = [];
  const requestHandler = {
    handle: async (request: Sent) => {
      sent.push(request);
      throw new Error('not sent');
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const own = { ...keys, sessionToken: credentials.sessionToken };
  const client = new Made({ region, credentials: own, requestHandler, maxAttempts: 1 }) as Sdk;
  await client.send(command as never).catch(() => {});
  client.destroy();
  return sent[0]!;
};
const queryOf = ({ query = {} }: Sent) => new URLSearchParams(query).toString();

type Asked = { readonly url: string; readonly init: RequestInit };
/** AWS that answers as told, one answer a request; keeps what was asked. */
const scene = (...answers: (Response | Error)[]) => {
  const asked: Asked[] = [];
  const slept: number[] = [];
  const aws = createAws(
    { region, endpoint: null, credentials: () => credentials },
    {
      fetch: async (url, init) => {
        asked.push({ url: String(url), init: init ?? {} });
        const answer = answers.shift() ?? Response.json({});
        if (answer instanceof Error) throw answer;
        return answer;
      },
      abortAfter: () => new AbortController().signal,
      sleep: async (ms) => void slept.push(ms),
      instant: () => '20261122T201500Z',
    },
  );
  return { aws, asked, slept };
};
const once = { answerMs: 1000, tries: 1 };
const twice = { answerMs: 1000, tries: 2 };
const secret: Ask = { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: 'ring' } };
const refused = (type: string, status = 400) => Response.json({ __type: type, message: 'of whom' }, { status });

const item = { p: { B: Buffer.from([0, 255, 16]) }, d: { S: 'añadir' } };
const batch = { TransactItems: [{ Put: { TableName: 'T', Item: item } }], ClientRequestToken: 'once' };
const flow = { InstanceId: 'i-1', ContactFlowId: 'f-1' };
const number = ['phone-number', 'n-1', 'contact-flow'];

const pairs: readonly (readonly [string, Client, object, Ask])[] = [
  [
    'a transaction with bytes in it',
    DynamoDBClient,
    new TransactWriteItemsCommand(batch),
    { service: 'dynamodb', operation: 'TransactWriteItems', input: batch },
  ],
  [
    'a public key',
    KMSClient,
    new GetPublicKeyCommand({ KeyId: 'k' }),
    { service: 'kms', operation: 'GetPublicKey', input: { KeyId: 'k' } },
  ],
  ['a secret', SecretsManagerClient, new GetSecretValueCommand({ SecretId: 'ring' }), secret],
  [
    'a new value of a secret',
    SecretsManagerClient,
    new PutSecretValueCommand({ SecretId: 'ring', SecretString: '{}', ClientRequestToken: 'x'.repeat(36) }),
    {
      service: 'secretsmanager',
      operation: 'PutSecretValue',
      input: { SecretId: 'ring', SecretString: '{}', ClientRequestToken: 'x'.repeat(36) },
    },
  ],
  [
    'a contact',
    ConnectClient,
    new DescribeContactCommand({ InstanceId: 'i-1', ContactId: 'c-1' }),
    { service: 'connect', method: 'GET', path: ['contacts', 'i-1', 'c-1'] },
  ],
  [
    'tying a number',
    ConnectClient,
    new AssociatePhoneNumberContactFlowCommand({ PhoneNumberId: 'n-1', ...flow }),
    { service: 'connect', method: 'PUT', path: number, input: flow },
  ],
  [
    'untying it',
    ConnectClient,
    new DisassociatePhoneNumberContactFlowCommand({ PhoneNumberId: 'n-1', InstanceId: 'i-1' }),
    { service: 'connect', method: 'DELETE', path: number, query: { instanceId: 'i-1' } },
  ],
];

for (const [what, client, command, ask] of pairs) {
  test(`asking for ${what} is the request that the AWS SDK makes`, async () => {
    const theirs = await bySdk(client, command);
    const { aws, asked } = scene();
    await aws.ask(ask, once);
    const { url, init } = asked[0]!;
    const ours = new URL(url);
    const headers = init.headers as Record<string, string>;
    assert.equal(init.method, theirs.method);
    assert.equal(ours.host, theirs.hostname);
    assert.equal(ours.pathname, theirs.path);
    assert.equal(ours.search.slice(1), queryOf(theirs));
    assert.equal(headers['x-amz-target'], theirs.headers['x-amz-target']);
    if (theirs.body) {
      assert.equal(headers['content-type'], theirs.headers['content-type']);
      assert.deepEqual(JSON.parse(String(init.body)), JSON.parse(theirs.body));
    } else assert.equal(init.body, undefined);
  });
}

test('a request is signed as the AWS SDK signs it, whatever is in it', async () => {
  const text = fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((given) => given.isWellFormed() && given.trim() !== '');
  await fc.assert(
    fc.asyncProperty(text, text, async (ContactId, SecretId) => {
      for (const [service, client, command] of [
        [
          'connect',
          ConnectClient,
          new DisassociatePhoneNumberContactFlowCommand({ PhoneNumberId: 'n', InstanceId: ContactId }),
        ],
        ['secretsmanager', SecretsManagerClient, new GetSecretValueCommand({ SecretId })],
      ] as const) {
        const sent = await bySdk(client, command);
        const authorization = sent.headers.authorization ?? '';
        const named = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
        const own = ['host', 'x-amz-date', 'x-amz-security-token'];
        const headers = Object.fromEntries(
          named.filter((name) => !own.includes(name)).map((name) => [name, sent.headers[name] ?? '']),
        );
        const query = Object.entries(sent.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
        const url = new URL(`https://${sent.hostname}${sent.path}${query.length === 0 ? '' : `?${query.join('&')}`}`);
        const ours = signatureOf(
          { method: sent.method, url, headers, body: sent.body ?? '' },
          { service, region, credentials, instant: sent.headers['x-amz-date'] ?? '' },
        );
        assert.equal(ours.authorization, authorization);
        assert.equal(ours['x-amz-security-token'], sent.headers['x-amz-security-token']);
      }
    }),
    { numRuns: 10 },
  );
});

test('what a service refuses has the service’s name and none of its words', async () => {
  for (const [answer, name] of [
    [refused('com.amazonaws.kms#NotFoundException'), 'NotFoundException'],
    [
      Response.json({}, { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException:http://x/' } }),
      'ResourceNotFoundException',
    ],
    [new Response('<html>', { status: 503 }), 'UnknownError'],
    [refused('a name with spaces and a PIN 48291306'), 'UnknownError'],
  ] as const) {
    const error = await scene(answer)
      .aws.ask(secret, once)
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof AwsError && error.name === name, String(error));
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /of whom|48291306|AKID|wJalr/);
  }
});

test('a cancelled transaction says why, item by item', async () => {
  const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }];
  const answer = Response.json(
    { __type: 'x#TransactionCanceledException', CancellationReasons: reasons },
    { status: 400 },
  );
  await assert.rejects(scene(answer).aws.ask(secret, once), {
    name: 'TransactionCanceledException',
    CancellationReasons: reasons,
  });
});

test('an answer that is late, lost or torn is no answer; one that never left says why', async () => {
  const late = Object.assign(new Error(), { name: 'TimeoutError' });
  const closed = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  await assert.rejects(scene(late).aws.ask(secret, once), { name: 'TimeoutError', $metadata: { httpStatusCode: 0 } });
  await assert.rejects(scene(closed).aws.ask(secret, once), { name: 'NoAnswer', code: 'ECONNREFUSED' });
  await assert.rejects(scene(new Response('{"Secret')).aws.ask(secret, once), { name: 'NoAnswer' });
  await assert.rejects(scene(new Response(`"${'x'.repeat(4_000_001)}"`)).aws.ask(secret, once), { name: 'NoAnswer' });
});

test('what may pass is tried as often as its caller allowed, after a pause; nothing else is', async () => {
  for (const passing of [
    () => refused('ThrottlingException'),
    () => refused('InternalFailure', 500),
    () => new TypeError(),
  ]) {
    const { aws, asked, slept } = scene(passing());
    assert.deepEqual(await aws.ask(secret, twice), {});
    assert.deepEqual([asked.length, slept.length], [2, 1]);
    const alone = scene(passing());
    await assert.rejects(alone.aws.ask(secret, once));
    assert.equal(alone.asked.length, 1);
  }
  const denied = scene(refused('AccessDeniedException'));
  await assert.rejects(denied.aws.ask(secret, twice), { name: 'AccessDeniedException' });
  assert.equal(denied.asked.length, 1);
});

test('no redirection is followed, and a path cannot leave its place', async () => {
  const { aws, asked } = scene();
  await aws.ask({ service: 'connect', method: 'GET', path: ['contacts', 'i', '../../x?y#z'] }, once);
  assert.equal(asked[0]?.init.redirect, 'error');
  assert.equal(new URL(asked[0]?.url ?? '').pathname, '/contacts/i/..%2F..%2Fx%3Fy%23z');
  assert.equal(new URL(asked[0]?.url ?? '').search, '');
});
