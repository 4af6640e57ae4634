import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { because, functionName, sub } from './words.ts';

export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: unknown;
};

export type Wanted = {
  /** Name of its zip and of its entry. */
  readonly name: string;
  readonly says: string;
  readonly seconds: number;
  readonly megabytes: number;
  /** How long its log is kept, in days. */
  readonly logDays: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly may: readonly Statement[];
  /** A condition of the template under which it exists. */
  readonly onlyIf?: string;
  /** Why one of its statements names everything, where one does. */
  readonly because?: string;
};

const idOf = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** One Lambda: its role with exactly what it may do, its log that expires, and its code from the zip of its name. */
export const addFunction = (stack: Stack, wanted: Wanted) => {
  const id = idOf(wanted.name);
  const name = functionName(wanted.name);
  const log = new CfnLogGroup(stack, `${id}Log`, {
    logGroupName: sub('/aws/lambda/${Name}', { Name: name }),
    retentionInDays: wanted.logDays,
  });
  log.applyRemovalPolicy(RemovalPolicy.DESTROY);
  const role = new CfnRole(stack, `${id}Role`, {
    description: wanted.says,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  });
  const policy = new CfnPolicy(stack, `${id}Policy`, {
    policyName: 'may',
    roles: [role.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Log',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: log.attrArn,
        },
        ...wanted.may,
      ],
    },
  });
  if (wanted.because !== undefined) because(policy, wanted.because);
  const made = new CfnFunction(stack, `${id}Function`, {
    functionName: name,
    description: wanted.says,
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    role: role.attrArn,
    timeout: wanted.seconds,
    memorySize: wanted.megabytes,
    code: { s3Bucket: sub('${ArtifactBucket}'), s3Key: sub(`\${ArtifactPrefix}${wanted.name}.zip`) },
    environment: { variables: { NODE_OPTIONS: '--enable-source-maps', ...wanted.environment } },
    loggingConfig: { logGroup: log.ref },
  });
  // The first event may come as soon as the function is there.
  made.addResourceDependency(policy);
  if (wanted.onlyIf !== undefined) {
    for (const part of [log, role, policy, made]) part.addOverride('Condition', wanted.onlyIf);
  }
  return made;
};
