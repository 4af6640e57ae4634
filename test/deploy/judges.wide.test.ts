import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shipped } from '#transaction';
import { botDefinition } from '../../deploy/aws/bot/bot.ts';
import { connectFlow, substituted } from '../../deploy/aws/flow/flow.ts';
import type { HttpAnswer } from '../../src/host/lambda/http-answer.ts';
import type { HttpEvent } from '../../src/host/lambda/http-event.ts';
import { createConnectTwin, identity, substitutions } from '../../twin/connect/connect.ts';
import { digitsIn, wordsOf } from '../journey/connect-installation.ts';
import { type Made, neighbours, newKeyring, openZipped, originSecret, pin, recorded, type Zipped } from './zipped.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const committed = path('../../deploy/aws/dist/voicegrant.template.json');
const cdk = path('../../deploy/aws/cdk/');
const template = JSON.parse(readFileSync(committed, 'utf8')) as {
  Parameters: Record<string, { Default?: string }>;
  Resources: Record<string, { Type: string }>;
};

/** cfn-lint and moto of these versions, from PyPI, once into a folder that is kept. Needs Python 3 with venv. */
const judges = {
  folder: join(homedir(), '.cache', 'voicegrant', 'judges-1.58.0-5.2.5'),
  bin: (name: string) => join(judges.folder, 'bin', name),
  fetch(): void {
    const whole = join(judges.folder, 'whole');
    if (existsSync(whole)) return;
    rmSync(judges.folder, { recursive: true, force: true });
    mkdirSync(judges.folder, { recursive: true });
    execFileSync('python3', ['-m', 'venv', judges.folder]);
    const wanted = ['cfn-lint==1.58.0', 'moto[server,cloudformation]==5.2.5'];
    execFileSync(judges.bin('pip'), ['install', '--quiet', ...wanted], { stdio: 'ignore' });
    writeFileSync(whole, '');
  },
};

/** Types that moto 5.2 does not make from a template; cfn-lint holds them to their schema instead. */
const unknownToMoto = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Connect::ContactFlow',
  'AWS::Connect::IntegrationAssociation',
  'AWS::Connect::SecurityKey',
  'AWS::Connect::TestCase',
  'AWS::Lex::Bot',
  'AWS::Lex::BotAlias',
  'AWS::Lex::BotVersion',
  'AWS::Lex::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::Secret',
];

describe('the template before other judges', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-judges-'));
  const { bin } = judges;
  before(() => {
    judges.fetch();
    if (!existsSync(`${cdk}node_modules`))
      execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: cdk, stdio: 'ignore' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const onMoto = <Told>(...given: string[]): Told => {
    const run = spawnSync(bin('python'), [path('on_moto.py'), ...given], { timeout: 200_000, maxBuffer: 8_000_000 });
    assert.equal(run.status, 0, run.stderr.toString('utf8').slice(-3000));
    return JSON.parse(run.stdout.toString('utf8')) as Told;
  };

  test('is what CDK makes today', () => {
    const made = execFileSync(process.execPath, ['synth.ts'], {
      cwd: cdk,
      maxBuffer: 8_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.equal(made.toString('utf8'), readFileSync(committed, 'utf8'), 'run: npm run template');
  });

  test('for a shorter PIN asks the pool for it and takes the one profile that admits it', () => {
    const options = { cwd: cdk, maxBuffer: 8_000_000, stdio: ['ignore', 'pipe', 'ignore'] } as const;
    const made = JSON.parse(
      execFileSync(process.execPath, ['synth.ts', '--pin=6'], { ...options, stdio: [...options.stdio] }).toString(),
    );
    assert.deepEqual(
      [made.Parameters.Profile.Default, made.Parameters.Profile.AllowedValues],
      ['legacy-pin', ['legacy-pin']],
    );
    assert.equal(made.Resources.UserPool.Properties.Policies.PasswordPolicy.MinimumLength, 6);
    assert.equal(made.Resources.WebFunction.Properties.Environment.Variables.VOICEGRANT_PIN_LENGTH, '6');
  });

  test('is told rightly by the runbook: AWS knows each of its commands, and every parameter in them', () => {
    const page = readFileSync(path('../../docs/deploy.md'), 'utf8').replaceAll('\\\n', ' ');
    const commands = [...page.matchAll(/\baws ((?!s3 )[\w-]+ [\w-]+(?: (?!`)[^`\n]*)?)/g)].map(
      ([, command]) => command ?? '',
    );
    assert.ok(commands.length >= 5, String(commands.length));
    assert.deepEqual(onMoto<string[]>('commands', JSON.stringify(commands)), []);
  });

  test('breaks no rule of AwsSolutions without a reason', () => {
    const run = spawnSync(process.execPath, ['synth.ts', '--nag'], { cwd: cdk, maxBuffer: 8_000_000 });
    assert.equal(run.status, 0, run.stderr.toString('utf8').slice(-2000));
    assert.doesNotMatch(run.stderr.toString('utf8'), /AwsSolutions-/);
  });

  test('acknowledges no rule that would hold anyway', async () => {
    const run = spawnSync(process.execPath, ['synth.ts', '--nag=bare'], { cwd: cdk, maxBuffer: 8_000_000 });
    assert.notEqual(run.status, 0);
    const broken = run.stderr.toString('utf8').match(/AwsSolutions-[A-Z]+\d+(?:\[[^\]]*\])?/g) ?? [];
    const { acknowledged } = (await import(`${cdk}nag.ts`)) as { acknowledged: Record<string, string> };
    assert.deepEqual([...new Set(broken)].sort(), Object.keys(acknowledged).sort());
  });

  test('has no error and no warning of cfn-lint', () => {
    const run = spawnSync(bin('cfn-lint'), ['-r', 'us-east-1', '-t', committed]);
    assert.equal(run.stdout.toString('utf8'), '');
    assert.equal(run.status, 0);
  });

  test('holds each resource to its CloudFormation schema: a property that is not in it is refused in every one', () => {
    const told = onMoto<Record<string, number>>('schemas', committed, bin('cfn-lint'), folder);
    // A custom resource takes whatever its function takes; its four uses are tested in edge.test.ts.
    const held = Object.entries(template.Resources).filter(([, { Type }]) => !Type.endsWith('::CustomResource'));
    assert.deepEqual(
      held.filter(([name]) => (told[name] ?? 0) === 0),
      [],
    );
    assert.ok(held.length > 60);
  });

  test('has no type that moto does not know beside those that are listed', () => {
    assert.deepEqual(onMoto<{ unknown: string[] }>('types', committed).unknown, unknownToMoto);
  });

  test('is made by moto; its table, user pool and secrets serve a whole call on the real functions; it deletes clean', async () => {
    const port = await freePort();
    const server = spawn(bin('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    let zipped: Zipped | null = null;
    try {
      const made = onMoto<Omit<Made, 'endpoint' | 'secrets'> & Record<string, unknown>>(
        'create',
        committed,
        endpoint,
        newKeyring(),
        JSON.stringify(neighbours),
        pin,
      );
      const { status, keys, functions, roles, logs, rules, buckets } = made;
      assert.deepEqual(
        { status, keys, functions, roles, logs, rules, buckets },
        {
          status: 'CREATE_COMPLETE',
          keys: ['p', 's'],
          functions: ['events', 'setup', 'sweep', 'voice', 'web'],
          ...{ roles: 6, logs: 6, rules: 2, buckets: 2 },
        },
      );
      const secrets = { keyring: 'keyring', neighbours: 'neighbours', origin: 'origin', cognito: 'cognito' };
      zipped = await openZipped({ ...made, endpoint, secrets });
      await wholeCall(zipped);
      await zipped.close();
      zipped = null;
      const left = onMoto<Record<string, string[]>>('delete', endpoint);
      assert.deepEqual(left, {
        ...{ tables: [], functions: [], roles: [], logs: [], rules: [], dashboards: [] },
        buckets: ['artifacts'],
      });
    } finally {
      await zipped?.close();
      server.kill();
    }
  });
});

// moto's KMS answers GetPublicKey without KeySpec and hashes a digest once more, and it has no DescribeContact.
/** A wrong PIN, the right one, a text, the page's question, a hang-up: on the zips, over whatever they were given. */
const wholeCall = async (zipped: Zipped): Promise<void> => {
  const options = { transactions: shipped, langs: ['en', 'es'], queue: true, pinBy: 'lex', pinLength: 8 } as const;
  const twin = createConnectTwin({
    flow: substituted(connectFlow(options), substitutions()),
    bot: botDefinition({ name: 'voicegrant', ...options }),
    lambdas: { [identity.functionArn]: (event) => zipped.run('voice', event) },
    hook: (event) => zipped.run('voice', event),
    event: (event) => zipped.run('events', event),
  });
  const call = twin.ring('+15555550142');
  zipped.account.contacts.set(call.contactId, {
    Arn: `${identity.instanceArn}/contact/${call.contactId}`,
    Channel: 'VOICE',
    InitiationMethod: 'INBOUND',
  });
  await call.start();
  await call.input({ digits: '10012345#' });
  assert.match(wordsOf(await call.input({ digits: '59382716' })), /do not go together/);
  await call.input({ digits: '10012345#' });
  assert.match(wordsOf(await call.input({ digits: pin })), /That is correct/);
  assert.equal(digitsIn(await call.input({ speech: 'add my wife' })).length, 6);
  const code = /#(?<code>[\w-]{43})/.exec(zipped.texts.at(-1) ?? '')?.groups?.code ?? '';
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-origin-secret': originSecret };
  const ask = async (path: string, method: string, body?: string): Promise<Record<string, unknown>> => {
    const given = recorded<HttpEvent>('apigw/offer-status');
    const http = { ...given.requestContext.http, method };
    const event = { ...given, rawPath: path, headers: { ...given.headers, ...headers }, requestContext: { http } };
    const { body: told } = await zipped.run<HttpAnswer>('web', {
      ...event,
      ...(body === undefined ? {} : { body, isBase64Encoded: false }),
    });
    return JSON.parse(told) as Record<string, unknown>;
  };
  const status = () => ask('/offer/status', 'POST', `pre-authorized_code=${code}`);
  assert.deepEqual([(await status()).state, (await status()).call], ['offered', 'live']);
  assert.equal(((await ask('/oauth/jwks', 'GET')).keys as unknown[]).length, 3);
  await call.hangUp();
  const { state, reason } = await status();
  assert.deepEqual([state, reason], ['dead', 'hung_up']);
  await zipped.run('sweep', recorded('aws/schedule'));
  assert.ok(zipped.log.some((line) => line.startsWith('{"checkpoint":')));
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
