// Why this exists: the Connect flow is made from the same declarations as the conversation. It holds no rule of its own: its
// Lambda says what to do (`do`) and what to say (`say`); the flow sets the switches that only a flow can set, speaks, listens
// and comes back. Names of other resources are Fn::Sub placeholders, so that one flow serves every account and stage.
import type { Lang } from '#call';
import { speak } from '#conversation';
import { intentNames } from '#phone/connect';
import type { AnyTransaction } from '#transaction';
import { voiceIn } from '../bot/words.ts';
import * as block from './blocks.ts';
import type { Action, Flow } from './language.ts';

export type FlowOptions = {
  readonly transactions: readonly AnyTransaction[];
  /** The first is the one a call begins in. */
  readonly langs: readonly Lang[];
  /** Where a caller who wants a person goes. Without one the flow says that it cannot, and ends. */
  readonly queue: boolean;
  /** `encrypted`: the PIN is keyed into an encrypted Store customer input, and Lex never meets it. */
  readonly pinBy: 'lex' | 'encrypted';
  /** Exact digits of a PIN; 0 when they differ. */
  readonly pinLength: number;
};

/** A place as Fn::Sub reads it. */
const place = (name: string): string => `$\{${name}}`;

/** What Fn::Sub puts in, by the name the template must give it. */
export const placeholders = {
  lexAlias: place('LexBotAliasArn'),
  flowFunction: place('FlowFunctionArn'),
  keypadFunction: place('KeypadFunctionArn'),
  queue: place('QueueArn'),
  keyId: place('KeypadKeyId'),
  /** PEM, its line ends written as `\n`, because it stands inside a JSON string. */
  certificate: place('KeypadCertificate'),
} as const;

/** The wait loop comes round at most this often: 100 is the most one Loop counts, and each round is about 7 seconds. */
const waitRounds = 100;
const waitHours = 5;
const retries = 5;

const listening: Readonly<Record<string, string>> = {
  ContactId: '$.ContactId',
  'x-amz-lex:allow-interrupt:*:*': 'true',
  'x-amz-lex:audio:start-timeout-ms:*:*': '$.External.listen_ms',
  'x-amz-lex:audio:max-length-ms:*:*': '12000',
  'x-amz-lex:dtmf:max-length:*:*': '$.External.max_digits',
  'x-amz-lex:dtmf:end-timeout-ms:*:*': '3000',
  'x-amz-lex:dtmf:end-character:*:*': '#',
  'x-amz-lex:dtmf:deletion-character:*:*': '*',
};

const voiceBlocks = (lang: Lang, next: string): Action[] => [
  block.simple(
    `voice-${lang}`,
    'UpdateContactTextToSpeechVoice',
    { TextToSpeechVoice: voiceIn(lang).voice, TextToSpeechEngine: voiceIn(lang).engine },
    `language-${lang}`,
    `language-${lang}`,
  ),
  block.simple(`language-${lang}`, 'UpdateContactData', { LanguageCode: voiceIn(lang).code }, next, next),
];

/** Places for the console's drawing; the flow runs the same without. */
const drawn = (actions: readonly Action[]): Record<string, unknown> => ({
  entryPointPosition: { x: 20, y: 20 },
  ActionMetadata: Object.fromEntries(
    actions.map(({ Identifier }, index) => [
      Identifier,
      { position: { x: 180 + (index % 6) * 260, y: 20 + Math.floor(index / 6) * 220 } },
    ]),
  ),
});

/** The inbound flow of this installation. */
export const connectFlow = (options: FlowOptions): Flow => {
  const first = options.langs[0] ?? 'en';
  const { flowFunction, keypadFunction, lexAlias } = placeholders;
  const intents = [...Object.values(intentNames), ...options.transactions.map(({ type }) => type)];
  const apology = options.langs
    .map((lang) => speak(lang, [{ id: 'unavailable' }], { brand: '', host: '' }).join(' '))
    .join(' ');
  const hear = (id: string, words: { Text: string } | { SSML: string }) =>
    block.listen(id, words, lexAlias, listening, intents, 'heard');
  const encrypted = options.pinBy === 'encrypted';

  const actions: Action[] = [
    // Nothing is asked before both are off; nothing switches them on again.
    block.loggingOff('logging-off', 'recording-off'),
    block.recordingOff('recording-off', 'start-voice', 'apologise'),
    block.simple(
      'start-voice',
      'UpdateContactTextToSpeechVoice',
      { TextToSpeechVoice: voiceIn(first).voice, TextToSpeechEngine: voiceIn(first).engine },
      'start-language',
      'start-language',
    ),
    block.simple('start-language', 'UpdateContactData', { LanguageCode: voiceIn(first).code }, 'ring', 'ring'),
    block.invoke('ring', flowFunction, { op: 'start', language: first }, 'route', 'ring-again'),
    block.loop('ring-again', 1, 'ring', 'apologise'),

    block.branch(
      'route',
      '$.External.do',
      [
        ['speak', 'speak'],
        ['greet', 'greet'],
        ['listen', 'listen'],
        ['wait', 'wait-loop'],
        ...(encrypted ? ([['keypad', 'keypad']] as const) : []),
        ...options.langs.map((lang) => [`voice_${lang}`, `voice-${lang}`] as const),
        ['transfer', options.queue ? 'queue' : 'no-queue'],
        ['end', 'hang-up'],
      ],
      'apologise',
    ),

    // Said by the flow, a part at a time; after each part the Lambda renews the lease and gives the next.
    block.say('speak', { Text: '$.External.say' }, 'spoken'),
    block.invoke('spoken', flowFunction, { op: 'spoken', next: '$.External.next' }, 'route', 'breath'),

    // The caller's turn.
    hear('greet', { Text: '$.External.say' }),
    hear('listen', { SSML: block.pause }),
    block.invoke('heard', flowFunction, { op: 'wait', next: '$.External.next' }, 'route', 'breath'),

    // The caller is busy on the page: listens a while, beats, says what happened there, and comes round again.
    block.loop('wait-loop', waitRounds, 'listen-waiting', 'wait-hours'),
    hear('listen-waiting', { SSML: block.pause }),
    block.loop('wait-hours', waitHours, 'wait-loop', 'apologise'),

    // A Lambda that fails once must not cost the call.
    block.say('breath', { SSML: '<speak><break time="1s"/></speak>' }, 'try-again'),
    block.loop('try-again', retries, 'spoken', 'apologise'),

    ...(encrypted
      ? [
          block.encryptedKeys(
            'keypad',
            { Text: '$.External.say' },
            options.pinLength > 0 ? options.pinLength : 12,
            { id: placeholders.keyId, certificate: placeholders.certificate },
            'verify',
            'breath',
          ),
          block.invoke(
            'verify',
            keypadFunction,
            { op: 'verify', next: '$.External.next', input: '$.StoredCustomerInput' },
            'route',
            'breath',
          ),
        ]
      : []),

    ...options.langs.flatMap((lang) => voiceBlocks(lang, 'spoken')),

    ...(options.queue
      ? [
          block.simple('queue', 'UpdateContactTargetQueue', { QueueId: placeholders.queue }, 'transfer', 'apologise'),
          block.transfer('transfer', 'apologise'),
        ]
      : [block.say('no-queue', { Text: apology }, 'hang-up')]),

    block.say('apologise', { Text: apology }, 'hang-up'),
    block.disconnect('hang-up'),
  ];
  return { Version: '2019-10-30', StartAction: 'logging-off', Metadata: drawn(actions), Actions: actions };
};

/** Puts values in the places of a flow, as Fn::Sub does. @throws TypeError for a place without a value. */
export const substituted = (flow: Flow, values: Readonly<Record<string, string>>): Flow =>
  JSON.parse(
    JSON.stringify(flow).replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new TypeError(`nothing is given for ${name}`);
      return value;
    }),
  ) as Flow;
