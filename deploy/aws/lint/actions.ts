// The actions a flow may use on an inbound voice call, with what each must carry (flow language 2019-10-30).
// Sources: the pages of the flow language in the Connect developer guide; `twin/connect/README.md` lists what is unverified.

export type ActionRule = {
  /** No transitions at all. */
  readonly terminal?: true;
  readonly errors: readonly string[];
  /** Errors it may have besides. */
  readonly mayHave?: readonly string[];
  readonly required?: readonly string[];
  /** `none`: it has no result to branch on. `some`: at least one. `loop`: exactly the two of a loop. */
  readonly conditions: 'none' | 'some' | 'may' | 'loop';
};

const plain = { errors: ['NoMatchingError'], conditions: 'none' } as const;

export const voiceActions: Readonly<Record<string, ActionRule>> = {
  MessageParticipant: plain,
  ConnectParticipantWithLexBot: {
    errors: ['NoMatchingCondition', 'NoMatchingError'],
    mayHave: ['InputTimeLimitExceeded'],
    required: ['LexV2Bot'],
    conditions: 'some',
  },
  GetParticipantInput: {
    errors: ['NoMatchingError'],
    mayHave: ['InputTimeLimitExceeded', 'NoMatchingCondition', 'InvalidPhoneNumber'],
    required: ['InputTimeLimitSeconds'],
    conditions: 'may',
  },
  InvokeLambdaFunction: {
    errors: ['NoMatchingError'],
    required: ['LambdaFunctionARN', 'InvocationTimeLimitSeconds'],
    conditions: 'none',
  },
  Compare: { errors: ['NoMatchingCondition'], required: ['ComparisonValue'], conditions: 'some' },
  Loop: { errors: [], required: ['LoopCount'], conditions: 'loop' },
  UpdateContactAttributes: { ...plain, required: ['Attributes', 'TargetContact'] },
  UpdateFlowAttributes: { errors: [], mayHave: ['NoMatchingError'], required: ['FlowAttributes'], conditions: 'none' },
  UpdateFlowLoggingBehavior: { errors: [], required: ['FlowLoggingBehavior'], conditions: 'none' },
  UpdateContactRecordingBehavior: {
    errors: [],
    mayHave: ['NoMatchingError'],
    required: ['RecordingBehavior'],
    conditions: 'none',
  },
  UpdateContactRecordingAndAnalyticsBehavior: { errors: ['NoMatchingError', 'ChannelMismatch'], conditions: 'none' },
  UpdateContactTextToSpeechVoice: { ...plain, required: ['TextToSpeechVoice'] },
  UpdateContactData: plain,
  UpdateContactEventHooks: { ...plain, required: ['EventHooks'] },
  UpdateContactTargetQueue: plain,
  TransferContactToQueue: { errors: ['QueueAtCapacity', 'NoMatchingError'], conditions: 'none' },
  TransferToFlow: { ...plain, required: ['ContactFlowId'] },
  InvokeFlowModule: { ...plain, required: ['FlowModuleId'] },
  CheckHoursOfOperation: { errors: ['NoMatchingError'], conditions: 'some' },
  TagContact: { errors: [], mayHave: ['NoMatchingError'], required: ['Tags'], conditions: 'none' },
  DisconnectParticipant: { terminal: true, errors: [], conditions: 'none' },
};

/** Why some names are refused, where more can be said than that they are unknown. */
export const refusedActions: Readonly<Record<string, string>> = {
  Wait: 'is for chat; on voice, wait in a Loop of a prompt and a Lambda',
  MessageParticipantIteratively: 'is for customer queue and hold flows; on voice, wait in a Loop',
  EndFlowExecution: 'is for whisper and customer queue flows; use DisconnectParticipant',
  EndFlowModuleExecution: 'is for modules',
  DequeueContactAndTransferToQueue: 'is for customer queue flows',
  SetLoggingBehavior: 'does not exist; the action is UpdateFlowLoggingBehavior',
  StoreCustomerInput: 'does not exist; the action is GetParticipantInput with StoreInput',
  PlayPrompt: 'does not exist; the action is MessageParticipant',
  SetContactAttributes: 'does not exist; the action is UpdateContactAttributes',
  CheckAttribute: 'does not exist; the action is Compare',
  Disconnect: 'does not exist; the action is DisconnectParticipant',
};

const badCharacters = /[%:(\\/)=$,;[\]{}]/;
const badNames = new Set(
  '__proto__ constructor __defineGetter__ __defineSetter__ toString hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString valueOf'.split(
    ' ',
  ),
);

/** May an action be called this? */
export const isIdentifier = (text: string): boolean =>
  text !== '' && text.length <= 50 && !badCharacters.test(text) && !badNames.has(text);
