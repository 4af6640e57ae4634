// Is this a flow that Connect would take? Form alone: envelope, actions, parameters, transitions.
import type { Action, Flow } from '../flow/language.ts';
import { targetsOf } from '../flow/language.ts';
import { isIdentifier, refusedActions, voiceActions } from './actions.ts';
import { graphOf } from './graph.ts';
import { type Problem, problem } from './problem.ts';

const mostActions = 250;
const mostBytes = 1_000_000;
const mostWords = 3000;

const errorsOf = ({ Transitions: to }: Action) => (to.Errors ?? []).map(({ ErrorType }) => ErrorType);
const operandsOf = ({ Transitions: to }: Action) =>
  (to.Conditions ?? []).flatMap(({ Condition }) => Condition?.Operands ?? []);

const operators = new Set(
  'Equals TextStartsWith TextEndsWith TextContains NumberGreaterThan NumberGreaterOrEqualTo NumberLessThan NumberLessOrEqualTo'.split(
    ' ',
  ),
);

/** Is it a whole number written as the console writes it, within these bounds? */
const isNumber = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most;

const isPath = (value: unknown): boolean => typeof value === 'string' && /^\$\.[A-Za-z0-9_.[\]'-]+$/.test(value);

const parameterProblems = (action: Action): string[] => {
  const { Parameters: given } = action;
  switch (action.Type) {
    case 'MessageParticipant':
    case 'ConnectParticipantWithLexBot': {
      const words = ['Text', 'SSML', 'PromptId', 'Media'].filter((name) => given[name] !== undefined);
      const bot = given.LexV2Bot as { AliasArn?: unknown } | undefined;
      const spoken = given.Text ?? given.SSML;
      return [
        ...(words.length === 1 ? [] : ['must have exactly one of Text, SSML and PromptId']),
        ...(typeof spoken === 'string' && spoken.length > mostWords ? [`says more than ${mostWords} characters`] : []),
        ...(typeof spoken === 'string' && spoken.trim() === '' ? ['says nothing'] : []),
        ...(given.SSML === undefined || /^(<speak>.*<\/speak>|\$\.[\w.]+)$/s.test(String(given.SSML))
          ? []
          : ['has SSML that is not one speak document']),
        ...(action.Type === 'ConnectParticipantWithLexBot' && typeof bot?.AliasArn !== 'string'
          ? ['names no bot alias']
          : []),
        ...(/TSTALIASID/.test(String(bot?.AliasArn)) ? ['uses the test alias of a bot'] : []),
      ];
    }
    case 'InvokeLambdaFunction': {
      const { ResponseType } = (given.ResponseValidation ?? {}) as { ResponseType?: unknown };
      return [
        ...(isNumber(given.InvocationTimeLimitSeconds, 1, 8) ? [] : ['must give its Lambda 1 to 8 seconds']),
        ...(given.InvocationType === undefined || given.InvocationType === 'SYNCHRONOUS'
          ? []
          : ['must wait for its answer (SYNCHRONOUS)']),
        ...(ResponseType === 'STRING_MAP' ? [] : ['must check that the answer is a STRING_MAP']),
      ];
    }
    case 'Compare':
      return isPath(given.ComparisonValue) ? [] : ['must compare one JSONPath'];
    case 'Loop':
      return isNumber(given.LoopCount, 0, 100) || isPath(given.LoopCount) ? [] : ['must count from 0 to 100'];
    case 'GetParticipantInput': {
      const stores = given.StoreInput === 'True';
      const validation = (given.InputValidation ?? {}) as {
        CustomValidation?: unknown;
        PhoneNumberValidation?: unknown;
      };
      return [
        ...(isNumber(given.InputTimeLimitSeconds, 1, 180) ? [] : ['must wait 1 to 180 seconds']),
        ...(stores && validation.CustomValidation === undefined && validation.PhoneNumberValidation === undefined
          ? ['stores input and must say how it is validated']
          : []),
        ...(stores && action.Transitions.Conditions?.length ? ['stores input and has no result to branch on'] : []),
        ...(given.InputEncryption !== undefined && validation.CustomValidation === undefined
          ? ['can encrypt only what has a CustomValidation']
          : []),
      ];
    }
    case 'UpdateFlowLoggingBehavior':
      return ['Enabled', 'Disabled'].includes(String(given.FlowLoggingBehavior)) ? [] : ['must be Enabled or Disabled'];
    case 'UpdateContactRecordingAndAnalyticsBehavior': {
      const channels = ['VoiceBehavior', 'ChatBehavior', 'ScreenRecordingBehavior'].filter((name) => name in given);
      return channels.length === 1 ? [] : ['must be about exactly one channel'];
    }
    case 'UpdateContactTargetQueue':
      return (given.QueueId === undefined) === (given.AgentId === undefined) ? ['must name a queue or an agent'] : [];
    case 'TransferContactToQueue':
      return Object.keys(given).length === 0 ? [] : ['takes no parameters; the queue is set before'];
    default:
      return [];
  }
};

const transitionProblems = (action: Action): string[] => {
  const rule = voiceActions[action.Type];
  if (rule === undefined) return [];
  const { Transitions: to } = action;
  const errors = errorsOf(action);
  const operands = operandsOf(action);
  if (rule.terminal) return targetsOf(action).length === 0 ? [] : ['is an end and leads nowhere'];
  const allowed = [...rule.errors, ...(rule.mayHave ?? [])];
  const conditions: Record<typeof rule.conditions, boolean> = {
    none: operands.length === 0,
    some: operands.length > 0,
    may: true,
    loop: operands.length === 2 && operands.includes('ContinueLooping') && operands.includes('DoneLooping'),
  };
  return [
    ...(to.NextAction === undefined ? ['has no NextAction'] : []),
    ...rule.errors.filter((error) => !errors.includes(error)).map((error) => `does not wire its error ${error}`),
    ...errors.filter((error) => !allowed.includes(error)).map((error) => `has no error ${error}`),
    ...(new Set(errors).size === errors.length ? [] : ['wires an error twice']),
    ...(conditions[rule.conditions] ? [] : ['does not have the conditions of its type']),
    ...(new Set(operands).size === operands.length ? [] : ['has the same condition twice']),
    ...(to.Conditions ?? [])
      .filter(({ Condition }) => !operators.has(Condition?.Operator ?? '') || Condition.Operands.length === 0)
      .map(() => 'has a condition that says nothing'),
    ...(targetsOf(action).includes(action.Identifier) ? ['leads to itself'] : []),
  ];
};

/** What is wrong with the form of a flow; empty for one that Connect would take. */
export const flowFormProblems = (flow: Flow): Problem[] => {
  const ids = flow.Actions.map(({ Identifier }) => Identifier);
  const known = new Set(ids);
  const reached = graphOf(flow).reach(flow.StartAction);
  const envelope = [
    ...(flow.Version === '2019-10-30' ? [] : [problem('version', 'flow', 'The version must be 2019-10-30.')]),
    ...(known.has(flow.StartAction) ? [] : [problem('start', 'flow', 'The start action is not in the flow.')]),
    ...(flow.Actions.length > mostActions
      ? [problem('size', 'flow', `A flow has at most ${mostActions} actions.`)]
      : []),
    ...(JSON.stringify(flow).length > mostBytes ? [problem('size', 'flow', 'A flow has at most 1 MB.')] : []),
  ];
  const each = flow.Actions.flatMap((action, index) => {
    const at = action.Identifier;
    const says = (rule: string, sentences: readonly string[]) =>
      sentences.map((sentence) => problem(rule, at, `${action.Type} ${sentence}.`));
    const rule = voiceActions[action.Type];
    const missing = (rule?.required ?? []).filter((name) => action.Parameters?.[name] === undefined);
    return [
      ...(isIdentifier(at) ? [] : [problem('identifier', at, 'This cannot be the identifier of an action.')]),
      ...(ids.indexOf(at) === index ? [] : [problem('identifier', at, 'Two actions have this identifier.')]),
      ...(rule === undefined
        ? says('illegal', [refusedActions[action.Type] ?? 'is not an action of an inbound voice flow'])
        : []),
      ...says('parameter', [...missing.map((name) => `lacks ${name}`), ...parameterProblems(action)]),
      ...says('transition', transitionProblems(action)),
      ...targetsOf(action)
        .filter((target) => !known.has(target))
        .map((target) => problem('target', at, `It leads to ${target}, which is not in the flow.`)),
      ...(reached.has(at) ? [] : [problem('unreached', at, 'Nothing leads here.')]),
    ];
  });
  return [...envelope, ...each];
};
