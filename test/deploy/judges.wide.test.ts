import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const committed = path('../../deploy/aws/dist/voicegrant.template.json');
const cdk = path('../../deploy/aws/cdk/');
const template = JSON.parse(readFileSync(committed, 'utf8')) as {
  Parameters: Record<string, { Default?: string }>;
  Resources: Record<string, { Type: string }>;
};

/** Types that moto 5.2 does not make from a template; cfn-lint holds them to their schema instead. */
const unknownToMoto = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
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
  const bin = (name: string) => join(folder, 'venv/bin', name);
  before(() => {
    execFileSync('python3', ['-m', 'venv', join(folder, 'venv')]);
    execFileSync(bin('pip'), ['install', '--quiet', 'cfn-lint', 'moto[server,cloudformation]'], {
      stdio: 'ignore',
    });
    if (!existsSync(`${cdk}node_modules`))
      execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: cdk, stdio: 'ignore' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is what CDK makes today', () => {
    const made = execFileSync(process.execPath, ['synth.ts'], {
      cwd: cdk,
      maxBuffer: 8_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.equal(made.toString('utf8'), readFileSync(committed, 'utf8'), 'run: npm run template');
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

  test('is made and deleted by moto, but for the types it does not know', async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => resolve(free));
      });
    });
    const server = spawn(bin('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    try {
      writeFileSync(join(folder, 'deploy.py'), program);
      const run = spawnSync(
        bin('python'),
        [join(folder, 'deploy.py'), committed, `http://127.0.0.1:${port}`, JSON.stringify(unknownToMoto)],
        { timeout: 120_000 },
      );
      assert.equal(run.status, 0, run.stderr.toString('utf8').slice(-3000));
      const told = JSON.parse(run.stdout.toString('utf8')) as Record<string, unknown>;
      assert.deepEqual(told, {
        status: 'CREATE_COMPLETE',
        table: ['p', 's'],
        functions: 5,
        left: 0,
      });
    } finally {
      server.kill();
    }
  });

  test('names no type moto does not know beside those that are listed', () => {
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    for (const type of unknownToMoto) assert.ok(types.has(type), type);
  });
});

/** Makes the stack on moto, looks at what is there, deletes it, looks again. */
const program = `
import boto3, json, sys, time, io, zipfile, urllib.request
path, endpoint, unknown = sys.argv[1], sys.argv[2], set(json.loads(sys.argv[3]))
for _ in range(100):
    try:
        urllib.request.urlopen(endpoint + '/moto-api/', timeout=2); break
    except Exception: time.sleep(0.2)
opts = dict(endpoint_url=endpoint, region_name='us-east-1', aws_access_key_id='a', aws_secret_access_key='b')
client = lambda name: boto3.client(name, **opts)
s3 = client('s3'); s3.create_bucket(Bucket='artifacts')
packed = io.BytesIO()
with zipfile.ZipFile(packed, 'w') as z: z.writestr('index.mjs', 'export const handler = async () => ({})')
for name in ['web','voice','keypad','events','sweep','setup']:
    s3.put_object(Bucket='artifacts', Key='voicegrant/' + name + '.zip', Body=packed.getvalue())
template = json.load(open(path))
# A custom resource would wait for a Lambda to run, which moto does in a container.
gone = {k for k, r in template['Resources'].items() if r['Type'] in unknown or r['Type'] == 'AWS::CloudFormation::CustomResource'}
def prune(v):
    if isinstance(v, dict):
        if 'Fn::GetAtt' in v and (v['Fn::GetAtt'][0] if isinstance(v['Fn::GetAtt'], list) else v['Fn::GetAtt'].split('.')[0]) in gone: return 'arn:aws:lex:us-east-1:123456789012:made-up'
        if v.get('Ref') in gone: return 'arn:aws:lex:us-east-1:123456789012:made-up'
        if 'Fn::Sub' in v and any('\${' + g in json.dumps(v['Fn::Sub']) for g in gone): return 'arn:aws:lex:us-east-1:123456789012:made-up'
        return {k: prune(x) for k, x in v.items()}
    if isinstance(v, list): return [prune(x) for x in v]
    return v
rest = {}
for k, r in template['Resources'].items():
    if k in gone: continue
    r = prune(r)
    deps = [d for d in ([r['DependsOn']] if isinstance(r.get('DependsOn'), str) else r.get('DependsOn', [])) if d not in gone]
    r.pop('DependsOn', None)
    if deps: r['DependsOn'] = deps
    rest[k] = r
template['Resources'] = rest
template['Outputs'] = {}
given = dict(TwilioAccountSid='AC'+'0'*32, TwilioMessagingService='MG'+'0'*32, TwilioApiKeySid='SK'+'0'*32, TwilioApiKeySecret='x'*20,
  TwilioAuthToken='y'*20, Brand='Northwind', AccountUrl='https://accounts.example', AccountToken='z'*20, ArtifactBucket='artifacts',
  ConnectInstanceArn='arn:aws:connect:us-east-1:123456789012:instance/9f8e7d6c-0000-4000-8000-000000000001', CalledNumber='+442079460000', KeepData='no')
cfn = client('cloudformation')
s3.put_object(Bucket='artifacts', Key='t.json', Body=json.dumps(template))
cfn.create_stack(StackName='vg', TemplateURL='https://s3.amazonaws.com/artifacts/t.json', Capabilities=['CAPABILITY_IAM'],
  Parameters=[dict(ParameterKey=k, ParameterValue=v) for k, v in given.items()])
status = cfn.describe_stacks(StackName='vg')['Stacks'][0]['StackStatus']
ddb = client('dynamodb'); names = ddb.list_tables()['TableNames']
keys = [k['AttributeName'] for k in ddb.describe_table(TableName=names[0])['Table']['KeySchema']]
functions = len(client('lambda').list_functions()['Functions'])
cfn.delete_stack(StackName='vg')
left = len(client('lambda').list_functions()['Functions']) + len(ddb.list_tables()['TableNames'])
print(json.dumps(dict(status=status, table=keys, functions=functions, left=left)))
`;
