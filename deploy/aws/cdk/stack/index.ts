// In: the catalogue and how long a PIN is. Out: one stack, whole: everything the original's template made, and what it lacked.
// Each part is a file; this one joins them and decides which function may do what.
import {
  type App,
  BootstraplessSynthesizer,
  CfnCondition,
  CfnCustomResource,
  CfnOutput,
  CfnRule,
  Fn,
  type IStackSynthesizer,
  Stack,
} from 'aws-cdk-lib';
import { shipped } from '../../../../src/transaction/index.ts';
import { botDefinition } from '../../bot/bot.ts';
import { voices } from '../../bot/words.ts';
import { addBot } from './bot.ts';
import { addData } from './data.ts';
import { addFunction, type Statement } from './functions.ts';
import { accountAttribute, addIdentity } from './identity.ts';
import { addParameters } from './parameters.ts';
import { addPhone } from './phone.ts';
import { addWatch } from './watch.ts';
import { addWeb } from './web.ts';
import { account, functionArn, instanceArn, sub } from './words.ts';

const langs = ['en', 'es'] as const;
const yearDays = 365;

const condition = (stack: Stack, id: string, parameter: string, value: string, equal: boolean): void => {
  const same = Fn.conditionEquals(Fn.ref(parameter), value);
  new CfnCondition(stack, id, { expression: equal ? same : Fn.conditionNot(same) });
};

/** The whole deployment as one stack that needs no bootstrapped account. */
export const voicegrantStack = (app: App, pinLength: number): Stack => {
  const stack = new Stack(app, 'Voicegrant', {
    synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    description: 'Voicegrant: a phone call becomes a single-purpose OAuth grant',
    analyticsReporting: false,
  });
  addParameters(stack, pinLength);
  condition(stack, 'KeepsData', 'KeepData', 'yes', true);
  condition(stack, 'KeypadEncrypted', 'PinBy', 'encrypted', true);
  condition(stack, 'HasQueue', 'QueueArn', 'none', false);
  condition(stack, 'HasAlarmTopic', 'AlarmTopicArn', 'none', false);
  condition(stack, 'HasPhoneNumber', 'PhoneNumberId', 'none', false);
  condition(stack, 'WantsSmokeTest', 'SmokeTest', 'yes', true);
  condition(stack, 'HasConsole', 'OperatorsIssuer', 'none', false);
  condition(stack, 'HasHost', 'HostName', 'none', false);
  const isNone = (parameter: string) => Fn.conditionEquals(Fn.ref(parameter), 'none');
  new CfnRule(stack, 'HostHasItsCertificate', {
    assertions: [
      {
        assert: Fn.conditionOr(
          Fn.conditionAnd(isNone('HostName'), isNone('CertificateId')),
          Fn.conditionAnd(Fn.conditionNot(isNone('HostName')), Fn.conditionNot(isNone('CertificateId'))),
        ),
        assertDescription: 'HostName and CertificateId come together or not at all',
      },
    ],
  });

  const { table, signing, secrets } = addData(stack);
  const { client, secret: cognitoSecret, pool } = addIdentity(stack, pinLength);

  const setup = (id: string, what: string, properties: Readonly<Record<string, string>>) => {
    const made = new CfnCustomResource(stack, id, { serviceToken: functionArn('setup') });
    made.addOverride('DependsOn', ['SetupFunction', 'SetupPolicy']);
    for (const [name, value] of Object.entries({ Do: what, ...properties })) made.addPropertyOverride(name, value);
    return made;
  };
  const keyring = setup('Keyring', 'keyring', { Secret: secrets.keyring.ref });
  const policy = setup('PagePolicy', 'policy', { Colour: sub('${BrandColour}') });
  const web = addWeb(stack, {
    transactions: shipped,
    firstLang: 'en',
    originSecret: sub('{{resolve:secretsmanager:${Secret}:SecretString:ORIGIN_SECRET}}', {
      Secret: secrets.origin.ref,
    }),
    csp: { page: policy.getAtt('Page').toString(), home: policy.getAtt('Home').toString() },
  });
  setup('Pages', 'pages', {
    Bucket: web.bucket.ref,
    Brand: sub('${Brand}'),
    Colour: sub('${BrandColour}'),
    Host: web.host,
    // New pages with every release: this is where the release is named.
    Release: sub('${ArtifactPrefix}'),
  });

  const definition = botDefinition({ name: 'Voicegrant', transactions: shipped, langs, pinLength });
  const { bot, alias } = addBot(stack, definition);
  const { flow } = addPhone(stack, { transactions: shipped, langs, pinLength, alias });
  setup('NumberToFlow', 'number', {
    Number: sub('${PhoneNumberId}'),
    Instance: instanceArn,
    Flow: flow.attrContactFlowArn,
  }).addOverride('Condition', 'HasPhoneNumber');

  const common = {
    VOICEGRANT_ISSUER: sub('https://${Host}', { Host: web.host }),
    VOICEGRANT_PROFILE: sub('${Profile}'),
    VOICEGRANT_STORE: 'dynamodb',
    VOICEGRANT_DYNAMODB_TABLE: table.ref,
    VOICEGRANT_BRAND: sub('${Brand}'),
    VOICEGRANT_BRAND_COLOUR: sub('${BrandColour}'),
    VOICEGRANT_CALLED_NUMBER: sub('${CalledNumber}'),
    VOICEGRANT_LANGUAGES: langs.join(','),
    VOICEGRANT_PIN_LENGTH: String(pinLength),
    VOICEGRANT_MESSAGE: 'twilio',
    VOICEGRANT_TWILIO_ACCOUNT_SID: sub('${TwilioAccountSid}'),
    VOICEGRANT_TWILIO_API_KEY_SID: sub('${TwilioApiKeySid}'),
    VOICEGRANT_TWILIO_MESSAGING_SERVICE: sub('${TwilioMessagingService}'),
    VOICEGRANT_TEXT_COUNTRIES: sub('${TextCountries}'),
    VOICEGRANT_ACCOUNT: 'http',
    VOICEGRANT_ACCOUNT_URL: sub('${AccountUrl}'),
  };
  const cognito = {
    VOICEGRANT_IDENTITY: 'cognito',
    VOICEGRANT_COGNITO_API: sub('https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}'),
    VOICEGRANT_COGNITO_CLIENT_ID: client.ref,
    VOICEGRANT_COGNITO_ACCOUNT_ATTRIBUTE: accountAttribute,
    VOICEGRANT_COGNITO_SIGN_OUT: sub('${SignOutEverywhere}'),
  };
  const expected = {
    CONNECT_EXPECTED: stack.toJsonString({
      account,
      region: sub('${AWS::Region}'),
      instanceArn,
      botId: bot.attrId,
      botAliasId: alias.attrBotAliasId,
      locales: Object.fromEntries(langs.map((lang) => [lang, voices[lang].locale])),
      pinBy: sub('${PinBy}'),
    }),
  };
  const reads = (...arns: string[]): Statement[] =>
    arns.map((Resource, n) => ({
      Sid: `Secret${n}`,
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource,
    }));
  const keeps: Statement = {
    Sid: 'Table',
    Effect: 'Allow',
    Action: [
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DescribeTimeToLive',
    ],
    Resource: table.attrArn,
  };
  const describes: Statement = {
    Sid: 'Contact',
    Effect: 'Allow',
    Action: ['connect:DescribeContact'],
    Resource: sub('${ConnectInstanceArn}/contact/*'),
  };
  const contacts = 'A contact has no id before it rings; the statement names the contacts of one instance.';
  const { keyring: keys, neighbours, origin, keypad, console: operators } = secrets;
  const named = (...arns: string[]) => ({ SETTINGS_SECRETS: arns.join(' ') });

  const web$ = addFunction(stack, {
    name: 'web',
    says: 'The endpoints of Voicegrant',
    seconds: 15,
    megabytes: 1024,
    logDays: 90,
    environment: { ...common, SIGNING_KEY: signing.ref, ...named(keys.ref, neighbours.ref, origin.ref) },
    may: [
      keeps,
      ...reads(keys.ref, neighbours.ref, origin.ref),
      { Sid: 'Sign', Effect: 'Allow', Action: ['kms:Sign', 'kms:GetPublicKey'], Resource: signing.attrArn },
    ],
  });
  operators.addOverride('Condition', 'HasConsole');
  const console$ = addFunction(stack, {
    name: 'console',
    says: 'The console of operators; it sees journals alone',
    seconds: 15,
    megabytes: 512,
    logDays: 90,
    environment: {
      ...common,
      VOICEGRANT_CONSOLE_ISSUER: sub('${OperatorsIssuer}'),
      VOICEGRANT_CONSOLE_CLIENT_ID: sub('${OperatorsClientId}'),
      VOICEGRANT_CONSOLE_ROLE: sub('${OperatorsRole}'),
      VOICEGRANT_CONSOLE_ROLE_CLAIM: sub('${OperatorsRoleClaim}'),
      ...named(keys.ref, neighbours.ref, origin.ref, operators.ref),
    },
    may: [keeps, ...reads(keys.ref, neighbours.ref, origin.ref, operators.ref)],
    onlyIf: 'HasConsole',
  });
  const voice = addFunction(stack, {
    name: 'voice',
    says: 'The turns of a call, for Lex and the Connect flow',
    seconds: 8,
    megabytes: 1024,
    logDays: 90,
    environment: { ...common, ...cognito, ...expected, ...named(keys.ref, neighbours.ref, cognitoSecret.ref) },
    may: [keeps, describes, ...reads(keys.ref, neighbours.ref, cognitoSecret.ref)],
    because: contacts,
  });
  const keypad$ = addFunction(stack, {
    name: 'keypad',
    says: 'Reads an encrypted PIN; the only one that can',
    seconds: 8,
    megabytes: 1024,
    logDays: 90,
    environment: {
      ...common,
      ...cognito,
      ...expected,
      KEYPAD_KEY_ID: sub('${SecurityKey.AssociationId}'),
      ...named(keys.ref, neighbours.ref, cognitoSecret.ref, keypad.ref),
    },
    may: [keeps, describes, ...reads(keys.ref, neighbours.ref, cognitoSecret.ref, keypad.ref)],
    because: contacts,
    onlyIf: 'KeypadEncrypted',
  });
  const events = addFunction(stack, {
    name: 'events',
    says: 'Ends calls that Connect says have ended',
    seconds: 15,
    megabytes: 512,
    logDays: 90,
    environment: { ...common, ...expected, ...named(keys.ref, neighbours.ref) },
    may: [keeps, ...reads(keys.ref, neighbours.ref)],
  });
  const sweep = addFunction(stack, {
    name: 'sweep',
    says: 'The chores of every minute; its log keeps the signed checkpoints',
    seconds: 50,
    megabytes: 512,
    logDays: 10 * yearDays + 3,
    environment: { ...common, ...named(keys.ref, neighbours.ref) },
    may: [keeps, ...reads(keys.ref, neighbours.ref)],
  });
  for (const made of [web$, console$, voice, keypad$, events, sweep]) made.addResourceDependency(keyring);

  addFunction(stack, {
    name: 'setup',
    says: 'Keyring, pages and telephone number, when the stack changes',
    seconds: 120,
    megabytes: 512,
    logDays: 30,
    environment: {},
    may: [
      {
        Sid: 'Keyring',
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        Resource: keys.ref,
      },
      {
        Sid: 'Pages',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
        Resource: sub('${PagesBucket.Arn}/*'),
      },
      { Sid: 'ListPages', Effect: 'Allow', Action: ['s3:ListBucketVersions'], Resource: web.bucket.attrArn },
      {
        Sid: 'Number',
        Effect: 'Allow',
        Action: ['connect:AssociatePhoneNumberContactFlow', 'connect:DisassociatePhoneNumberContactFlow'],
        Resource: sub('arn:${AWS::Partition}:connect:${AWS::Region}:${AWS::AccountId}:phone-number/*'),
      },
      {
        Sid: 'Flow',
        Effect: 'Allow',
        Action: ['connect:AssociatePhoneNumberContactFlow', 'connect:DisassociatePhoneNumberContactFlow'],
        Resource: sub('${ConnectInstanceArn}*'),
      },
    ],
    because:
      'A flow is named only once it is made, and a number by an id the account gave it: the numbers of this account and the flows of this one instance.',
  });
  addWatch(stack, { apiId: web.api.ref, table: table.ref });

  const output = (id: string, description: string, value: string) => new CfnOutput(stack, id, { description, value });
  output('Origin', 'Where callers land: issuer, page and API', sub('https://${Host}', { Host: web.host }));
  output('CloudFrontHost', 'Where the name of your own host must lead (CNAME)', web.distribution.attrDomainName);
  output('FlowArn', 'The flow the number leads to', flow.attrContactFlowArn);
  output('UserPoolId', 'Add callers here: the PIN is the password', pool.ref);
  output('TableName', 'Calls, grants, journal', table.ref);
  return stack;
};
