// Runs one flow for one contact, action by action, as Connect does. Yields whenever the caller's turn has come.
import type { Action, Flow } from '../../deploy/aws/flow/language.ts';
import { voiceActions } from '../../deploy/aws/lint/actions.ts';
import { entryOf } from './keys.ts';
import type { Input, LexSession } from './lex.ts';
import type { Records } from './records.ts';

/** Something was said to the caller, and by whom. */
export type Spoken = {
  readonly by: 'connect' | 'lex';
  readonly words: string;
  /** The caller spoke or keyed into it, so that the rest was not said. */
  readonly cut?: true;
};

/** The caller's turn: what was said since the last, how long a silence is, whether only keys are taken. */
export type CallersTurn = {
  readonly said: readonly Spoken[];
  readonly at: string;
  readonly silenceMs: number;
  readonly keysOnly: boolean;
};

export type Ended = {
  readonly said: readonly Spoken[];
  readonly how: 'disconnected' | 'transferred';
  readonly queue: string | null;
};

export type FlowPorts = {
  readonly flow: Flow;
  readonly contactId: string;
  readonly instanceArn: string;
  readonly from: string | null;
  readonly to: string;
  readonly lex: LexSession;
  readonly records: Records;
  /** Invokes a Lambda by its ARN; throws for a throttle, a failure or a timeout. */
  readonly lambda: (arn: string, event: unknown) => Promise<unknown>;
  /** Lets the time pass that speech takes. Milliseconds. */
  readonly pass: (ms: number) => void;
  /** Lets the time pass that a caller says and keys nothing. Milliseconds. */
  readonly wait: (ms: number) => void;
  readonly localeOf: (languageCode: string) => string;
  readonly encrypt: (digits: string, keyId: string, certificate: string) => Promise<string>;
  /** What Connect does when Lex heard nothing: its own error branch, or the bot's fallback intent. Not documented for voice. */
  readonly silence: 'error' | 'fallback';
  readonly queueIsFull: boolean;
  /** A caller who breaks into every prompt that lets him, after so many milliseconds; null for one who hears all of it. */
  readonly bargesInAfterMs: number | null;
  /** Learns which flow is to run for an event of the contact, such as `CustomerRemaining`. */
  readonly hooked?: (hook: string, flow: string) => void;
};

/** A flow that does what Connect does not allow. */
export class IllegalFlow extends Error {}

const mostActions = 20_000;
const lambdaTries = 4;
const msPerCharacter = 65;
const mostAnswer = 32_000;

/** Runs the flow to its end. The generator's values are the caller's turns; what is sent in is what the caller does. */
export async function* runFlow(ports: FlowPorts): AsyncGenerator<CallersTurn, Ended, Input> {
  const { flow, lex, records } = ports;
  const byId = new Map(flow.Actions.map((action) => [action.Identifier, action]));
  const loops = new Map<string, number>();
  let external: Record<string, string> = {};
  let stored = '';
  let lexResult: { intent: string; state: string } | null = null;
  let language = 'en-US';
  let queue: string | null = null;
  let logs = true;
  let isRecorded = false;
  let said: Spoken[] = [];

  const value = (path: string): string => {
    const [, root = '', ...rest] = path.split('.');
    const key = rest.join('.');
    if (root === 'External') return external[key] ?? '';
    if (root === 'ContactId') return ports.contactId;
    if (root === 'StoredCustomerInput') return stored;
    if (root === 'CustomerEndpoint') return ports.from ?? '';
    if (root === 'SystemEndpoint') return ports.to;
    if (root === 'Attributes') return records.contactAttributes[key] ?? '';
    if (path === '$.Lex.IntentName') return lexResult?.intent ?? '';
    if (path === '$.Lex.DialogState') return lexResult?.state ?? '';
    if (path.startsWith('$.Lex.SessionAttributes.'))
      return lex.attributes()[key.slice('SessionAttributes.'.length)] ?? '';
    return '';
  };
  const filled = (text: string): string => text.replace(/\$\.[A-Za-z][\w.-]*[\w]/g, (path) => value(path));
  const map = (given: unknown): Record<string, string> =>
    Object.fromEntries(
      Object.entries((given ?? {}) as Record<string, string>).map(([name, text]) => [name, filled(text)]),
    );

  const log = (action: Action, seen: unknown) => {
    if (logs) records.flowLogs.push({ action: action.Identifier, type: action.Type, seen });
  };
  const speak = (by: Spoken['by'], words: string, mayBargeIn = false) => {
    const heard = words
      .replace(/<break[^>]*>/g, ' ')
      .replace(/<[^>]+>/g, ' ')
      .trim();
    const whole = words.includes('<break') ? 300 : heard.length * msPerCharacter;
    const most = mayBargeIn ? (ports.bargesInAfterMs ?? whole) : whole;
    ports.pass(Math.min(most, whole));
    if (heard === '') return;
    said.push(
      most < whole ? { by, words: heard.slice(0, Math.floor(most / msPerCharacter)), cut: true } : { by, words: heard },
    );
    if (isRecorded) records.recordings.push(heard);
  };
  const words = ({ Parameters: given }: Action): string => filled(String(given.Text ?? given.SSML ?? ''));
  const goOn = (action: Action): string => {
    const next = action.Transitions.NextAction;
    if (next === undefined) throw new IllegalFlow(`${action.Identifier} has no way on`);
    return next;
  };
  const fails = (action: Action, error: string): string => {
    const to = (action.Transitions.Errors ?? []).find(({ ErrorType }) => ErrorType === error);
    if (to === undefined) throw new IllegalFlow(`${action.Identifier} does not wire ${error}`);
    return to.NextAction;
  };
  const when = (action: Action, operand: string): string | null =>
    (action.Transitions.Conditions ?? []).find(({ Condition }) => Condition.Operands.includes(operand))?.NextAction ??
    null;
  const turn = (action: Action, silenceMs: number, keysOnly: boolean): CallersTurn => {
    const mine = said;
    said = [];
    return { said: mine, at: action.Identifier, silenceMs, keysOnly };
  };

  const invoke = async (action: Action): Promise<string> => {
    const { LambdaFunctionARN: arn, LambdaInvocationAttributes: attributes } = action.Parameters;
    const event = {
      Name: 'ContactFlowEvent',
      Details: {
        Parameters: map(attributes),
        ContactData: {
          ContactId: ports.contactId,
          InitialContactId: ports.contactId,
          PreviousContactId: ports.contactId,
          Channel: 'VOICE',
          InitiationMethod: 'INBOUND',
          InstanceARN: ports.instanceArn,
          LanguageCode: language,
          CustomerEndpoint: ports.from === null ? null : { Address: ports.from, Type: 'TELEPHONE_NUMBER' },
          SystemEndpoint: { Address: ports.to, Type: 'TELEPHONE_NUMBER' },
          Attributes: { ...records.contactAttributes },
          Queue: null,
          CustomerId: null,
          Description: null,
          References: {},
          MediaStreams: { Customer: { Audio: null } },
        },
      },
    };
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await ports.lambda(filled(String(arn)), structuredClone(event));
        const flat = Object.entries((answer ?? {}) as Record<string, unknown>);
        if (flat.some(([, one]) => typeof one !== 'string') || JSON.stringify(answer).length > mostAnswer)
          return fails(action, 'NoMatchingError');
        external = Object.fromEntries(flat) as Record<string, string>;
        log(action, { parameters: event.Details.Parameters, external });
        return goOn(action);
      } catch {
        log(action, { parameters: event.Details.Parameters, error: true });
        if (tries >= lambdaTries) return fails(action, 'NoMatchingError');
      }
    }
  };

  let id = flow.StartAction;
  for (let done = 0; ; done += 1) {
    if (done > mostActions) throw new IllegalFlow('the flow does not come to an end');
    const action = byId.get(id);
    if (action === undefined) throw new IllegalFlow(`there is no action ${id}`);
    if (voiceActions[action.Type] === undefined) throw new IllegalFlow(`${action.Type} is not for inbound voice`);
    const { Parameters: given } = action;
    switch (action.Type) {
      case 'UpdateFlowLoggingBehavior':
        logs = given.FlowLoggingBehavior === 'Enabled';
        id = goOn(action);
        break;
      case 'UpdateContactRecordingBehavior':
      case 'UpdateContactRecordingAndAnalyticsBehavior':
        isRecorded = JSON.stringify(given).includes('"IVRRecordingBehavior":"Enabled"');
        log(action, given);
        id = goOn(action);
        break;
      case 'UpdateContactTextToSpeechVoice':
      case 'UpdateFlowAttributes':
      case 'TagContact':
        log(action, given);
        id = goOn(action);
        break;
      case 'UpdateContactEventHooks':
        for (const [hook, of] of Object.entries(map(given.EventHooks))) ports.hooked?.(hook, of);
        log(action, given);
        id = goOn(action);
        break;
      case 'UpdateContactData':
        language = filled(String(given.LanguageCode ?? language));
        log(action, given);
        id = goOn(action);
        break;
      case 'UpdateContactAttributes':
        Object.assign(records.contactAttributes, map(given.Attributes));
        log(action, map(given.Attributes));
        id = goOn(action);
        break;
      case 'MessageParticipant':
        log(action, words(action));
        speak('connect', words(action));
        id = goOn(action);
        break;
      case 'Compare': {
        const result = filled(String(given.ComparisonValue));
        log(action, result);
        id = when(action, result) ?? fails(action, 'NoMatchingCondition');
        break;
      }
      case 'Loop': {
        const passed = loops.get(id) ?? 0;
        const goesOn = passed < Number(given.LoopCount);
        loops.set(id, goesOn ? passed + 1 : 0);
        const to = when(action, goesOn ? 'ContinueLooping' : 'DoneLooping');
        if (to === null) throw new IllegalFlow(`${id} does not wire both ways of a loop`);
        id = to;
        break;
      }
      case 'InvokeLambdaFunction':
        id = await invoke(action);
        break;
      case 'GetParticipantInput': {
        log(action, words(action));
        speak('connect', words(action), true);
        const silenceMs = Number(given.InputTimeLimitSeconds) * 1000;
        const input: Input = yield turn(action, silenceMs, true);
        const most = Number(
          (given.InputValidation as { CustomValidation?: { MaximumLength?: string } })?.CustomValidation
            ?.MaximumLength ?? 20,
        );
        const keys =
          'digits' in input ? entryOf(input.digits, { most, end: '#', deletion: '*', endTimeoutMs: 4000 }) : null;
        ports.wait(keys?.waitedMs ?? silenceMs);
        const encryption = given.InputEncryption as { EncryptionKeyId: string; Key: string } | undefined;
        const digits = keys?.digits ?? '';
        stored =
          digits === ''
            ? 'Timeout'
            : encryption === undefined
              ? digits
              : await ports.encrypt(digits, encryption.EncryptionKeyId, encryption.Key);
        log(action, { stored });
        if (isRecorded) records.recordings.push(digits);
        id = goOn(action);
        break;
      }
      case 'ConnectParticipantWithLexBot': {
        log(action, { words: words(action), attributes: map(given.LexSessionAttributes) });
        lex.begin(map(given.LexSessionAttributes));
        speak('connect', words(action), lex.mayInterrupt());
        lexResult = null;
        let to: string | null = null;
        while (to === null) {
          const input: Input = yield turn(action, lex.startTimeoutMs(), lex.keysOnly());
          if ('silence' in input && ports.silence === 'error') {
            ports.wait(lex.startTimeoutMs());
            to = fails(action, 'InputTimeLimitExceeded');
            break;
          }
          try {
            const result = await lex.input(ports.localeOf(language), input);
            ports.wait(result.waitedMs);
            log(action, { input, result });
            for (const sentence of result.say) speak('lex', sentence, result.over === null && lex.mayInterrupt());
            if (result.over === null) continue;
            lexResult = { intent: result.over.intent, state: result.over.state };
            to = when(action, result.over.intent) ?? fails(action, 'NoMatchingCondition');
          } catch (error) {
            if (error instanceof IllegalFlow || error instanceof TypeError) throw error;
            to = fails(action, 'NoMatchingError');
          }
        }
        id = to;
        break;
      }
      case 'UpdateContactTargetQueue':
        queue = filled(String(given.QueueId));
        log(action, given);
        id = goOn(action);
        break;
      case 'TransferContactToQueue':
        if (!ports.queueIsFull) return { said, how: 'transferred', queue };
        id = fails(action, 'QueueAtCapacity');
        break;
      case 'DisconnectParticipant':
        return { said, how: 'disconnected', queue: null };
      default:
        throw new IllegalFlow(`the twin does not run ${action.Type}`);
    }
  }
}
