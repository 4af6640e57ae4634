import { hash } from 'node:crypto';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnBot, CfnBotAlias, CfnBotVersion, CfnResourcePolicy } from 'aws-cdk-lib/aws-lex';
import type { BotDefinition } from '../../bot/definition.ts';
import { account, because, functionArn, instanceArn, sub } from './words.ts';

/** The bot, a version of it for each content, its alias with our code hook, and the one instance that may talk to it. */
export const addBot = (stack: Stack, definition: BotDefinition) => {
  const role = new CfnRole(stack, 'BotRole', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lexv2.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': sub('arn:${AWS::Partition}:lex:${AWS::Region}:${AWS::AccountId}:bot/*') },
          },
        },
      ],
    },
  });
  because(
    role,
    'The bot does not exist yet when its role is made, so the condition names the bots of this account and region.',
  );
  const voice = new CfnPolicy(stack, 'BotPolicy', {
    policyName: 'speaks',
    roles: [role.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'Speak', Effect: 'Allow', Action: ['polly:SynthesizeSpeech'], Resource: '*' }],
    },
  });
  because(voice, 'Amazon Polly has no resources to name for SynthesizeSpeech.');
  const { BotLocales } = definition;
  const bot = new CfnBot(stack, 'Bot', {
    name: 'replaced below',
    roleArn: role.attrArn,
    dataPrivacy: { ChildDirected: false },
    idleSessionTtlInSeconds: definition.IdleSessionTTLInSeconds,
  });
  // The definition is written as CloudFormation spells it, which CDK's own properties do not.
  for (const [name, value] of Object.entries({ ...definition, Name: sub('${BotName}') })) {
    bot.addPropertyOverride(name, value);
  }
  bot.addResourceDependency(voice);
  // CloudFormation makes no new version because the bot changed; a new logical id makes it.
  const fingerprint = hash('sha256', JSON.stringify(definition), 'hex').slice(0, 12);
  const version = new CfnBotVersion(stack, `BotVersion${fingerprint}`, {
    botId: bot.attrId,
    description: `content ${fingerprint}`,
    botVersionLocaleSpecification: BotLocales.map(({ LocaleId }) => ({
      localeId: LocaleId,
      botVersionLocaleDetails: { sourceBotVersion: 'DRAFT' },
    })),
  });
  // The alias still points at the old version while this one is made; Lex keeps versions until the bot goes.
  version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const alias = new CfnBotAlias(stack, 'BotAlias', {
    botId: bot.attrId,
    botAliasName: 'live',
    botVersion: version.attrBotVersion,
    botAliasLocaleSettings: BotLocales.map(({ LocaleId }) => ({
      localeId: LocaleId,
      botAliasLocaleSetting: {
        enabled: true,
        codeHookSpecification: {
          lambdaCodeHook: { lambdaArn: functionArn('voice'), codeHookInterfaceVersion: '1.0' },
        },
      },
    })),
  });
  const policy = new CfnResourcePolicy(stack, 'BotPolicyForConnect', {
    resourceArn: alias.attrArn,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Connect',
          Effect: 'Allow',
          Principal: { Service: 'connect.amazonaws.com' },
          Action: ['lex:RecognizeText', 'lex:StartConversation'],
          Resource: alias.attrArn,
          Condition: { StringEquals: { 'AWS:SourceAccount': account }, ArnEquals: { 'AWS:SourceArn': instanceArn } },
        },
      ],
    },
  });
  new CfnPermission(stack, 'LexInvokesVoice', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn('voice'),
    principal: 'lexv2.amazonaws.com',
    sourceAccount: account,
    sourceArn: alias.attrArn,
  }).addOverride('DependsOn', ['VoiceFunction']);
  return { bot, alias, policy };
};
