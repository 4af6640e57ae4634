import type { Stack } from 'aws-cdk-lib';
import { CfnContactFlow, CfnIntegrationAssociation, CfnSecurityKey, CfnTestCase } from 'aws-cdk-lib/aws-connect';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnBotAlias } from 'aws-cdk-lib/aws-lex';
import type { AnyTransaction } from '../../../../src/transaction/index.ts';
import { connectFlow } from '../../flow/flow.ts';
import { smokeTest } from '../../flow-test/smoke-test.ts';
import { account, functionArn, instanceArn, sub } from './words.ts';

type Given = {
  readonly transactions: readonly AnyTransaction[];
  readonly langs: readonly ('en' | 'es')[];
  readonly pinLength: number;
  readonly alias: CfnBotAlias;
};

/** The flow in its four forms; which one it is, the parameters decide when the stack is made. */
const content = ({ transactions, langs, pinLength, alias }: Given) => {
  const common = { LexBotAliasArn: alias.attrArn, FlowFunctionArn: functionArn('voice') };
  const text = (queue: boolean, pinBy: 'lex' | 'encrypted') =>
    sub(JSON.stringify(connectFlow({ transactions, langs, pinLength, queue, pinBy })), {
      ...common,
      ...(queue ? { QueueArn: sub('${QueueArn}') } : {}),
      ...(pinBy === 'encrypted'
        ? {
            KeypadFunctionArn: functionArn('keypad'),
            KeypadKeyId: sub('${SecurityKey.AssociationId}'),
            KeypadCertificate: sub('${KeypadCertificate}'),
          }
        : {}),
    });
  const both = (queue: boolean) => ({ 'Fn::If': ['KeypadEncrypted', text(queue, 'encrypted'), text(queue, 'lex')] });
  return { 'Fn::If': ['HasQueue', both(true), both(false)] };
};

/** What makes the bot and the Lambdas part of a Connect instance: associations, the flow, the events of its contacts. */
export const addPhone = (stack: Stack, given: Given) => {
  const associate = (id: string, integrationType: string, integrationArn: string, onlyIf?: string) => {
    const made = new CfnIntegrationAssociation(stack, id, { instanceId: instanceArn, integrationType, integrationArn });
    if (onlyIf !== undefined) made.addOverride('Condition', onlyIf);
    return made;
  };
  const invoke = (id: string, name: 'voice' | 'keypad', target: string, onlyIf?: string) => {
    const made = new CfnPermission(stack, id, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn(name),
      principal: 'connect.amazonaws.com',
      sourceAccount: account,
      sourceArn: instanceArn,
    });
    made.addOverride('DependsOn', [target]);
    if (onlyIf !== undefined) made.addOverride('Condition', onlyIf);
  };
  const bot = associate('InstanceHasBot', 'LEX_BOT', given.alias.attrArn);
  bot.addOverride('DependsOn', ['BotPolicyForConnect']);
  const voice = associate('InstanceHasVoice', 'LAMBDA_FUNCTION', functionArn('voice'));
  voice.addOverride('DependsOn', ['VoiceFunction']);
  associate('InstanceHasKeypad', 'LAMBDA_FUNCTION', functionArn('keypad'), 'KeypadEncrypted').addOverride('DependsOn', [
    'KeypadFunction',
  ]);
  invoke('ConnectInvokesVoice', 'voice', 'VoiceFunction');
  invoke('ConnectInvokesKeypad', 'keypad', 'KeypadFunction', 'KeypadEncrypted');

  const key = new CfnSecurityKey(stack, 'SecurityKey', { instanceId: instanceArn, key: 'replaced below' });
  key.addPropertyOverride('Key', { 'Fn::Join': ['\n', { 'Fn::Split': ['\\n', { Ref: 'KeypadCertificate' }] }] });
  key.addOverride('Condition', 'KeypadEncrypted');

  const flow = new CfnContactFlow(stack, 'Flow', {
    instanceArn,
    name: sub('${AWS::StackName}'),
    description: 'Made by Voicegrant; change the declarations, not this',
    type: 'CONTACT_FLOW',
    content: 'replaced below',
  });
  flow.addPropertyOverride('Content', content(given));
  flow.addOverride('DependsOn', ['InstanceHasBot', 'InstanceHasVoice']);

  const rule = new CfnRule(stack, 'ContactEvents', {
    description: 'Calls of this instance that end',
    eventPattern: {
      source: ['aws.connect'],
      'detail-type': ['Amazon Connect Contact Event'],
      detail: { eventType: ['DISCONNECTED', 'COMPLETED'], instanceArn: [instanceArn] },
    },
    targets: [
      {
        id: 'events',
        arn: functionArn('events'),
        // An event that is minutes late says nothing that the lease has not said long before.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
      },
    ],
  });
  const clock = new CfnRule(stack, 'EveryMinute', {
    description: 'The chores of Voicegrant',
    scheduleExpression: 'rate(1 minute)',
    targets: [
      {
        id: 'sweep',
        arn: functionArn('sweep'),
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      },
    ],
  });
  for (const [id, name, source, target] of [
    ['EventsInvokesEvents', 'events', rule, 'EventsFunction'],
    ['ClockInvokesSweep', 'sweep', clock, 'SweepFunction'],
  ] as const) {
    new CfnPermission(stack, id, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn(name),
      principal: 'events.amazonaws.com',
      sourceAccount: account,
      sourceArn: source.attrArn,
    }).addOverride('DependsOn', [target]);
  }

  const test = new CfnTestCase(stack, 'FlowTest', {
    instanceArn,
    name: sub('${AWS::StackName}-smoke'),
    description: 'Rings the flow, hears the greeting, hangs up',
    content: JSON.stringify(smokeTest),
    entryPoint: {
      type: 'VOICE_CALL',
      voiceCallEntryPointParameters: {
        flowId: flow.attrContactFlowArn,
        destinationPhoneNumber: sub('${CalledNumber}'),
      },
    },
  });
  test.addOverride('Condition', 'WantsSmokeTest');
  return { flow, rule };
};
