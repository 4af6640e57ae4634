import type { Action, Parameter } from './language.ts';

/** Said where something must be given to a block that only listens: a pause that nobody notices. */
export const pause = '<speak><break time="300ms"/></speak>';

const go = (next: string, onError?: string): Action['Transitions'] => ({
  NextAction: next,
  Errors: onError === undefined ? [] : [{ NextAction: onError, ErrorType: 'NoMatchingError' }],
  Conditions: [],
});

const is = (operand: string, next: string) => ({
  NextAction: next,
  Condition: { Operator: 'Equals', Operands: [operand] },
});

/** Flow logging off; the setting holds for the rest of the contact. */
export const loggingOff = (id: string, next: string): Action => ({
  Identifier: id,
  Type: 'UpdateFlowLoggingBehavior',
  Parameters: { FlowLoggingBehavior: 'Disabled' },
  Transitions: go(next),
});

/** Recording off for everybody and for the bot's part; where that fails nothing is asked. */
export const recordingOff = (id: string, next: string, onError: string): Action => ({
  Identifier: id,
  Type: 'UpdateContactRecordingAndAnalyticsBehavior',
  Parameters: {
    VoiceBehavior: {
      VoiceRecordingBehavior: { RecordedParticipants: [], IVRRecordingBehavior: 'Disabled' },
    },
  },
  Transitions: {
    NextAction: next,
    Errors: [
      { NextAction: onError, ErrorType: 'NoMatchingError' },
      { NextAction: onError, ErrorType: 'ChannelMismatch' },
    ],
    Conditions: [],
  },
});

export const say = (
  id: string,
  words: { readonly Text: string } | { readonly SSML: string },
  next: string,
): Action => ({
  Identifier: id,
  Type: 'MessageParticipant',
  Parameters: words,
  Transitions: go(next, next),
});

export const invoke = (
  id: string,
  functionArn: string,
  attributes: Readonly<Record<string, string>>,
  next: string,
  onError: string,
): Action => ({
  Identifier: id,
  Type: 'InvokeLambdaFunction',
  Parameters: {
    LambdaFunctionARN: functionArn,
    InvocationTimeLimitSeconds: '8',
    InvocationType: 'SYNCHRONOUS',
    LambdaInvocationAttributes: attributes,
    ResponseValidation: { ResponseType: 'STRING_MAP' },
  },
  Transitions: go(next, onError),
});

/** Branches on a value; nothing known leads to `otherwise`. */
export const branch = (
  id: string,
  value: string,
  cases: readonly (readonly [string, string])[],
  otherwise: string,
): Action => ({
  Identifier: id,
  Type: 'Compare',
  Parameters: { ComparisonValue: value },
  Transitions: {
    NextAction: otherwise,
    Conditions: cases.map(([operand, next]) => is(operand, next)),
    Errors: [{ NextAction: otherwise, ErrorType: 'NoMatchingCondition' }],
  },
});

export const loop = (id: string, count: number, again: string, done: string): Action => ({
  Identifier: id,
  Type: 'Loop',
  Parameters: { LoopCount: String(count) },
  Transitions: {
    NextAction: done,
    Conditions: [is('ContinueLooping', again), is('DoneLooping', done)],
    Errors: [],
  },
});

/** Hears the caller through the bot. However it ends, the flow asks its Lambda what to do: the hook may have closed it. */
export const listen = (
  id: string,
  words: { readonly Text: string } | { readonly SSML: string },
  aliasArn: string,
  attributes: Readonly<Record<string, string>>,
  intents: readonly string[],
  next: string,
): Action => ({
  Identifier: id,
  Type: 'ConnectParticipantWithLexBot',
  Parameters: { ...words, LexV2Bot: { AliasArn: aliasArn }, LexSessionAttributes: attributes },
  Transitions: {
    NextAction: next,
    Conditions: intents.map((intent) => is(intent, next)),
    Errors: [
      { NextAction: next, ErrorType: 'InputTimeLimitExceeded' },
      { NextAction: next, ErrorType: 'NoMatchingCondition' },
      { NextAction: next, ErrorType: 'NoMatchingError' },
    ],
  },
});

/** Takes keys that Connect encrypts before anything else sees them. */
export const encryptedKeys = (
  id: string,
  words: { readonly Text: string } | { readonly SSML: string },
  most: number,
  key: { readonly id: string; readonly certificate: string },
  next: string,
  onError: string,
): Action => ({
  Identifier: id,
  Type: 'GetParticipantInput',
  Parameters: {
    ...words,
    StoreInput: 'True',
    InputTimeLimitSeconds: '8',
    InputValidation: { CustomValidation: { MaximumLength: String(most) } },
    InputEncryption: { EncryptionKeyId: key.id, Key: key.certificate },
    DTMFConfiguration: {
      InputTerminationSequence: '#',
      DisableCancelKey: 'False',
      InterdigitTimeLimitSeconds: '4',
    },
  },
  Transitions: go(next, onError),
});

export const simple = (
  id: string,
  type: string,
  parameters: { readonly [name: string]: Parameter },
  next: string,
  onError: string,
): Action => ({ Identifier: id, Type: type, Parameters: parameters, Transitions: go(next, onError) });

/** Goes to the queue that was set; a full queue leads to `onFull`. */
export const transfer = (id: string, onFull: string): Action => ({
  Identifier: id,
  Type: 'TransferContactToQueue',
  Parameters: {},
  Transitions: {
    NextAction: onFull,
    Errors: [
      { NextAction: onFull, ErrorType: 'QueueAtCapacity' },
      { NextAction: onFull, ErrorType: 'NoMatchingError' },
    ],
    Conditions: [],
  },
});

export const disconnect = (id: string): Action => ({
  Identifier: id,
  Type: 'DisconnectParticipant',
  Parameters: {},
  Transitions: {},
});
