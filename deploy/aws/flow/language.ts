// The Connect flow language, version 2019-10-30: the envelope of a flow and of its actions.

export type Parameter = string | readonly Parameter[] | { readonly [name: string]: Parameter };

export type Condition = {
  readonly NextAction: string;
  readonly Condition: { readonly Operator: string; readonly Operands: readonly string[] };
};

export type FlowError = { readonly NextAction: string; readonly ErrorType: string };

export type Transitions = {
  readonly NextAction?: string;
  readonly Conditions?: readonly Condition[];
  readonly Errors?: readonly FlowError[];
};

export type Action = {
  readonly Identifier: string;
  readonly Type: string;
  readonly Parameters: { readonly [name: string]: Parameter };
  readonly Transitions: Transitions;
};

export type Flow = {
  readonly Version: string;
  readonly StartAction: string;
  readonly Metadata?: { readonly [name: string]: unknown };
  readonly Actions: readonly Action[];
};

/** Everywhere an action can go. */
export const targetsOf = ({ Transitions: to }: Action): string[] => [
  ...(to.NextAction === undefined ? [] : [to.NextAction]),
  ...(to.Conditions ?? []).map(({ NextAction }) => NextAction),
  ...(to.Errors ?? []).map(({ NextAction }) => NextAction),
];
