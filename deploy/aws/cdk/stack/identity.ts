import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { sub } from './words.ts';

/** The attribute with the account's handle at the system of record. */
export const accountAttribute = 'custom:account';

/**
 * The user pool whose password is the PIN. Nobody signs up, nobody recovers a PIN, and no token of this client can write
 * what a text depends on. The shortest PIN is the one the bot asks for.
 */
export const addIdentity = (stack: Stack, pinLength: number) => {
  const pool = new CfnUserPool(stack, 'UserPool', {
    userPoolName: sub('${AWS::StackName}-callers'),
    usernameConfiguration: { caseSensitive: false },
    adminCreateUserConfig: { allowAdminCreateUserOnly: true },
    accountRecoverySetting: { recoveryMechanisms: [{ name: 'admin_only', priority: 1 }] },
    mfaConfiguration: 'OFF',
    policies: {
      passwordPolicy: {
        minimumLength: pinLength,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 1,
      },
    },
    schema: [
      { name: 'account', attributeDataType: 'String', mutable: true, stringAttributeConstraints: { maxLength: '73' } },
    ],
  });
  pool.addPropertyOverride('DeletionProtection', { 'Fn::If': ['KeepsData', 'ACTIVE', 'INACTIVE'] });
  pool.applyRemovalPolicy(RemovalPolicy.DESTROY);
  const client = new CfnUserPoolClient(stack, 'UserPoolClient', {
    userPoolId: pool.ref,
    clientName: 'voicegrant',
    generateSecret: true,
    explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    preventUserExistenceErrors: 'ENABLED',
    enableTokenRevocation: true,
    tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
    accessTokenValidity: 5,
    idTokenValidity: 5,
    refreshTokenValidity: 60,
    readAttributes: ['phone_number', 'phone_number_verified', accountAttribute],
    writeAttributes: ['nickname'],
  });
  const secret = new CfnSecret(stack, 'CognitoSecret', {
    description: 'The secret of the app client that checks PINs',
    secretString: sub('{"VOICEGRANT_COGNITO_CLIENT_SECRET":"${Secret}"}', { Secret: client.attrClientSecret }),
  });
  secret.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return { pool, client, secret };
};
export type Identity = ReturnType<typeof addIdentity>;
