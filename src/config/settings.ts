import type { E164 } from '#core';
import { issuerProblem, neighbourProblem } from './address.ts';
import { brandProblem, colourProblem } from './appearance.ts';
import { parseClients } from './clients.ts';
import { consoleSettings } from './console-settings.ts';
import { identitySettings } from './identity-settings.ts';
import { addressRange, json, list, number, oneOf, onOff, optionalText, secret, someOf, text, whole } from './kinds.ts';

const anything = () => null;
const like = (shape: RegExp, problem: string) => (given: string) => (shape.test(given) ? null : problem);

const voiceName = like(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be the name of a voice, such as Polly.Joanna-Neural');
const originProblem = (given: string): string | null =>
  neighbourProblem(given) ??
  (new URL(given).origin === given ? null : 'must be an origin, with no path and no final slash');

/**
 * Every setting there is, once: its field in `Config`, its name in the environment, what it takes, its default, one
 * sentence. The parser, `docs/configuration.md` and the environment of the deployed template are made from this table, and
 * whoever reviews the security posture reads it here.
 */
export const settings = {
  port: whole('PORT', 0, 65_535, { fallback: 8420, says: 'TCP port to listen on; 0 takes any free one.' }),
  host: text(
    'VOICEGRANT_HOST',
    'an address or name',
    like(/^[\w.:-]+$/, 'must be an address to listen on, such as 127.0.0.1'),
    {
      fallback: '127.0.0.1',
      says: 'Address to listen on; `0.0.0.0` or `::` listens on all.',
    },
  ),
  issuer: text('VOICEGRANT_ISSUER', 'an origin', issuerProblem, {
    fallback: ({ port }) => `http://localhost:${port}`,
    fallbackWords: 'http://localhost:<PORT>',
    says: 'Public origin of this server: issuer, links and tokens carry it; `https:` with a host that is not local means production.',
  }),
  trustedProxies: list('VOICEGRANT_TRUSTED_PROXY', 'addresses or ranges', addressRange, {
    fallback: [],
    says: 'Proxies whose `X-Forwarded-For` is believed; from anyone else it is ignored.',
  }),
  log: onOff('VOICEGRANT_LOG', { fallback: true, says: 'One JSON object a line to standard error.' }),

  profile: oneOf('VOICEGRANT_PROFILE', ['default', 'strict', 'legacy-pin'], {
    fallback: 'default',
    says: '`strict` demands the body digest in every proof, shorter codes and no grace; `legacy-pin` admits PINs of 6 or 7 digits.',
  }),
  store: oneOf('VOICEGRANT_STORE', ['sqlite', 'memory', 'postgres', 'dynamodb'], {
    fallback: 'sqlite',
    says: 'Engine that keeps everything durable; `memory` forgets.',
  }),
  data: text('VOICEGRANT_DATA', 'a folder', anything, {
    fallback: './data',
    says: 'Folder of the SQLite file and the generated keyring.',
  }),
  postgresUrl: secret(
    'VOICEGRANT_POSTGRES_URL',
    'a connection address',
    'Where PostgreSQL is, with its user and password.',
  ),
  dynamodbTable: optionalText(
    'VOICEGRANT_DYNAMODB_TABLE',
    'a table name',
    like(/^[\w.-]{3,255}$/, 'must be a table name of 3 to 255 letters, digits and . _ -'),
    { fallback: null, says: 'The DynamoDB table.' },
  ),
  keyring: secret(
    'VOICEGRANT_KEYRING',
    'a JSON document',
    'Keys, secrets and peppers as one document; goes before the file.',
  ),
  keyringFile: text('VOICEGRANT_KEYRING_FILE', 'a file', anything, {
    fallback: ({ data }) => `${data}/keyring.json`,
    fallbackWords: '<VOICEGRANT_DATA>/keyring.json',
    says: 'The keyring as a file, readable by its owner alone; generated in development.',
  }),

  brand: text('VOICEGRANT_BRAND', 'up to 24 letters', brandProblem, {
    fallback: 'Acme',
    requiredInProduction: true,
    says: 'Name callers know you by: on the call, in the text, on the page.',
  }),
  brandColour: text('VOICEGRANT_BRAND_COLOUR', 'a colour such as `#1d4ed8`', colourProblem, {
    fallback: '#1d4ed8',
    says: 'Colour of the page; white words must be readable on it.',
  }),
  brandLogo: optionalText('VOICEGRANT_BRAND_LOGO', 'one `<svg>` element', anything, {
    fallback: null,
    says: 'Logo at the top of the page: shapes only, small enough that the page stays within 10 KB.',
  }),
  calledNumber: number('VOICEGRANT_CALLED_NUMBER', {
    fallback: ({ production }) => (production ? null : ('+15555550100' as E164)),
    fallbackWords: '+15555550100 in development',
    requiredInProduction: true,
    says: 'Number callers ring; the page shows it when they should ring again.',
  }),
  languages: list('VOICEGRANT_LANGUAGES', 'codes of languages', like(/^[a-z]{2,3}$/, 'must be codes such as en,es'), {
    fallback: ['en', 'es'],
    says: 'Languages spoken, the first one unless the call says otherwise: `en`, `es` and those the project brings.',
  }),

  ...identitySettings,
  ...consoleSettings,
  pinLength: whole('VOICEGRANT_PIN_LENGTH', 6, 12, {
    fallback: 8,
    says: 'Digits of a PIN; fewer than 8 only in the `legacy-pin` profile.',
  }),
  spokenPin: onOff('VOICEGRANT_SPOKEN_PIN', {
    fallback: false,
    says: 'Takes a PIN that is spoken as well as one that is keyed.',
  }),
  verdictFloorMs: whole('VOICEGRANT_VERDICT_FLOOR_MS', 0, 10_000, {
    fallback: ({ production }) => (production ? 1500 : 0),
    fallbackWords: '1500 in production, 0 in development',
    says: 'Milliseconds every PIN verdict takes at least, so that its time tells nothing.',
  }),
  hashConcurrency: whole('VOICEGRANT_HASH_CONCURRENCY', 0, 64, {
    fallback: 0,
    says: 'PIN checks at a time; 0 is as many as there are cores.',
  }),

  delivery: oneOf('VOICEGRANT_DELIVERY', ['link', 'voice'], {
    fallback: 'link',
    says: '`link` texts the link and speaks the digits; `voice` speaks a page code and texts the digits.',
  }),
  otherNumber: oneOf('VOICEGRANT_OTHER_NUMBER', ['read_back', 'agent', 'take'], {
    fallback: 'read_back',
    says: 'What a call from another number than the one on file leads to: `read_back` asks for a yes on the call, `agent` sends no text and hands over to a person, `take` asks nothing more.',
  }),
  codeSeconds: whole('VOICEGRANT_CODE_SECONDS', 30, 600, {
    fallback: ({ strict }) => (strict ? 60 : 300),
    fallbackWords: '300, 60 in strict',
    says: 'Lifetime of a code (seconds); it dies with the call in any case.',
  }),
  txCodeAttempts: whole('VOICEGRANT_TX_CODE_ATTEMPTS', 1, 10, {
    fallback: 5,
    says: 'Wrong digits that spend a grant.',
  }),
  callAttempts: whole('VOICEGRANT_CALL_ATTEMPTS', 1, 20, {
    fallback: 10,
    says: 'Wrong digits a call may have over all its grants.',
  }),
  tokenSeconds: whole('VOICEGRANT_TOKEN_SECONDS', 60, 300, {
    fallback: 300,
    says: 'Lifetime of an access token (seconds).',
  }),
  leaseSeconds: whole('VOICEGRANT_LEASE_SECONDS', 10, 60, {
    fallback: 25,
    says: 'How long a call counts as live after its last sign of life (seconds); the wait loop comes by every 8.',
  }),
  graceSeconds: whole('VOICEGRANT_GRACE_SECONDS', 0, 60, {
    fallback: 0,
    says: 'How long a grant outlives a line that dropped (seconds); a hang-up always kills it.',
  }),
  anonymousClients: onOff('VOICEGRANT_ANONYMOUS_CLIENTS', {
    fallback: true,
    says: 'Redeems without a `client_id`, as the page and plain wallets do.',
  }),
  clients: json('VOICEGRANT_CLIENTS', 'a JSON list of `{"client_id", "jwks"}`', parseClients, {
    fallback: [],
    says: 'Clients that may introspect, by `private_key_jwt`, with their public keys.',
  }),

  message: oneOf('VOICEGRANT_MESSAGE', ['outbox', 'twilio', 'sns'], {
    fallback: 'outbox',
    says: 'Who sends the texts; `outbox` only shows them.',
  }),
  twilioAccountSid: optionalText(
    'VOICEGRANT_TWILIO_ACCOUNT_SID',
    '`AC…`',
    like(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits'),
    {
      fallback: null,
      says: 'The Twilio account.',
    },
  ),
  twilioAuthToken: secret(
    'VOICEGRANT_TWILIO_AUTH_TOKEN',
    'a token',
    'Verifies the signature of Twilio’s webhooks; never used to send.',
  ),
  twilioAuthTokenSecondary: secret(
    'VOICEGRANT_TWILIO_AUTH_TOKEN_SECONDARY',
    'a token',
    'The other auth token while one is being rotated; its signatures count too.',
  ),
  twilioApiKeySid: optionalText(
    'VOICEGRANT_TWILIO_API_KEY_SID',
    '`SK…`',
    like(/^SK[0-9a-f]{32}$/, 'must be SK and 32 hexadecimal digits'),
    { fallback: null, says: 'The API key requests to Twilio are made with.' },
  ),
  twilioApiKeySecret: secret('VOICEGRANT_TWILIO_API_KEY_SECRET', 'a secret', 'The secret of that API key.'),
  twilioMessagingService: optionalText(
    'VOICEGRANT_TWILIO_MESSAGING_SERVICE',
    '`MG…`',
    like(/^MG[0-9a-f]{32}$/, 'must be MG and 32 hexadecimal digits'),
    { fallback: null, says: 'The Twilio messaging service texts are sent from.' },
  ),
  twilioContent: oneOf('VOICEGRANT_TWILIO_CONTENT', ['discard', 'keep'], {
    fallback: 'discard',
    says: 'Whether Twilio forgets the body of a text once it is sent; `keep` for an account that may not discard.',
  }),
  twilioLookup: someOf('VOICEGRANT_TWILIO_LOOKUP', ['line_type', 'sim_swap', 'call_forwarding'], {
    fallback: [],
    says: 'What is asked about a number before a text; a landline, a fresh SIM or a forwarded line stops it.',
  }),
  twilioVoice: onOff('VOICEGRANT_TWILIO_VOICE', {
    fallback: false,
    says: 'Takes calls from Twilio at `/phone/twilio/calls`.',
  }),
  twilioVoiceEn: text('VOICEGRANT_TWILIO_VOICE_EN', 'a voice name', voiceName, {
    fallback: 'Polly.Joanna-Neural',
    says: 'The voice that speaks English on calls from Twilio.',
  }),
  twilioVoiceEs: text('VOICEGRANT_TWILIO_VOICE_ES', 'a voice name', voiceName, {
    fallback: 'Polly.Lupe-Neural',
    says: 'The voice that speaks Spanish on calls from Twilio.',
  }),
  twilioApi: text('VOICEGRANT_TWILIO_API', 'an origin', originProblem, {
    fallback: 'https://api.twilio.com',
    says: 'Where Twilio’s API is; a region has its own.',
  }),
  twilioLookups: text('VOICEGRANT_TWILIO_LOOKUPS', 'an origin', originProblem, {
    fallback: 'https://lookups.twilio.com',
    says: 'Where Twilio’s Lookup is.',
  }),
  agentNumber: number('VOICEGRANT_AGENT_NUMBER', {
    fallback: null,
    says: 'Where a caller who wants a person is put through to on calls from Twilio; without it such a call ends.',
  }),
  textsPerHour: whole('VOICEGRANT_TEXTS_PER_HOUR', 1, 10, {
    fallback: 3,
    says: 'Texts an account may cause in an hour.',
  }),
  textsPerDay: whole('VOICEGRANT_TEXTS_PER_DAY', 1, 20, { fallback: 6, says: 'Texts an account may cause in a day.' }),
  textsPerNumberDay: whole('VOICEGRANT_TEXTS_PER_NUMBER_DAY', 1, 20, {
    fallback: 5,
    says: 'Texts a number may receive in a day.',
  }),
  textCountries: list(
    'VOICEGRANT_TEXT_COUNTRIES',
    'prefixes such as `+1,+34`',
    like(/^\+[1-9]\d{0,6}$/, 'must be a list of dialling prefixes, such as +1,+34'),
    {
      fallback: ['+1'],
      requiredInProduction: true,
      says: 'Dialling prefixes texts may go to; nothing else is ever sent to.',
    },
  ),
  textsPerMinute: whole('VOICEGRANT_TEXTS_PER_MINUTE', 1, 10_000, {
    fallback: 60,
    says: 'Texts everybody together may cause in a minute before sending stops for that minute: the spend breaker.',
  }),

  account: oneOf('VOICEGRANT_ACCOUNT', ['demo', 'http'], {
    fallback: 'demo',
    says: 'System of record; `demo` keeps a made-up one.',
  }),
  accountUrl: optionalText('VOICEGRANT_ACCOUNT_URL', 'an address', neighbourProblem, {
    fallback: null,
    says: 'Where the system of record takes orders.',
  }),
  accountToken: secret('VOICEGRANT_ACCOUNT_TOKEN', 'a token', 'Bearer token shown to the system of record.'),

  handset: onOff('VOICEGRANT_HANDSET', {
    fallback: ({ production }) => !production,
    fallbackWords: 'on in development, off in production',
    says: 'The browser handset and its demo caller; refused in production.',
  }),
};
