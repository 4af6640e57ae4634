// The shape of an `AWS::Lex::Bot` resource, as far as the generated bot uses it.

export type Message = { readonly Message: { readonly PlainTextMessage: { readonly Value: string } } };

export type PromptAttempt = {
  readonly AllowInterrupt: boolean;
  readonly AllowedInputTypes: { readonly AllowAudioInput: boolean; readonly AllowDTMFInput: boolean };
  readonly AudioAndDTMFInputSpecification: {
    readonly StartTimeoutMs: number;
    readonly AudioSpecification?: { readonly MaxLengthMs: number; readonly EndTimeoutMs: number };
    readonly DTMFSpecification: {
      readonly MaxLength: number;
      readonly EndTimeoutMs: number;
      readonly DeletionCharacter: string;
      readonly EndCharacter: string;
    };
  };
};

export type Slot = {
  readonly Name: string;
  readonly Description: string;
  readonly SlotTypeName: string;
  readonly ObfuscationSetting: { readonly ObfuscationSettingType: 'None' | 'DefaultObfuscation' };
  readonly ValueElicitationSetting: {
    readonly SlotConstraint: 'Required' | 'Optional';
    readonly PromptSpecification: {
      readonly MaxRetries: number;
      readonly AllowInterrupt: boolean;
      readonly MessageGroupsList: readonly Message[];
      readonly PromptAttemptsSpecification: Readonly<Record<string, PromptAttempt>>;
    };
    readonly SlotCaptureSetting: {
      readonly ElicitationCodeHook: { readonly EnableCodeHookInvocation: boolean };
    };
  };
};

type NextStep = { readonly DialogAction: { readonly Type: string } };

export type Intent = {
  readonly Name: string;
  readonly Description: string;
  readonly ParentIntentSignature?: string;
  readonly SampleUtterances?: readonly { readonly Utterance: string }[];
  readonly DialogCodeHook: { readonly Enabled: boolean };
  readonly FulfillmentCodeHook: { readonly Enabled: boolean };
  readonly InitialResponseSetting: {
    readonly CodeHook: {
      readonly EnableCodeHookInvocation: boolean;
      readonly IsActive: boolean;
      readonly PostCodeHookSpecification: {
        readonly SuccessNextStep: NextStep;
        readonly FailureNextStep: NextStep;
        readonly TimeoutNextStep: NextStep;
      };
    };
  };
  readonly SlotPriorities?: readonly { readonly Priority: number; readonly SlotName: string }[];
  readonly Slots?: readonly Slot[];
};

export type SlotType = {
  readonly Name: string;
  readonly Description: string;
  readonly ParentSlotTypeSignature: string;
  readonly ValueSelectionSetting: {
    readonly ResolutionStrategy: string;
    readonly RegexFilter: { readonly Pattern: string };
  };
};

export type BotLocale = {
  readonly LocaleId: string;
  readonly NluConfidenceThreshold: number;
  readonly VoiceSettings: { readonly VoiceId: string; readonly Engine: string };
  readonly SlotTypes: readonly SlotType[];
  readonly Intents: readonly Intent[];
};

/** Properties of an `AWS::Lex::Bot` but for `RoleArn`, which the template adds. */
export type BotDefinition = {
  readonly Name: string;
  readonly Description: string;
  readonly DataPrivacy: { readonly ChildDirected: boolean };
  readonly IdleSessionTTLInSeconds: number;
  readonly AutoBuildBotLocales: boolean;
  readonly BotTags: readonly { readonly Key: string; readonly Value: string }[];
  readonly BotLocales: readonly BotLocale[];
};
