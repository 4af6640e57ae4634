/** One Lambda function: where it begins, how large its bundle may be (bytes), and what must not be in it. */
export type Bundled = {
  readonly name: string;
  readonly entry: string;
  readonly most: number;
  readonly forbidden: readonly string[];
  /** Modules this function never runs, each with what is left of it. */
  readonly absent: Readonly<Record<string, string>>;
};

/** Words that only the given things put into a bundle. */
const never = {
  sqlite: 'node:sqlite',
  argon2: '@node-rs/argon2',
  handset: '/phone/handset',
  demo: 'acct_demo',
  twilioSdk: 'RequestClient',
  twilioVoice: '/phone/twilio/listen',
  twiml: 'XMLBuilder',
  awsSdk: 'smithy',
} as const;
const pages = 'indexedDB';
const keypad = 'oaepHash';
const contacts = 'initiationMethod:';
const pinCheck = 'InitiateAuth';
const conversation = 'That is correct';
const operators = '/console/calls';
const always = Object.values(never);

/** Development's own routes, which a production process has not; Twilio's calls, where Connect has the line; the pages, which CloudFront has. */
const elsewhere = {
  'src/app/handset.ts': 'export const handsetRoutes = () => [];',
  'src/http/handset-endpoints.ts': 'export const createHandsetEndpoints = null;',
  'src/app/twilio-calls.ts': 'export const twilioCallRoutes = () => [];',
  'src/phone/twilio/twiml.ts': 'export const comeBack = null, farewell = null, twimlOf = null;',
  'src/page/pages.ts': 'export const createPages = () => ({ page: () => null, home: () => null });',
};
/** The console, in every function but its own. */
const noConsole = {
  'src/app/console.ts': 'export const consoleRoutes = () => [];',
  'src/http/console-endpoints.ts': 'export const createConsoleEndpoints = null;',
  'src/http/console-login.ts': 'export const createConsoleLogin = null;',
  'src/host/node/operators.ts': 'export const openOperators = async () => ({});',
};
/** The line, in functions that no caller ever talks to. */
const noLine = {
  'src/app/run-turn.ts': 'export class UnknownCall extends Error {} export const createLine = () => null;',
  'src/app/carry-out.ts': 'export const createCarryOut = () => null;',
  'src/conversation/languages.ts':
    'export const learn = () => {}, vocabularyOf = null, localeOf = null, offerIn = null, languageNamed = null, sentences = [];',
  'src/identity/cognito/index.ts': 'export const createCognitoVerifier = null;',
};

/**
 * The functions of the deployed system. Each budget is the real size and less than a tenth more, so that whatever a function
 * begins to drag in shows here first.
 */
export const functions: readonly Bundled[] = [
  {
    name: 'web',
    entry: 'src/host/lambda/web.ts',
    most: 345_000,
    forbidden: [...always, operators, pages, keypad, contacts, pinCheck, conversation],
    absent: { ...elsewhere, ...noConsole, ...noLine },
  },
  {
    name: 'console',
    entry: 'src/host/lambda/console.ts',
    most: 418_000,
    forbidden: [...always, pages, keypad, contacts, pinCheck, conversation],
    absent: { ...elsewhere, ...noLine },
  },
  {
    name: 'voice',
    entry: 'src/host/lambda/voice.ts',
    most: 421_000,
    forbidden: [...always, operators, pages, keypad],
    absent: { ...elsewhere, ...noConsole },
  },
  {
    name: 'keypad',
    entry: 'src/host/lambda/keypad.ts',
    most: 670_000,
    forbidden: [...always, operators, pages],
    absent: { ...elsewhere, ...noConsole },
  },
  {
    name: 'events',
    entry: 'src/host/lambda/events.ts',
    most: 413_000,
    forbidden: [...always, operators, pages, keypad],
    absent: { ...elsewhere, ...noConsole },
  },
  {
    name: 'sweep',
    entry: 'src/host/lambda/sweep.ts',
    most: 410_000,
    forbidden: [...always, operators, pages, keypad, contacts],
    absent: { ...elsewhere, ...noConsole },
  },
  {
    name: 'setup',
    entry: 'deploy/aws/setup/main.ts',
    most: 212_000,
    forbidden: [...always, operators, keypad, contacts, pinCheck, conversation],
    absent: {},
  },
];
