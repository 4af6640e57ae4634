// What must hold for the deployed system, whoever made the template. Each rule says which resource breaks it.
import { settings } from '#config';

export type Resource = {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
  readonly Metadata?: { readonly [name: string]: unknown };
};
export type Template = {
  readonly Parameters: Readonly<Record<string, { readonly NoEcho?: boolean; readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
};

/** Names of the environment that only the host reads. */
const ofTheHost = ['SETTINGS_SECRETS', 'SIGNING_KEY', 'CONNECT_EXPECTED', 'KEYPAD_KEY_ID', 'NODE_OPTIONS'];

/** The value at a path of members; undefined when it is not there. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inside: unknown, name) => (inside as Record<string, unknown> | undefined)?.[name], value);

type Statement = {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
};
const statementsOf = (resource: Resource): Statement[] =>
  ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy', 'Policy'].flatMap((name) => {
    const list = at(resource.Properties, name, 'Statement');
    return Array.isArray(list) ? (list as Statement[]) : [];
  });
const conditionNames = (statement: Statement): string[] =>
  Object.values((statement.Condition ?? {}) as Record<string, object>).flatMap((one) =>
    Object.keys(one).map((name) => name.toLowerCase()),
  );
const textOf = (value: unknown): string => JSON.stringify(value ?? null);
const hasStar = (value: unknown): boolean => /\*/.test(textOf(value));

type Rule = (name: string, resource: Resource, template: Template) => string[];

const rules: Readonly<Record<string, Rule>> = {
  'every invoke permission names who, from where and from whose account': (_name, { Type, Properties }) =>
    Type !== 'AWS::Lambda::Permission'
      ? []
      : ['SourceArn', 'SourceAccount', 'Principal'].filter(
          (one) => at(Properties, one) === undefined || textOf(at(Properties, one)) === '"*"',
        ),

  'a policy that names everything says why': (_name, resource) => {
    const stars = statementsOf(resource).filter(
      (one) =>
        hasStar(one.Resource) || hasStar(one.Action) || hasStar(one.Principal) || /\*/.test(textOf(one.Condition)),
    );
    return stars.length > 0 && typeof resource.Metadata?.WhyEverything !== 'string' ? ['WhyEverything'] : [];
  },

  'a service may be trusted only for this account and one resource': (_name, resource) =>
    resource.Type === 'AWS::IAM::Role' && textOf(statementsOf(resource)[0]?.Principal).includes('lambda.amazonaws.com')
      ? []
      : statementsOf(resource)
          .filter((one) => one.Effect === 'Allow' && textOf(one.Principal).includes('amazonaws.com'))
          .flatMap((one) =>
            ['aws:sourcearn', 'aws:sourceaccount'].filter((condition) => !conditionNames(one).includes(condition)),
          ),

  'the table forgets by itself, can be set back, and is encrypted': (_name, { Type, Properties }) =>
    Type !== 'AWS::DynamoDB::Table'
      ? []
      : [
          ...(at(Properties, 'TimeToLiveSpecification', 'Enabled') === true ? [] : ['TimeToLive']),
          ...(at(Properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true
            ? []
            : ['PointInTimeRecovery']),
          ...(at(Properties, 'SSESpecification', 'SSEEnabled') === true ? [] : ['SSE']),
        ],

  'every log expires': (_name, { Type, Properties }) =>
    Type === 'AWS::Logs::LogGroup' && typeof at(Properties, 'RetentionInDays') !== 'number' ? ['RetentionInDays'] : [],

  'every function writes to a log that expires': (_name, { Type, Properties }) =>
    Type === 'AWS::Lambda::Function' && at(Properties, 'LoggingConfig', 'LogGroup') === undefined
      ? ['LoggingConfig']
      : [],

  'every function runs Node 24 from a zip of this release': (_name, { Type, Properties }) =>
    Type !== 'AWS::Lambda::Function'
      ? []
      : [
          ...(at(Properties, 'Runtime') === 'nodejs24.x' ? [] : ['Runtime']),
          ...(textOf(at(Properties, 'Code')).includes('ArtifactPrefix') ? [] : ['Code']),
        ],

  'every setting a function is given is one there is': (_name, { Type, Properties }) =>
    Type !== 'AWS::Lambda::Function'
      ? []
      : Object.keys((at(Properties, 'Environment', 'Variables') ?? {}) as object).filter(
          (name) => !ofTheHost.includes(name) && !Object.values(settings).some((setting) => setting.name === name),
        ),

  'no secret stands in the environment of a function': (_name, { Type, Properties }, { Parameters }) =>
    Type !== 'AWS::Lambda::Function'
      ? []
      : Object.keys(Parameters).filter(
          (name) => Parameters[name]?.NoEcho === true && textOf(at(Properties, 'Environment')).includes(name),
        ),

  'the bucket is closed to everybody and encrypted': (_name, { Type, Properties }) =>
    Type !== 'AWS::S3::Bucket'
      ? []
      : [
          ...['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].filter(
            (one) => at(Properties, 'PublicAccessBlockConfiguration', one) !== true,
          ),
          ...(at(Properties, 'BucketEncryption') === undefined ? ['BucketEncryption'] : []),
        ],

  'what is asked of the bucket in the clear is denied': (_name, resource) =>
    resource.Type === 'AWS::S3::BucketPolicy' &&
    !statementsOf(resource).some(
      (one) => one.Effect === 'Deny' && textOf(one.Condition).includes('aws:SecureTransport'),
    )
      ? ['SecureTransport']
      : [],

  'the app client tells nobody who exists, and revokes': (_name, { Type, Properties }) =>
    Type !== 'AWS::Cognito::UserPoolClient'
      ? []
      : [
          ...(at(Properties, 'PreventUserExistenceErrors') === 'ENABLED' ? [] : ['PreventUserExistenceErrors']),
          ...(at(Properties, 'EnableTokenRevocation') === true ? [] : ['EnableTokenRevocation']),
          ...(at(Properties, 'GenerateSecret') === true ? [] : ['GenerateSecret']),
          ...(textOf(at(Properties, 'ExplicitAuthFlows')) === '["ALLOW_USER_PASSWORD_AUTH"]'
            ? []
            : ['ExplicitAuthFlows']),
          ...(textOf(at(Properties, 'WriteAttributes')).includes('phone') ? ['WriteAttributes'] : []),
        ],

  'nobody signs up or recovers a PIN alone': (_name, { Type, Properties }) =>
    Type !== 'AWS::Cognito::UserPool'
      ? []
      : [
          ...(at(Properties, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') === true
            ? []
            : ['AllowAdminCreateUserOnly']),
          ...(textOf(at(Properties, 'AccountRecoverySetting')).includes('admin_only')
            ? []
            : ['AccountRecoverySetting']),
          ...(at(Properties, 'AliasAttributes') === undefined && at(Properties, 'UsernameAttributes') === undefined
            ? []
            : ['aliases']),
        ],

  'there is one origin: no CORS anywhere': (_name, resource) =>
    /Cors|Access-Control-Allow/i.test(textOf(resource.Properties)) ? ['Cors'] : [],

  'CloudFront speaks https alone and shows the API its secret': (_name, { Type, Properties }) => {
    if (Type !== 'AWS::CloudFront::Distribution') return [];
    const config = at(Properties, 'DistributionConfig');
    const behaviours = [at(config, 'DefaultCacheBehavior'), ...((at(config, 'CacheBehaviors') ?? []) as unknown[])];
    const origins = (at(config, 'Origins') ?? []) as unknown[];
    return [
      ...behaviours
        .filter((one) => !['https-only', 'redirect-to-https'].includes(String(at(one, 'ViewerProtocolPolicy'))))
        .map(() => 'ViewerProtocolPolicy'),
      ...origins
        .filter(
          (one) =>
            at(one, 'CustomOriginConfig') !== undefined &&
            !textOf(at(one, 'OriginCustomHeaders')).includes('resolve:secretsmanager'),
        )
        .map(() => 'OriginCustomHeaders'),
      ...origins
        .filter((one) => at(one, 'S3OriginConfig') !== undefined && at(one, 'OriginAccessControlId') === undefined)
        .map(() => 'OriginAccessControlId'),
    ];
  },

  'on a host of one’s own nothing older than TLS 1.2 is spoken': (_name, { Type, Properties }) => {
    if (Type !== 'AWS::CloudFront::Distribution') return [];
    const certificate = at(Properties, 'DistributionConfig', 'ViewerCertificate');
    return textOf(at(certificate, 'MinimumProtocolVersion')).includes('"TLSv1.2_2021"') ? [] : ['TLS'];
  },

  'pages carry every security header': (_name, { Type, Properties }) => {
    if (Type !== 'AWS::CloudFront::ResponseHeadersPolicy') return [];
    const text = textOf(Properties);
    const security = at(Properties, 'ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'ContentSecurityPolicy');
    return [
      ...(at(security, 'ContentSecurityPolicy') === undefined ? ['ContentSecurityPolicy'] : []),
      ...['StrictTransportSecurity', 'ReferrerPolicy', 'ContentTypeOptions', 'FrameOptions'].filter(
        (one) => !text.includes(one),
      ),
      ...[
        'Cross-Origin-Opener-Policy',
        'Cross-Origin-Resource-Policy',
        'Permissions-Policy',
        'Cache-Control',
        'X-Robots-Tag',
      ].filter((one) => !text.includes(one)),
    ];
  },

  'the access log keeps neither path nor query nor address': (_name, { Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Stage' &&
    /path|query|sourceIp|authorizer|header/i.test(textOf(at(Properties, 'AccessLogSettings', 'Format')))
      ? ['Format']
      : [],

  'the signing key signs with P-256 and does nothing else': (_name, { Type, Properties }) =>
    Type === 'AWS::KMS::Key' &&
    !(at(Properties, 'KeySpec') === 'ECC_NIST_P256' && at(Properties, 'KeyUsage') === 'SIGN_VERIFY')
      ? ['KeySpec']
      : [],

  'Lex keeps no conversation': (_name, { Type, Properties }) =>
    Type === 'AWS::Lex::BotAlias' && at(Properties, 'ConversationLogSettings') !== undefined
      ? ['ConversationLogSettings']
      : [],
};

/** Everything that does not hold, as `resource: rule (what)`. */
export const broken = (template: Template): string[] => {
  const secrets = Object.entries(template.Parameters)
    .filter(([name, { NoEcho }]) => /Secret|Token|PrivateKey/.test(name) && NoEcho !== true)
    .map(([name]) => `${name}: a secret parameter is not shown`);
  const inResources = Object.entries(template.Resources).flatMap(([name, resource]) =>
    Object.entries(rules).flatMap(([rule, check]) =>
      check(name, resource, template).map((what) => `${name}: ${rule} (${what})`),
    ),
  );
  return [...secrets, ...inResources];
};
