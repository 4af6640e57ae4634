// The Lambdas of the deployed system, each out of its own zip, beside twins of AWS, Cognito, Twilio and the system of record.
// They share a process, which Lambdas do not: each is given its own environment whenever it runs.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { generateKeyring, serialiseKeyring } from '#config';
import { systemRandom } from '#core';
import { functions } from '../../tools/bundle/functions.ts';
import { makeBundle } from '../../tools/bundle/make.ts';
import { zipOf } from '../../tools/bundle/zip.ts';
import { createAccount } from '../../twin/aws/index.ts';
import { createCognito } from '../../twin/cognito/index.ts';
import { identity } from '../../twin/connect/connect.ts';

/** A recorded event of `test/events/`. */
export const recorded = <Event>(name: string): Event =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8')) as Event;

export const origin = 'https://d111111abcdef8.cloudfront.net';
export const pin = '48291306';
export const originSecret = 'only-cloudfront-knows-this';

/** The content of the one file of a zip. */
const unzipped = (zip: Buffer): string => {
  const [packed, name, extra] = [zip.readUInt32LE(18), zip.readUInt16LE(26), zip.readUInt16LE(28)];
  const start = 30 + name + extra;
  return inflateRawSync(zip.subarray(start, start + packed)).toString('utf8');
};

const expected = (pinBy: 'lex' | 'encrypted') =>
  JSON.stringify({
    account: identity.account,
    region: identity.region,
    instanceArn: identity.instanceArn,
    botId: identity.botId,
    botAliasId: identity.aliasId,
    locales: { en: 'en_US', es: 'es_US' },
    pinBy,
  });

type Environment = Readonly<Record<string, string>>;
type Handler = (event: unknown) => Promise<unknown>;

/** What every function of the stack has in its environment, as the template gives it. */
const everywhere = (endpoint: string): Environment => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: identity.region,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'session',
  VOICEGRANT_ISSUER: origin,
  VOICEGRANT_STORE: 'dynamodb',
  VOICEGRANT_DYNAMODB_TABLE: 'voicegrant',
  VOICEGRANT_BRAND: 'Northwind',
  VOICEGRANT_CALLED_NUMBER: '+442079460000',
  VOICEGRANT_MESSAGE: 'twilio',
  VOICEGRANT_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  VOICEGRANT_TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
  VOICEGRANT_TWILIO_MESSAGING_SERVICE: `MG${'0'.repeat(32)}`,
  VOICEGRANT_TEXT_COUNTRIES: '+1',
  VOICEGRANT_ACCOUNT: 'http',
  VOICEGRANT_ACCOUNT_URL: 'https://accounts.northwind.example',
  VOICEGRANT_VERDICT_FLOOR_MS: '1000',
});

const ofCognito = (VOICEGRANT_COGNITO_CLIENT_ID: string): Environment => ({
  VOICEGRANT_IDENTITY: 'cognito',
  VOICEGRANT_COGNITO_API: 'https://cognito-idp.us-east-1.amazonaws.com',
  VOICEGRANT_COGNITO_CLIENT_ID,
  VOICEGRANT_COGNITO_ACCOUNT_ATTRIBUTE: 'custom:account',
});

export type Zipped = Awaited<ReturnType<typeof openZipped>>;

/** An installation that somebody else has made of the template, which the functions use instead of the twins. */
export type Made = {
  /** Where DynamoDB, Secrets Manager and Cognito answer. KMS and Connect stay twins: nobody else is faithful enough. */
  readonly endpoint: string;
  readonly table: string;
  readonly clientId: string;
  /** Names in Secrets Manager, by what they are for. */
  readonly secrets: Readonly<Record<'keyring' | 'neighbours' | 'origin' | 'cognito', string>>;
};

/** What setup puts into the keyring's secret at creation, and what the stack's parameters put into the neighbours'. */
export const newKeyring = (): string =>
  JSON.stringify({ VOICEGRANT_KEYRING: serialiseKeyring(generateKeyring(systemRandom, false)).reveal() });
export const neighbours = {
  VOICEGRANT_TWILIO_AUTH_TOKEN: 'a7c3e1f05b924d68b7a1c3e5f7092b4d',
  VOICEGRANT_TWILIO_API_KEY_SECRET: 'Qm4nXw82LzPk7vTcRb1yHs5dGf9jUe3a',
  VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc',
};

/** Opens all functions. `voice` and `keypad` come twice: `voice, encrypted` is the one of a stack with the encrypted keypad. */
export const openZipped = async (made: Made | null = null) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-lambda-'));
  const keypad = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keyring = newKeyring();
  const account = createAccount({
    keyring,
    neighbours: JSON.stringify(neighbours),
    cognito: JSON.stringify({ VOICEGRANT_COGNITO_CLIENT_SECRET: 'u8Jd2kQ9vXz4mN7pRt1wYb6c' }),
    origin: JSON.stringify({ ORIGIN_SECRET: originSecret }),
    console: JSON.stringify({ VOICEGRANT_CONSOLE_CLIENT_SECRET: 'w9Kf3mQx7LzPt2VbYc5Nd8Rs' }),
    keypad: JSON.stringify({ KEYPAD_PRIVATE_KEY: keypad.privateKey.replaceAll('\n', '\\n') }),
  });
  const attributes = {
    phone_number: '+15555550142',
    phone_number_verified: 'true',
    'custom:account': 'acct_maria-ortiz',
  };
  const pool = createCognito({
    clientId: '1h57example',
    clientSecret: 'u8Jd2kQ9vXz4mN7pRt1wYb6c',
    users: [{ username: '10012345', password: pin, attributes }],
    now: () => Date.now() / 1000,
    preventUserExistenceErrors: 'ENABLED',
  });
  const names = made?.secrets ?? { keyring: 'keyring', neighbours: 'neighbours', origin: 'origin', cognito: 'cognito' };
  const both = `${names.keyring} ${names.neighbours}`;
  const cognito = { SETTINGS_SECRETS: `${both} ${names.cognito}`, ...ofCognito(made?.clientId ?? '1h57example') };
  const own: Readonly<Record<string, Environment>> = {
    web: { SETTINGS_SECRETS: `${both} ${names.origin}`, SIGNING_KEY: account.kms.keyId },
    console: {
      SETTINGS_SECRETS: `${both} ${names.origin} console`,
      VOICEGRANT_CONSOLE_ISSUER: 'https://login.northwind.example',
      VOICEGRANT_CONSOLE_CLIENT_ID: 'console',
      VOICEGRANT_CONSOLE_ROLE: 'operator',
      VOICEGRANT_CONSOLE_ROLE_CLAIM: 'roles',
    },
    sweep: { SETTINGS_SECRETS: both },
    events: { SETTINGS_SECRETS: both, CONNECT_EXPECTED: expected('lex') },
    voice: { ...cognito, CONNECT_EXPECTED: expected('lex') },
    'voice, encrypted': { ...cognito, CONNECT_EXPECTED: expected('encrypted') },
    keypad: {
      ...cognito,
      SETTINGS_SECRETS: `${cognito.SETTINGS_SECRETS} keypad`,
      KEYPAD_KEY_ID: identity.keyId,
      CONNECT_EXPECTED: expected('encrypted'),
    },
    setup: {},
  };
  const texts: string[] = [];
  const log: string[] = [];
  const answered: unknown[] = [];
  const [outside, print, before] = [globalThis.fetch, process.stdout.write, { ...process.env }];
  const served = await account.open();

  globalThis.fetch = (async (url: string, init?: RequestInit) => {
    const { host, href } = new URL(url);
    if (href.startsWith(served.endpoint)) return outside(url, init);
    const target = new Headers(init?.headers).get('x-amz-target') ?? '';
    const isTwins = target.startsWith('TrentService.') || new URL(url).pathname.startsWith('/contacts/');
    if (made !== null && isTwins) return outside(href.replace(made.endpoint, served.endpoint), init);
    if (made !== null && href.startsWith(made.endpoint)) return outside(url, init);
    if (host.startsWith('cognito-idp.'))
      return made === null ? pool.fetch(url, init as never) : outside(made.endpoint, init);
    if (host === 'cloudformation.example') return Response.json(answered.push(JSON.parse(String(init?.body))));
    if (host !== 'api.twilio.com') return Response.json({ ending: '4821' });
    texts.push(new URLSearchParams(String(init?.body)).get('Body') ?? '');
    return Response.json({ sid: `SM${'1'.repeat(32)}`, status: 'accepted' }, { status: 201 });
  }) as typeof fetch;

  const enter = (name: string): void => {
    for (const one of Object.keys(process.env)) if (!(one in before)) delete process.env[one];
    const table = made === null ? {} : { VOICEGRANT_DYNAMODB_TABLE: made.table };
    Object.assign(process.env, everywhere(made?.endpoint ?? served.endpoint), table, own[name]);
  };
  const handlers = new Map<string, Handler>();
  for (const name of Object.keys(own)) {
    const { text } = await makeBundle(functions.find((one) => one.name === name.split(',')[0])!);
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
    writeFileSync(file, unzipped(zipOf('index.mjs', text)));
    const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
    handlers.set(name, handler);
  }

  return {
    account,
    /** Where the twins of AWS answer. */
    endpoint: served.endpoint,
    /** What the keyring's secret holds. */
    keyring,
    pool,
    keypad,
    /** Bodies of the texts that went out. */
    texts,
    /** Lines of all functions' logs. */
    log,
    /** What CloudFormation was told. */
    answered,
    /** Runs a function with one event, as Lambda would. */
    async run<Answer>(name: string, event: unknown): Promise<Answer> {
      enter(name);
      // The log is JSON, a line at a time; what else goes this way is the test runner's.
      process.stdout.write = ((line: string | Uint8Array) => {
        if (typeof line !== 'string' || !line.startsWith('{')) return print.call(process.stdout, line);
        log.push(line);
        return true;
      }) as typeof process.stdout.write;
      try {
        return (await handlers.get(name)?.(event)) as Answer;
      } finally {
        process.stdout.write = print;
      }
    },
    async close(): Promise<void> {
      globalThis.fetch = outside;
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
