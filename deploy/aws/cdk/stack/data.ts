import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { attribute, tableDefinition } from '../../../../src/store/dynamodb/table.ts';
import { because, sub } from './words.ts';

/** What is kept: one table, the secrets, the key that signs tokens. */
export const addData = (stack: Stack) => {
  const { AttributeDefinitions: attributes = [], KeySchema: keys = [] } = tableDefinition('voicegrant');
  const table = new CfnTable(stack, 'Table', {
    attributeDefinitions: attributes.map((one) => ({
      attributeName: one.AttributeName ?? '',
      attributeType: one.AttributeType ?? '',
    })),
    keySchema: keys.map((one) => ({ attributeName: one.AttributeName ?? '', keyType: one.KeyType ?? '' })),
    billingMode: 'PAY_PER_REQUEST',
    timeToLiveSpecification: { attributeName: attribute.timeToLive, enabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    sseSpecification: { sseEnabled: true, sseType: 'KMS' },
  });
  table.addPropertyOverride('DeletionProtectionEnabled', { 'Fn::If': ['KeepsData', true, false] });

  const signing = new CfnKey(stack, 'SigningKey', {
    description: 'Signs access tokens of Voicegrant (ES256)',
    keySpec: 'ECC_NIST_P256',
    keyUsage: 'SIGN_VERIFY',
    pendingWindowInDays: 7,
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AccountByIam',
          Effect: 'Allow',
          Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
  });
  because(
    signing,
    'In a key policy * is this key alone; kms:* for the account lets IAM policies decide, and without it nobody could ever change the key.',
  );
  new CfnAlias(stack, 'SigningKeyAlias', {
    aliasName: sub('alias/${AWS::StackName}-tokens'),
    targetKeyId: signing.ref,
  });

  const secretOf = (id: string, description: string, text?: string) =>
    new CfnSecret(stack, id, { description, ...(text === undefined ? {} : { secretString: text }) });
  const json = (members: Readonly<Record<string, string>>) => sub(JSON.stringify(members));
  const secrets = {
    keyring: secretOf('KeyringSecret', 'Keys and peppers of Voicegrant; made once, at creation'),
    neighbours: secretOf(
      'NeighboursSecret',
      'What Voicegrant shows to Twilio and to the system of record',
      json({
        VOICEGRANT_TWILIO_AUTH_TOKEN: '${TwilioAuthToken}',
        VOICEGRANT_TWILIO_API_KEY_SECRET: '${TwilioApiKeySecret}',
        VOICEGRANT_ACCOUNT_TOKEN: '${AccountToken}',
      }),
    ),
    console: secretOf(
      'ConsoleSecret',
      'What the console shows to the provider operators log in at',
      json({ VOICEGRANT_CONSOLE_CLIENT_SECRET: '${OperatorsClientSecret}' }),
    ),
    origin: new CfnSecret(stack, 'OriginSecret', {
      description: 'Tells requests that came through CloudFront from others',
      generateSecretString: {
        generateStringKey: 'ORIGIN_SECRET',
        secretStringTemplate: '{}',
        excludePunctuation: true,
        passwordLength: 48,
      },
    }),
    keypad: secretOf(
      'KeypadSecret',
      'Opens what was keyed into Connect',
      json({ KEYPAD_PRIVATE_KEY: '${KeypadPrivateKey}' }),
    ),
  };
  for (const kept of Object.values(secrets)) kept.applyRemovalPolicy(RemovalPolicy.DESTROY);
  table.applyRemovalPolicy(RemovalPolicy.DESTROY);
  signing.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return { table, signing, secrets };
};
export type Data = ReturnType<typeof addData>;
