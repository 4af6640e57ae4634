import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fingerprint } from '../../deploy/aws/fingerprint.ts';
import type { Flow } from '../../deploy/aws/flow/language.ts';
import { lintFlow, lintTemplate } from '../../deploy/aws/lint/lint.ts';
import { at, broken, type Template } from './invariants.ts';

const text = readFileSync(new URL('../../deploy/aws/dist/voicegrant.template.json', import.meta.url), 'utf8');
const template = JSON.parse(text) as Template & {
  readonly Metadata: {
    readonly Voicegrant: { readonly madeFrom: string };
    readonly 'AWS::CloudFormation::Interface': object;
  };
};

type Tree = { [name: string]: unknown };

/** A copy of the template with one thing changed. */
const changed = (change: (copy: Tree) => void): Template => {
  const copy = structuredClone(template) as unknown as Tree;
  change(copy);
  return copy as unknown as Template;
};

/** Every path in the template that `wanted` picks. */
const pathsOf = (
  value: unknown,
  wanted: (name: string, inside: unknown) => boolean,
  path: readonly string[] = [],
): string[][] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([name, inside]) => [
        ...(wanted(name, inside) ? [[...path, name]] : []),
        ...pathsOf(inside, wanted, [...path, name]),
      ]);

const without = (path: readonly string[]): Template =>
  changed((copy) => {
    const parent = path.slice(0, -1).reduce((at: Tree, name) => at[name] as Tree, copy);
    const last = path.at(-1) as string;
    if (Array.isArray(parent)) (parent as unknown[]).splice(Number(last), 1);
    else delete parent[last];
  });

/** Every flow in the template, whichever parameters choose it. */
const flowsIn = (content: unknown): string[] => {
  if (Array.isArray(content)) return content.flatMap(flowsIn);
  const { 'Fn::If': choice, 'Fn::Sub': sub } = (content ?? {}) as {
    'Fn::If'?: unknown[];
    'Fn::Sub'?: [string, object];
  };
  if (choice !== undefined) return flowsIn(choice.slice(1));
  return sub === undefined ? [] : [sub[0]];
};

/** What a rule's function of CloudFormation says of these parameters. */
const holdsFor = (rule: unknown, parameters: Readonly<Record<string, string>>): boolean => {
  const [[name, inside]] = Object.entries(rule as Record<string, unknown[]>) as [[string, unknown[]]];
  const value = (one: unknown) => (typeof one === 'string' ? one : parameters[(one as { Ref: string }).Ref]);
  const parts = () => inside.map((one) => holdsFor(one, parameters));
  if (name === 'Fn::Equals') return value(inside[0]) === value(inside[1]);
  if (name === 'Fn::Not') return !parts()[0];
  return name === 'Fn::And' ? parts().every(Boolean) : parts().some(Boolean);
};

describe('the template', () => {
  test('keeps every invariant', () => assert.deepEqual(broken(template), []));

  test('is the one that today’s declarations make', () => {
    assert.equal(template.Metadata.Voicegrant.madeFrom, fingerprint(8), 'run: npm run template');
  });

  test('fits what CloudFormation takes, and names no bucket, account or address of ours', () => {
    assert.ok(Buffer.byteLength(text) < 1_000_000);
    assert.ok(Object.keys(template.Resources).length < 500);
    assert.ok(!/cdk-|BootstrapVersion|aws:cdk|\b\d{12}\b/.test(text.replace(/"Description": "[^"]*"/g, '')));
  });

  test('refuses to echo secrets and groups its parameters as the original did', () => {
    const groups = (
      template.Metadata['AWS::CloudFormation::Interface'] as {
        ParameterGroups: { Label: { default: string }; Parameters: string[] }[];
      }
    ).ParameterGroups;
    assert.deepEqual(
      groups.map(({ Label }) => Label.default),
      ['Twilio', 'Frontend', 'Backend', 'Authentication', 'Lex bot', 'Amazon Connect', 'Options'],
    );
    assert.deepEqual(groups.flatMap((group) => group.Parameters).sort(), Object.keys(template.Parameters).sort());
  });

  test('holds a bot and flows that keep their own guards, in every form the parameters can choose', () => {
    const named = changed((copy) => {
      (copy.Resources as Record<string, { Properties: Tree }>).Bot!.Properties.Name = 'Voicegrant';
    });
    assert.deepEqual(lintTemplate(named), []);
    const flow = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Connect::ContactFlow');
    const flows = flowsIn(flow?.Properties?.Content);
    assert.equal(flows.length, 4);
    for (const one of flows) assert.deepEqual(lintFlow(JSON.parse(one) as Flow), []);
  });

  test('gives every place in a flow a value', () => {
    const flow = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Connect::ContactFlow');
    for (const [, [words, values]] of pathsOf(flow, (name) => name === 'Fn::Sub')
      .map((path) => path.reduce((at: unknown, name) => (at as Tree)[name], flow))
      .filter((sub): sub is [string, Tree] => Array.isArray(sub))
      .entries()) {
      for (const [, place = ''] of words.matchAll(/\$\{(\w+)\}/g)) {
        assert.ok(place in values || place in template.Parameters || place in template.Resources, place);
      }
    }
  });

  test('takes a host of one’s own with its certificate or not at all, and then issues under it', () => {
    const { Rules: rules } = JSON.parse(text) as {
      Rules: { HostHasItsCertificate: { Assertions: { Assert: object }[] } };
    };
    const [{ Assert: assertion } = { Assert: {} }] = rules.HostHasItsCertificate.Assertions;
    const holds = (HostName: string, CertificateId: string) => holdsFor(assertion, { HostName, CertificateId });
    assert.deepEqual(
      [holds('none', 'none'), holds('id.example', 'c1'), holds('id.example', 'none'), holds('none', 'c1')],
      [true, true, false, false],
    );
    const issuer = at(template.Resources.WebFunction, 'Properties', 'Environment', 'Variables', 'VOICEGRANT_ISSUER');
    const hosted = ['HasHost', { 'Fn::Sub': '${HostName}' }, { 'Fn::GetAtt': ['Distribution', 'DomainName'] }];
    assert.deepEqual(issuer, { 'Fn::Sub': ['https://${Host}', { Host: { 'Fn::If': hosted } }] });
  });

  test('makes a new version of the bot when its content changes', () => {
    const versions = Object.keys(template.Resources).filter(
      (name) => template.Resources[name]?.Type === 'AWS::Lex::BotVersion',
    );
    assert.match(versions.join(), /^BotVersion[0-9a-f]{12}$/);
  });
});

describe('an invariant notices', () => {
  const mutants: (readonly [string, Template])[] = [];
  const take = (what: string, wanted: (name: string, inside: unknown) => boolean) => {
    for (const path of pathsOf(template.Resources, wanted)) {
      mutants.push([`${what}: ${path.join('.')}`, without(['Resources', ...path])]);
    }
  };
  for (const [name, { Type }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Permission') continue;
    for (const part of ['SourceArn', 'SourceAccount']) {
      mutants.push([`${name} without ${part}`, without(['Resources', name, 'Properties', part])]);
    }
  }
  take('a condition', (name) => /^aws:Source(?:Arn|Account)$|^AWS:Source/i.test(name));
  take('a reason', (name) => name === 'WhyEverything');
  take('an expiry', (name) => name === 'RetentionInDays' || name === 'TimeToLiveSpecification');
  take('a safety', (name) =>
    [
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'PreventUserExistenceErrors',
      'EnableTokenRevocation',
      'GenerateSecret',
      'AdminCreateUserConfig',
      'AccountRecoverySetting',
      'PublicAccessBlockConfiguration',
      'BlockPublicPolicy',
      'BucketEncryption',
      'OriginCustomHeaders',
      'OriginAccessControlId',
      'ViewerProtocolPolicy',
      'ContentSecurityPolicy',
      'StrictTransportSecurity',
      'LoggingConfig',
      'KeySpec',
    ].includes(name),
  );
  for (const [name, { NoEcho }] of Object.entries(template.Parameters)) {
    if (NoEcho === true) mutants.push([`${name} shown`, without(['Parameters', name, 'NoEcho'])]);
  }
  const set = (what: string, change: (resources: Record<string, { Properties: Tree }>) => void) =>
    mutants.push([what, changed((copy) => change(copy.Resources as Record<string, { Properties: Tree }>))]);
  set('an unknown setting', (all) => {
    ((all.WebFunction!.Properties.Environment as Tree).Variables as Tree).VOICEGRANT_CODE_SECOND = '60';
  });
  set('a secret in the environment', (all) => {
    ((all.WebFunction!.Properties.Environment as Tree).Variables as Tree).VOICEGRANT_ACCOUNT_TOKEN = {
      Ref: 'AccountToken',
    };
  });
  set('CORS', (all) => {
    all.Api!.Properties.CorsConfiguration = { AllowOrigins: ['*'] };
  });
  set('conversation logs', (all) => {
    all.BotAlias!.Properties.ConversationLogSettings = { TextLogSettings: [] };
  });
  set('an older Node', (all) => {
    all.VoiceFunction!.Properties.Runtime = 'nodejs20.x';
  });
  set('another sign-in', (all) => {
    (all.UserPoolClient!.Properties.ExplicitAuthFlows as string[]).push('ALLOW_USER_AUTH');
  });
  set('a number that a token could change', (all) => {
    (all.UserPoolClient!.Properties.WriteAttributes as string[]).push('phone_number');
  });
  set('aliases', (all) => {
    all.UserPool!.Properties.AliasAttributes = ['email'];
  });
  set('an older TLS', (all) => {
    const config = all.Distribution!.Properties.DistributionConfig as { ViewerCertificate: Tree };
    config.ViewerCertificate.MinimumProtocolVersion = 'TLSv1';
  });
  set('paths in the access log', (all) => {
    (all.ApiStage!.Properties.AccessLogSettings as Tree).Format = '{"path":"$context.path"}';
  });

  test(`each of ${mutants.length} things that are taken away or added`, () => {
    assert.ok(mutants.length >= 70, String(mutants.length));
    const unseen = mutants.filter(([, mutant]) => broken(mutant).length === 0).map(([what]) => what);
    assert.deepEqual(unseen, []);
  });
});
