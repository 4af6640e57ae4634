// Does this flow keep the caller's secrets, and the call's lease? (R-P1 to R-P5, R-T5, T-42)
import type { Action, Flow, Parameter } from '../flow/language.ts';
import { type Graph, graphOf } from './graph.ts';
import { type Problem, problem } from './problem.ts';

/** Every string in a parameter, with its path. */
const strings = (value: Parameter | undefined, path = ''): (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (value === undefined || value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => strings(inner, path === '' ? name : `${path}.${name}`));
};

const isLambda = ({ Type }: Action) => Type === 'InvokeLambdaFunction';
const isLoop = ({ Type }: Action) => Type === 'Loop';
const isLex = ({ Type }: Action) => Type === 'ConnectParticipantWithLexBot';
const isStore = ({ Type, Parameters }: Action) => Type === 'GetParticipantInput' && Parameters.StoreInput === 'True';
const isLoggingOff = ({ Type, Parameters }: Action) =>
  Type === 'UpdateFlowLoggingBehavior' && Parameters.FlowLoggingBehavior === 'Disabled';

type Voice = { RecordedParticipants?: readonly unknown[]; IVRRecordingBehavior?: unknown };

/** What a recording action records, or null for an action that is about something else. */
const recordingOf = ({ Type, Parameters }: Action): Voice | null => {
  if (Type === 'UpdateContactRecordingBehavior') return (Parameters.RecordingBehavior ?? {}) as Voice;
  if (Type !== 'UpdateContactRecordingAndAnalyticsBehavior') return null;
  const { VoiceBehavior } = Parameters as { VoiceBehavior?: { VoiceRecordingBehavior?: Voice } };
  return VoiceBehavior?.VoiceRecordingBehavior ?? {};
};

const isRecordingOff = (action: Action): boolean => {
  const recording = recordingOf(action);
  return (
    recording !== null &&
    Array.isArray(recording.RecordedParticipants) &&
    recording.RecordedParticipants.length === 0 &&
    recording.IVRRecordingBehavior === 'Disabled'
  );
};

/** A secret passes through here: it is asked for, heard, spoken or handed on. */
const touchesSecret = (action: Action): boolean =>
  isLex(action) ||
  action.Type === 'GetParticipantInput' ||
  (action.Type === 'MessageParticipant' && strings(action.Parameters).some(([, text]) => text.includes('$.')));

/** Values that may hold a secret or personal details. */
const secretPath =
  /\$\.(External\.say|LambdaInvocation|StoredCustomerInput|Lex\.Slots|Lex\.SessionAttributes|Lex\.InputTranscript)/;
const secretName = /pin$|pin[^a-z]|passw|secret|(?<!language)code|digits|token|otp/i;
/** Actions whose values stay with the contact, and are shown to agents and in reports. */
const keepers = new Set(['UpdateContactAttributes', 'UpdateFlowAttributes', 'TagContact', 'UpdateContactData']);

const switchProblems = (flow: Flow, graph: Graph): Problem[] =>
  flow.Actions.flatMap((action) => {
    const at = action.Identifier;
    const recording = recordingOf(action);
    const values = strings(action.Parameters);
    return [
      ...(action.Type === 'UpdateFlowLoggingBehavior' && !isLoggingOff(action)
        ? [problem('logging', at, 'Flow logging is switched on; it holds for the rest of the contact.')]
        : []),
      ...(recording !== null && !isRecordingOff(action)
        ? [problem('recording', at, 'The recording must be off for every participant and for the automated part.')]
        : []),
      ...(recording !== null && values.some(([path, value]) => /Analytics.*Enabled$/.test(path) && value === 'True')
        ? [problem('analytics', at, 'Contact Lens must be off while the bot is on the line.')]
        : []),
      ...(recording !== null &&
      (action.Transitions.Errors ?? []).some(({ NextAction }) =>
        [...graph.reach(NextAction)].some((id) => {
          const reached = graph.byId.get(id);
          return reached !== undefined && (isLex(reached) || isStore(reached));
        }),
      )
        ? [problem('recording', at, 'Where the recording cannot be switched off, nothing secret may be asked.')]
        : []),
      ...(touchesSecret(action) && graph.isReachedWithout(at, isLoggingOff)
        ? [problem('logging', at, 'A path leads here with flow logging still on.')]
        : []),
      ...(touchesSecret(action) && graph.isReachedWithout(at, isRecordingOff)
        ? [problem('recording', at, 'A path leads here with the recording still on.')]
        : []),
    ];
  });

const attributeProblems = (action: Action): Problem[] => {
  const at = action.Identifier;
  const values = strings(action.Parameters);
  const inside = (name: string) => strings(action.Parameters[name]);
  const lambdaMay = (path: string, value: string) =>
    value === '$.StoredCustomerInput' ? path === 'input' : !secretPath.test(value);
  return [
    ...(keepers.has(action.Type)
      ? values
          .filter(([path, value]) => secretPath.test(value) || secretName.test(path.split('.').at(-1) ?? ''))
          .map(([path]) => problem('attribute', at, `${path} would stay with the contact.`))
      : []),
    ...inside('LexSessionAttributes')
      .filter(([path, value]) => secretPath.test(value) || (!path.startsWith('x-amz-lex:') && secretName.test(path)))
      .map(([path]) => problem('attribute', at, `The Lex session attribute ${path} may hold a secret.`)),
    ...inside('LambdaInvocationAttributes')
      .filter(([path, value]) => !lambdaMay(path, value))
      .map(([path]) => problem('attribute', at, `The Lambda is sent ${path}, which may hold a secret.`)),
  ];
};

const listeningProblems = (action: Action): Problem[] => {
  if (!isLex(action)) return [];
  const attributes = (action.Parameters.LexSessionAttributes ?? {}) as Record<string, string>;
  const needed: readonly (readonly [string, (value: string) => boolean, string])[] = [
    ['ContactId', (value) => value === '$.ContactId', 'The code hook must be told the contact.'],
    [
      'x-amz-lex:audio:start-timeout-ms:*:*',
      (value) => value === '$.External.listen_ms' || (Number(value) > 0 && Number(value) <= 8000),
      'How long a silence is must be set, to 8 seconds at most: the defaults differ, and the lease runs on.',
    ],
    [
      'x-amz-lex:audio:max-length-ms:*:*',
      (value) => Number(value) > 0 && Number(value) <= 15_000,
      'How long a caller may speak must be set, to 15 seconds at most.',
    ],
    [
      'x-amz-lex:dtmf:max-length:*:*',
      (value) => value === '$.External.max_digits' || (Number(value) > 0 && Number(value) <= 12),
      'How many keys are taken must be set.',
    ],
    ['x-amz-lex:dtmf:end-character:*:*', (value) => value === '#', 'The hash key must end an entry.'],
  ];
  return needed
    .filter(([name, fits]) => !fits(attributes[name] ?? ''))
    .map(([, , says]) => problem('listening', action.Identifier, says));
};

const storeProblems = (flow: Flow): Problem[] => {
  const stores = flow.Actions.filter(isStore);
  const holders = flow.Actions.filter(
    (action) => isLambda(action) && strings(action.Parameters).some(([, value]) => value === '$.StoredCustomerInput'),
  );
  const others = flow.Actions.filter((action) => isLambda(action) && !holders.includes(action));
  const arns = new Set(holders.map(({ Parameters }) => Parameters.LambdaFunctionARN));
  return [
    ...stores
      .filter(({ Parameters }) => {
        const key = (Parameters.InputEncryption ?? {}) as { EncryptionKeyId?: string; Key?: string };
        return !key.EncryptionKeyId || !key.Key;
      })
      .map(({ Identifier }) => problem('encryption', Identifier, 'What is keyed here is stored in clear.')),
    ...(arns.size > 1 ? [problem('encryption', 'flow', 'More than one Lambda is sent what was keyed.')] : []),
    ...(others.some(({ Parameters }) => arns.has(Parameters.LambdaFunctionARN))
      ? [problem('encryption', 'flow', 'The Lambda that can read what was keyed does other work too.')]
      : []),
  ];
};

const leaseProblems = (flow: Flow, graph: Graph): Problem[] => {
  const waits = flow.Actions.some(
    (action) =>
      isLoop(action) &&
      !graph.circlesWithout(action.Identifier, isLambda) &&
      [...graph.reach(graph.after(action.Identifier)[1] ?? '')].includes(action.Identifier) &&
      [...graph.reach(action.Identifier)].some((id) => touchesSecret(graph.byId.get(id) as Action)),
  );
  return [
    ...(waits
      ? []
      : [problem('lease', 'flow', 'There is no Loop in which the flow waits and a Lambda renews the lease.')]),
    ...flow.Actions.filter(
      (action) =>
        (isLex(action) || action.Type === 'MessageParticipant') && graph.circlesWithout(action.Identifier, isLambda),
    ).map(({ Identifier }) => problem('lease', Identifier, 'It comes round without a Lambda that renews the lease.')),
    ...flow.Actions.filter(
      (action) => (isLex(action) || isStore(action)) && graph.isReachedWithout(action.Identifier, isLambda),
    ).map(({ Identifier }) => problem('lease', Identifier, 'A caller is heard before the call has been announced.')),
  ];
};

const endProblems = (flow: Flow, graph: Graph): Problem[] => {
  const isEnd = ({ Type }: Action) =>
    Type === 'DisconnectParticipant' || Type === 'TransferToFlow' || Type === 'TransferContactToQueue';
  const hasQueue = ({ Type }: Action) => Type === 'UpdateContactTargetQueue';
  return flow.Actions.flatMap((action) => [
    ...([...graph.reach(action.Identifier)].some((id) => isEnd(graph.byId.get(id) as Action))
      ? []
      : [problem('end', action.Identifier, 'From here no path ends the call.')]),
    ...(action.Type === 'TransferContactToQueue' && graph.isReachedWithout(action.Identifier, hasQueue)
      ? [problem('queue', action.Identifier, 'A path leads here with no queue set.')]
      : []),
  ]);
};

const arnProblems = (flow: Flow): Problem[] => {
  const all = flow.Actions.flatMap((action) =>
    strings(action.Parameters).map(([, value]) => [action.Identifier, value] as const),
  );
  // An export holds real names; a flow that is still to be filled in must hold none.
  if (!all.some(([, value]) => /\$\{\w+\}/.test(value))) return [];
  return all
    .filter(([, value]) => /\barn:aws/.test(value) || /\b\d{12}\b/.test(value))
    .map(([at]) => problem('arn', at, 'A name of one account is written into the flow.'));
};

/** What guards are missing in a flow; empty for one that keeps its caller's secrets and its call's lease. */
export const flowGuardProblems = (flow: Flow): Problem[] => {
  const graph = graphOf(flow);
  return [
    ...switchProblems(flow, graph),
    ...flow.Actions.flatMap((action) => [...attributeProblems(action), ...listeningProblems(action)]),
    ...storeProblems(flow),
    ...leaseProblems(flow, graph),
    ...endProblems(flow, graph),
    ...arnProblems(flow),
  ];
};
