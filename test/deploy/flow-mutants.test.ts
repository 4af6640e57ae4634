// Every guard of the flow, the bot and the template is taken away once, and the linter must say so each time.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shipped } from '#transaction';
import { botDefinition } from '../../deploy/aws/bot/bot.ts';
import type { BotDefinition } from '../../deploy/aws/bot/definition.ts';
import { connectFlow, placeholders } from '../../deploy/aws/flow/flow.ts';
import type { Flow } from '../../deploy/aws/flow/language.ts';
import { lintBot, lintDocument, lintFlow, lintTemplate } from '../../deploy/aws/lint/lint.ts';
import type { Template } from '../../deploy/aws/lint/template-guards.ts';

const langs = ['en', 'es'] as const;
const flowOf = (pinBy: 'lex' | 'encrypted', queue = true): Flow =>
  connectFlow({ transactions: shipped, langs, queue, pinBy, pinLength: 8 });
const bot = (): BotDefinition => botDefinition({ name: 'voicegrant', transactions: shipped, langs, pinLength: 8 });

/** What a mutant may reach into: the document as plain, writable data. */
type Loose = { [name: string]: Loose } & {
  push(...values: unknown[]): number;
  splice(...values: unknown[]): unknown;
} & Loose[];
const loose = (document: unknown): Loose => structuredClone(document) as Loose;

const at = (flow: Loose, id: string): Loose => {
  const found = (flow.Actions as unknown as Loose[]).find((action) => (action.Identifier as unknown as string) === id);
  if (found === undefined) throw new Error(`no action ${id}`);
  return found;
};
const set = (of: Loose, path: string, value: unknown): void => {
  const names = path.split('/');
  const last = names.pop() as string;
  const holder = names.reduce((inner, name) => inner[name] as Loose, of) as unknown as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
};
const drop = (flow: Loose, id: string): void => {
  const { NextAction } = at(flow, id).Transitions as unknown as { NextAction: string };
  const text = JSON.stringify({
    ...flow,
    Actions: (flow.Actions as unknown as Loose[]).filter((action) => (action.Identifier as unknown as string) !== id),
  }).replaceAll(`"NextAction":"${id}"`, `"NextAction":"${NextAction}"`);
  Object.assign(flow, JSON.parse(text));
  if ((flow.StartAction as unknown as string) === id) set(flow, 'StartAction', NextAction);
};
/** The list at a path, to be changed in place. */
const listAt = (of: Loose, path: string): unknown[] =>
  path.split('/').reduce((inner, name) => inner[name] as Loose, of) as unknown as unknown[];
const add = (flow: Loose, action: unknown): void => {
  (flow.Actions as unknown as unknown[]).push(action);
};
const attribute = (id: string, name: string, value: unknown) => (flow: Loose) =>
  set(at(flow, id), `Parameters/LexSessionAttributes/${name}`, value);
const parameter = (id: string, path: string, value: unknown) => (flow: Loose) =>
  set(at(flow, id), `Parameters/${path}`, value);
const unwire = (id: string, error: string) => (flow: Loose) => {
  const errors = at(flow, id).Transitions as unknown as { Errors: { ErrorType: string }[] };
  errors.Errors = errors.Errors.filter(({ ErrorType }) => ErrorType !== error);
};
const lead = (id: string, path: string, target: unknown) => (flow: Loose) =>
  set(at(flow, id), `Transitions/${path}`, target);
const keep = (type: string, parameters: unknown) => (flow: Loose) => {
  add(flow, {
    Identifier: 'keep',
    Type: type,
    Parameters: parameters,
    Transitions: {
      NextAction: 'route',
      Errors: [{ NextAction: 'route', ErrorType: 'NoMatchingError' }],
      Conditions: [],
    },
  });
  set(at(flow, 'ring'), 'Transitions/NextAction', 'keep');
};

type Mutant = readonly [name: string, rule: string, change: (document: Loose) => void];

const flowMutants: readonly Mutant[] = [
  // The switches.
  ['logging is not switched off', 'logging', (flow) => drop(flow, 'logging-off')],
  ['logging is switched on instead', 'logging', parameter('logging-off', 'FlowLoggingBehavior', 'Enabled')],
  [
    'logging is switched off after the first prompt',
    'logging',
    (flow) => {
      set(flow, 'StartAction', 'greet');
    },
  ],
  [
    'a path goes round the logging switch',
    'logging',
    (flow) => {
      add(flow, {
        Identifier: 'fork',
        Type: 'CheckHoursOfOperation',
        Parameters: {},
        Transitions: {
          NextAction: 'recording-off',
          Conditions: [
            { NextAction: 'logging-off', Condition: { Operator: 'Equals', Operands: ['True'] } },
            { NextAction: 'recording-off', Condition: { Operator: 'Equals', Operands: ['False'] } },
          ],
          Errors: [{ NextAction: 'recording-off', ErrorType: 'NoMatchingError' }],
        },
      });
      set(flow, 'StartAction', 'fork');
    },
  ],
  [
    'logging is switched on again while waiting',
    'logging',
    (flow) => {
      add(flow, {
        Identifier: 'logging-on',
        Type: 'UpdateFlowLoggingBehavior',
        Parameters: { FlowLoggingBehavior: 'Enabled' },
        Transitions: { NextAction: 'wait-loop', Errors: [], Conditions: [] },
      });
      set(at(flow, 'route'), 'Transitions/Conditions/3/NextAction', 'logging-on');
    },
  ],
  ['the recording is not switched off', 'recording', (flow) => drop(flow, 'recording-off')],
  [
    'the automated part is recorded',
    'recording',
    parameter('recording-off', 'VoiceBehavior/VoiceRecordingBehavior/IVRRecordingBehavior', 'Enabled'),
  ],
  [
    'nothing is said about the automated part',
    'recording',
    parameter('recording-off', 'VoiceBehavior/VoiceRecordingBehavior/IVRRecordingBehavior', undefined),
  ],
  [
    'the customer is recorded',
    'recording',
    parameter('recording-off', 'VoiceBehavior/VoiceRecordingBehavior/RecordedParticipants', ['Customer']),
  ],
  [
    'the agent is recorded',
    'recording',
    parameter('recording-off', 'VoiceBehavior/VoiceRecordingBehavior/RecordedParticipants', ['Agent']),
  ],
  [
    'Contact Lens listens',
    'analytics',
    parameter('recording-off', 'VoiceBehavior/VoiceAnalyticsBehavior', { Enabled: 'True' }),
  ],
  [
    'a recording that cannot be stopped is accepted',
    'recording',
    lead('recording-off', 'Errors/0/NextAction', 'start-voice'),
  ],
  ['a wrong channel is accepted', 'recording', lead('recording-off', 'Errors/1/NextAction', 'ring')],
  // Secrets in attributes.
  [
    'what is said is kept as a contact attribute',
    'attribute',
    keep('UpdateContactAttributes', { Attributes: { words: '$.External.say' }, TargetContact: 'Current' }),
  ],
  [
    'a Lex slot is kept as a contact attribute',
    'attribute',
    keep('UpdateContactAttributes', { Attributes: { id: '$.Lex.Slots.Pin' }, TargetContact: 'Current' }),
  ],
  [
    'a PIN is named among the contact attributes',
    'attribute',
    keep('UpdateContactAttributes', { Attributes: { pin: '1' }, TargetContact: 'Current' }),
  ],
  [
    'stored input is kept as a flow attribute',
    'attribute',
    keep('UpdateFlowAttributes', { FlowAttributes: { keyed: { Value: '$.StoredCustomerInput' } } }),
  ],
  ['the words become a tag', 'attribute', keep('TagContact', { Tags: { last: '$.External.say' } })],
  ['the words are given to Lex', 'attribute', attribute('listen', 'words', '$.External.say')],
  ['stored input is given to Lex', 'attribute', attribute('greet', 'keyed', '$.StoredCustomerInput')],
  ['a PIN is named among the Lex attributes', 'attribute', attribute('greet', 'pin', '1')],
  [
    'a Lex slot is sent to the flow Lambda',
    'attribute',
    parameter('heard', 'LambdaInvocationAttributes/id', '$.Lex.Slots.UserId'),
  ],
  [
    'a Lex attribute is sent to the flow Lambda',
    'attribute',
    parameter('heard', 'LambdaInvocationAttributes/keyed', '$.Lex.SessionAttributes.keyed'),
  ],
  // Listening.
  ['the hook is not told the contact', 'listening', attribute('greet', 'ContactId', undefined)],
  ['the hook is told another contact', 'listening', attribute('listen', 'ContactId', '$.InitialContactId')],
  ['a silence has no length', 'listening', attribute('listen', 'x-amz-lex:audio:start-timeout-ms:*:*', undefined)],
  [
    'a silence outlasts the heartbeat',
    'listening',
    attribute('listen-waiting', 'x-amz-lex:audio:start-timeout-ms:*:*', '30000'),
  ],
  ['speech has no length', 'listening', attribute('listen', 'x-amz-lex:audio:max-length-ms:*:*', undefined)],
  ['keys have no number', 'listening', attribute('greet', 'x-amz-lex:dtmf:max-length:*:*', '1024')],
  ['the hash key does not end an entry', 'listening', attribute('greet', 'x-amz-lex:dtmf:end-character:*:*', 'D')],
  [
    'the bot is its test alias',
    'parameter',
    parameter('listen', 'LexV2Bot/AliasArn', `${placeholders.lexAlias}/TSTALIASID`),
  ],
  // The lease.
  ['the wait loop has no Lambda', 'lease', lead('listen-waiting', 'Errors/0/NextAction', 'wait-loop')],
  [
    'the wait loop speaks and never beats',
    'lease',
    (flow) => {
      set(at(flow, 'speak'), 'Transitions/NextAction', 'listen-waiting');
      const text = JSON.stringify(flow).replaceAll('"NextAction":"heard"', '"NextAction":"wait-loop"');
      Object.assign(flow, JSON.parse(text));
    },
  ],
  ['the caller is heard before the call is announced', 'lease', lead('start-language', 'NextAction', 'greet')],
  ['the wait loop has no count', 'parameter', parameter('wait-loop', 'LoopCount', undefined)],
  ['the wait loop counts further than Connect can', 'parameter', parameter('wait-loop', 'LoopCount', '500')],
  [
    'the wait loop has no way out',
    'transition',
    (flow) => {
      listAt(at(flow, 'wait-loop'), 'Transitions/Conditions').splice(1, 1);
    },
  ],
  // Form.
  ['another version', 'version', (flow) => set(flow, 'Version', '2018-01-01')],
  ['no start', 'start', (flow) => set(flow, 'StartAction', 'nowhere')],
  ['an identifier Connect refuses', 'identifier', (flow) => set(at(flow, 'speak'), 'Identifier', 'say (it)')],
  [
    'an identifier that is a name of the language',
    'identifier',
    (flow) => set(at(flow, 'speak'), 'Identifier', 'toString'),
  ],
  ['an identifier twice', 'identifier', (flow) => set(at(flow, 'breath'), 'Identifier', 'speak')],
  [
    'too many actions',
    'size',
    (flow) => {
      for (let count = 0; count < 250; count += 1) add(flow, { ...at(flow, 'hang-up'), Identifier: `end-${count}` });
    },
  ],
  ['an action that is for chat', 'illegal', (flow) => set(at(flow, 'breath'), 'Type', 'Wait')],
  [
    'an action that is for queues',
    'illegal',
    (flow) => set(at(flow, 'speak'), 'Type', 'MessageParticipantIteratively'),
  ],
  ['an end that is for whispers', 'illegal', (flow) => set(at(flow, 'hang-up'), 'Type', 'EndFlowExecution')],
  ['an action that does not exist', 'illegal', (flow) => set(at(flow, 'speak'), 'Type', 'PlayPrompt')],
  ['a way to nowhere', 'target', lead('speak', 'NextAction', 'nowhere')],
  ['no way on', 'transition', lead('speak', 'NextAction', undefined)],
  ['an end that goes on', 'transition', lead('hang-up', 'NextAction', 'ring')],
  ['an action nothing leads to', 'unreached', (flow) => add(flow, { ...at(flow, 'hang-up'), Identifier: 'island' })],
  ['a Lambda error that leads nowhere', 'transition', unwire('heard', 'NoMatchingError')],
  ['a prompt error that leads nowhere', 'transition', unwire('speak', 'NoMatchingError')],
  ['a bot error that leads nowhere', 'transition', unwire('listen', 'NoMatchingError')],
  ['an unknown intent that leads nowhere', 'transition', unwire('greet', 'NoMatchingCondition')],
  ['an answer of the Lambda that leads nowhere', 'transition', unwire('route', 'NoMatchingCondition')],
  ['a full queue that leads nowhere', 'transition', unwire('transfer', 'QueueAtCapacity')],
  ['a wrong channel that leads nowhere', 'transition', unwire('recording-off', 'ChannelMismatch')],
  [
    'a Compare with an error it cannot have',
    'transition',
    (flow) =>
      listAt(at(flow, 'route'), 'Transitions/Errors').push({
        NextAction: 'apologise',
        ErrorType: 'NoMatchingError',
      }),
  ],
  ['a Lambda that may take a minute', 'parameter', parameter('heard', 'InvocationTimeLimitSeconds', '60')],
  ['a Lambda nobody waits for', 'parameter', parameter('heard', 'InvocationType', 'ASYNCHRONOUS')],
  ['an answer of any shape', 'parameter', parameter('ring', 'ResponseValidation', undefined)],
  ['a prompt in two forms', 'parameter', parameter('speak', 'SSML', '<speak>.</speak>')],
  ['a prompt without words', 'parameter', parameter('apologise', 'Text', '')],
  ['SSML that is no document', 'parameter', parameter('breath', 'SSML', 'one moment')],
  ['a branch on nothing', 'parameter', parameter('route', 'ComparisonValue', 'speak')],
  ['a transfer with no queue set', 'queue', (flow) => drop(flow, 'queue')],
  [
    'a name of one account',
    'arn',
    parameter('heard', 'LambdaFunctionARN', 'arn:aws:lambda:us-east-1:111122223333:function:x'),
  ],
  [
    'a circle without an end',
    'end',
    (flow) => {
      const text = JSON.stringify(flow)
        .replaceAll('"NextAction":"hang-up"', '"NextAction":"ring"')
        .replaceAll('"NextAction":"transfer"', '"NextAction":"ring"');
      Object.assign(flow, JSON.parse(text));
    },
  ],
];

const keypadMutants: readonly Mutant[] = [
  ['what is keyed is stored in clear', 'encryption', parameter('keypad', 'InputEncryption', undefined)],
  ['no key is named', 'encryption', parameter('keypad', 'InputEncryption/EncryptionKeyId', '')],
  ['no certificate is given', 'encryption', parameter('keypad', 'InputEncryption/Key', '')],
  [
    'the flow Lambda is sent what was keyed',
    'attribute',
    parameter('heard', 'LambdaInvocationAttributes/keyed', '$.StoredCustomerInput'),
  ],
  [
    'two Lambdas are sent what was keyed',
    'encryption',
    parameter('heard', 'LambdaInvocationAttributes/input', '$.StoredCustomerInput'),
  ],
  [
    'the Lambda with the key does other work',
    'encryption',
    parameter('heard', 'LambdaFunctionARN', placeholders.keypadFunction),
  ],
  ['input of any length', 'parameter', parameter('keypad', 'InputValidation', undefined)],
  ['an entry that never times out', 'parameter', parameter('keypad', 'InputTimeLimitSeconds', '600')],
  ['an entry error that leads nowhere', 'transition', unwire('keypad', 'NoMatchingError')],
  ['the keypad with logging still on', 'logging', (flow) => drop(flow, 'logging-off')],
];

const slot = (name: 0 | 1) => `BotLocales/0/Intents/0/Slots/${name}`;
const pinAttempt = (name: string) =>
  `${slot(1)}/ValueElicitationSetting/PromptSpecification/PromptAttemptsSpecification/${name}`;
const inBot = (path: string, value: unknown) => (document: Loose) => set(document, path, value);

const botMutants: readonly Mutant[] = [
  ['the PIN is kept in logs', 'obfuscation', inBot(`${slot(1)}/ObfuscationSetting/ObfuscationSettingType`, 'None')],
  ['nothing is said about the PIN in logs', 'obfuscation', inBot(`${slot(1)}/ObfuscationSetting`, undefined)],
  ['the id is kept in logs', 'obfuscation', inBot(`${slot(0)}/ObfuscationSetting/ObfuscationSettingType`, 'None')],
  ['the PIN may be spoken', 'audio', inBot(`${pinAttempt('Initial')}/AllowedInputTypes/AllowAudioInput`, true)],
  [
    'the PIN may be spoken at the second try',
    'audio',
    inBot(`${pinAttempt('Retry1')}/AllowedInputTypes/AllowAudioInput`, true),
  ],
  ['a try is not limited', 'attempts', inBot(pinAttempt('Retry2'), undefined)],
  ['no keys are taken', 'keys', inBot(`${pinAttempt('Initial')}/AllowedInputTypes/AllowDTMFInput`, false)],
  [
    'any number of keys',
    'keys',
    inBot(`${pinAttempt('Initial')}/AudioAndDTMFInputSpecification/DTMFSpecification/MaxLength`, 1024),
  ],
  [
    'no key ends the entry',
    'keys',
    inBot(`${pinAttempt('Initial')}/AudioAndDTMFInputSpecification/DTMFSpecification/EndCharacter`, 'D'),
  ],
  [
    'a long pause ends the entry',
    'keys',
    inBot(`${pinAttempt('Initial')}/AudioAndDTMFInputSpecification/DTMFSpecification/EndTimeoutMs`, 60_000),
  ],
  [
    'a silence without end',
    'silence',
    inBot(`${pinAttempt('Initial')}/AudioAndDTMFInputSpecification/StartTimeoutMs`, 120_000),
  ],
  [
    'the question repeats the PIN',
    'echo',
    inBot(
      `${slot(1)}/ValueElicitationSetting/PromptSpecification/MessageGroupsList/0/Message/PlainTextMessage/Value`,
      'You keyed {Pin}',
    ),
  ],
  [
    'a PIN of any shape',
    'slot-type',
    inBot('BotLocales/0/SlotTypes/1/ValueSelectionSetting/RegexFilter/Pattern', '[0-9]+'),
  ],
  [
    'a PIN without its leading zeros',
    'slot-type',
    inBot('BotLocales/0/SlotTypes/1/ParentSlotTypeSignature', 'AMAZON.Number'),
  ],
  ['a PIN of a type without bounds', 'slot-type', inBot(`${slot(1)}/SlotTypeName`, 'AMAZON.AlphaNumeric')],
  [
    'no slot for the PIN',
    'pin',
    (document) => {
      listAt(document, 'BotLocales/0/Intents/0/Slots').splice(1, 1);
    },
  ],
  [
    'an utterance that takes the PIN',
    'utterance',
    (document) => {
      listAt(document, 'BotLocales/0/Intents/0/SampleUtterances').push({
        Utterance: 'my pin is {Pin}',
      });
    },
  ],
  [
    'an utterance with a slot that is not there',
    'utterance',
    inBot('BotLocales/0/Intents/1/SampleUtterances/0/Utterance', 'yes {Thing}'),
  ],
  ['two intents with one utterance', 'utterance', inBot('BotLocales/0/Intents/1/SampleUtterances/0/Utterance', 'help')],
  ['an intent nobody can reach', 'utterance', inBot('BotLocales/0/Intents/5/SampleUtterances', [])],
  ['an intent the hook does not hear', 'hook', inBot('BotLocales/0/Intents/0/DialogCodeHook/Enabled', false)],
  [
    'an intent that is fulfilled without the hook',
    'hook',
    inBot('BotLocales/0/Intents/0/FulfillmentCodeHook/Enabled', false),
  ],
  [
    'an intent whose beginning the hook does not hear',
    'hook',
    inBot('BotLocales/0/Intents/0/InitialResponseSetting/CodeHook/IsActive', false),
  ],
  [
    'a hook whose failure leads nowhere',
    'hook',
    inBot(
      'BotLocales/0/Intents/0/InitialResponseSetting/CodeHook/PostCodeHookSpecification/FailureNextStep',
      undefined,
    ),
  ],
  ['a slot the hook does not hear', 'hook', inBot(`${slot(1)}/ValueElicitationSetting/SlotCaptureSetting`, undefined)],
  [
    'no fallback',
    'fallback',
    (document) => {
      listAt(document, 'BotLocales/1/Intents').splice(-1, 1);
    },
  ],
  [
    'a language that lacks a transaction',
    'locale',
    (document) => {
      listAt(document, 'BotLocales/1/Intents').splice(5, 1);
    },
  ],
  ['a slot without its place', 'priority', inBot('BotLocales/0/Intents/0/SlotPriorities', [])],
  ['a session that lives a day', 'ttl', inBot('IdleSessionTTLInSeconds', 86_400)],
  ['locales that are not built', 'build', inBot('AutoBuildBotLocales', undefined)],
  ['a bot Connect does not show', 'tag', inBot('BotTags', [])],
  ['a bot for children', 'privacy', inBot('DataPrivacy/ChildDirected', true)],
];

const caught = (rules: readonly string[], rule: string, name: string) =>
  assert.ok(rules.includes(rule), `${name}: expected ${rule}, got ${[...new Set(rules)].join(', ') || 'nothing'}`);

describe('the generated flow and bot are without fault', () => {
  for (const pinBy of ['lex', 'encrypted'] as const)
    for (const queue of [true, false])
      it(`flow with the PIN by ${pinBy}, ${queue ? 'with' : 'without'} a queue`, () =>
        assert.deepEqual(lintFlow(flowOf(pinBy, queue)), []));
  it('bot in both languages', () => assert.deepEqual(lintBot(bot()), []));
  it('bot for PINs of different lengths', () =>
    assert.deepEqual(lintBot(botDefinition({ name: 'v', transactions: shipped, langs, pinLength: 0 })), []));
});

describe('a flow that lost a guard is refused', () => {
  for (const [name, rule, change] of flowMutants)
    it(name, () => {
      const mutant = loose(flowOf('lex'));
      change(mutant);
      caught(
        lintFlow(mutant as unknown as Flow).map((one) => one.rule),
        rule,
        name,
      );
    });
});

describe('an encrypted keypad that lost a guard is refused', () => {
  for (const [name, rule, change] of keypadMutants)
    it(name, () => {
      const mutant = loose(flowOf('encrypted'));
      change(mutant);
      caught(
        lintFlow(mutant as unknown as Flow).map((one) => one.rule),
        rule,
        name,
      );
    });
});

describe('a bot that lost a guard is refused', () => {
  for (const [name, rule, change] of botMutants)
    it(name, () => {
      const mutant = loose(bot());
      change(mutant);
      caught(
        lintBot(mutant as unknown as BotDefinition).map((one) => one.rule),
        rule,
        name,
      );
    });
});

const template = (): Template => ({
  Resources: {
    MayInvoke: {
      Type: 'AWS::Lambda::Permission',
      Properties: { Principal: 'lexv2.amazonaws.com', SourceArn: 'arn:alias', SourceAccount: '111122223333' },
    },
    MayTalk: {
      Type: 'AWS::Lex::ResourcePolicy',
      Properties: {
        Policy: {
          Statement: [
            {
              Principal: { Service: 'connect.amazonaws.com' },
              Condition: {
                StringEquals: { 'AWS:SourceAccount': '111122223333' },
                ArnEquals: { 'AWS:SourceArn': 'arn:instance' },
              },
            },
          ],
        },
      },
    },
    Alias: {
      Type: 'AWS::Lex::BotAlias',
      Properties: { ConversationLogSettings: { TextLogSettings: [{ Enabled: false }] } },
    },
    Flow: { Type: 'AWS::Connect::ContactFlow', Properties: { Content: { 'Fn::Sub': JSON.stringify(flowOf('lex')) } } },
    Bot: { Type: 'AWS::Lex::Bot', Properties: bot() as unknown as Record<string, unknown> },
  },
});

const templateMutants: readonly Mutant[] = [
  ['an invoke permission without SourceArn', 'source', inBot('Resources/MayInvoke/Properties/SourceArn', undefined)],
  [
    'an invoke permission without SourceAccount',
    'source',
    inBot('Resources/MayInvoke/Properties/SourceAccount', undefined),
  ],
  [
    'an invoke permission with an open end',
    'source',
    inBot('Resources/MayInvoke/Properties/SourceArn', 'arn:aws:lex:*'),
  ],
  ['an invoke permission for anybody', 'principal', inBot('Resources/MayInvoke/Properties/Principal', '*')],
  [
    'a bot policy without SourceArn',
    'source',
    inBot('Resources/MayTalk/Properties/Policy/Statement/0/Condition/ArnEquals', undefined),
  ],
  [
    'a bot policy without SourceAccount',
    'source',
    inBot('Resources/MayTalk/Properties/Policy/Statement/0/Condition/StringEquals', undefined),
  ],
  ['a bot policy for anybody', 'principal', inBot('Resources/MayTalk/Properties/Policy/Statement/0/Principal', '*')],
  [
    'text logs switched on',
    'logs',
    inBot('Resources/Alias/Properties/ConversationLogSettings/TextLogSettings/0/Enabled', true),
  ],
  [
    'audio logs switched on',
    'logs',
    inBot('Resources/Alias/Properties/ConversationLogSettings/AudioLogSettings', [{ Enabled: true }]),
  ],
  [
    'a bot in the template that may hear the PIN',
    'audio',
    inBot(`Resources/Bot/Properties/${pinAttempt('Initial')}/AllowedInputTypes/AllowAudioInput`, true),
  ],
];

describe('a template that opens a door is refused (T-39)', () => {
  it('the template as it should be is without fault', () => assert.deepEqual(lintTemplate(template()), []));
  for (const [name, rule, change] of templateMutants)
    it(name, () => {
      const mutant = loose(template());
      change(mutant);
      caught(
        lintTemplate(mutant as unknown as Template).map((one) => one.rule),
        rule,
        name,
      );
    });
});

describe('the linter itself', () => {
  it('meets more than sixty mutants of the flow and the bot alone', () =>
    assert.ok(flowMutants.length + keypadMutants.length + botMutants.length > 100));
  it('knows a flow, a bot and a template, and refuses anything else', () => {
    assert.equal(lintDocument(flowOf('lex')).kind, 'flow');
    assert.equal(lintDocument(bot()).kind, 'bot');
    assert.equal(lintDocument(template()).kind, 'template');
    assert.throws(() => lintDocument({ hello: 'world' }), TypeError);
  });
  it('takes the real names of an exported flow', () => {
    const exported = JSON.stringify(flowOf('lex')).replace(/\$\{\w+\}/g, 'arn:aws:x:us-east-1:111122223333:y');
    assert.deepEqual(lintFlow(JSON.parse(exported) as Flow), []);
  });
});
