import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { generateKeyring, serialiseKeyring } from '#config';
import { systemRandom } from '#core';
import type { HttpAnswer } from '../../src/host/lambda/http-answer.ts';
import type { HttpEvent } from '../../src/host/lambda/http-event.ts';
import { functions } from '../../tools/bundle/functions.ts';
import { makeBundle } from '../../tools/bundle/make.ts';
import { zipOf } from '../../tools/bundle/zip.ts';
import { bundleProblems } from '../../tools/bundle.ts';
import { createAccount } from '../../twin/aws/index.ts';
import { createCognito } from '../../twin/cognito/index.ts';

const event = <Event>(name: string): Event =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8')) as Event;
const origin = 'https://d111111abcdef8.cloudfront.net';
const instanceArn = 'arn:aws:connect:us-east-1:111122223333:instance/9f8e7d6c-0000-4000-8000-000000000001';
const contactId = '0b6f1c1e-2f7a-4a0f-9d5e-1f0c8b9f2a11';
const pin = '48291306';

/** The content of the one file of a zip. */
const unzipped = (zip: Buffer): string => {
  const [packed, name, extra] = [zip.readUInt32LE(18), zip.readUInt16LE(26), zip.readUInt16LE(28)];
  const start = 30 + name + extra;
  return inflateRawSync(zip.subarray(start, start + packed)).toString('utf8');
};

type Handler = (event: unknown) => Promise<never>;

describe('the Lambdas, from their zips', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-lambda-'));
  const account = createAccount({
    keyring: JSON.stringify({ VOICEGRANT_KEYRING: serialiseKeyring(generateKeyring(systemRandom, false)).reveal() }),
    neighbours: JSON.stringify({
      VOICEGRANT_TWILIO_AUTH_TOKEN: 'a7c3e1f05b924d68b7a1c3e5f7092b4d',
      VOICEGRANT_TWILIO_API_KEY_SECRET: 'Qm4nXw82LzPk7vTcRb1yHs5dGf9jUe3a',
      VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc',
    }),
    cognito: JSON.stringify({ VOICEGRANT_COGNITO_CLIENT_SECRET: 'u8Jd2kQ9vXz4mN7pRt1wYb6c' }),
    origin: JSON.stringify({ ORIGIN_SECRET: 'only-cloudfront-knows-this' }),
  });
  const pool = createCognito({
    clientId: '1h57example',
    clientSecret: 'u8Jd2kQ9vXz4mN7pRt1wYb6c',
    users: [
      {
        username: '10012345',
        password: pin,
        attributes: {
          phone_number: '+15555550142',
          phone_number_verified: 'true',
          'custom:account': 'acct_maria-ortiz',
        },
      },
    ],
    now: () => Date.now() / 1000,
    preventUserExistenceErrors: 'ENABLED',
  });
  const texts: string[] = [];
  const written: string[] = [];
  const handlers = new Map<string, Handler>();
  const outside = globalThis.fetch;
  const print = process.stdout.write;
  const environment = { ...process.env };
  let close = async () => {};

  const run = async <Answer>(name: string, given: unknown): Promise<Answer> => {
    // The log is JSON, a line at a time; what else goes this way is the test runner's.
    process.stdout.write = ((line: string | Uint8Array) => {
      if (typeof line !== 'string' || !line.startsWith('{')) return print.call(process.stdout, line);
      written.push(line);
      return true;
    }) as typeof process.stdout.write;
    try {
      return (await handlers.get(name)?.(given)) as Answer;
    } finally {
      process.stdout.write = print;
    }
  };

  before(async () => {
    const served = await account.open();
    close = served.close;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: served.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
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
      CONNECT_EXPECTED: JSON.stringify({
        account: '111122223333',
        region: 'us-east-1',
        instanceArn,
        botId: 'ABCDE12345',
        botAliasId: 'LIVEALIAS1',
        locales: { en: 'en_US', es: 'es_US' },
        pinBy: 'lex',
      }),
    });
    globalThis.fetch = (async (url: string, init?: RequestInit) => {
      const { host } = new URL(url);
      if (host.startsWith('cognito-idp.')) return pool.fetch(url, init as never);
      if (host === 'api.twilio.com') {
        texts.push(new URLSearchParams(String(init?.body)).get('Body') ?? '');
        return Response.json({ sid: `SM${'1'.repeat(32)}`, status: 'accepted' }, { status: 201 });
      }
      return Response.json({ ending: '4821' });
    }) as typeof fetch;
    const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      web: { SETTINGS_SECRETS: 'keyring neighbours origin', SIGNING_KEY: account.kms.keyId },
      sweep: { SETTINGS_SECRETS: 'keyring neighbours' },
      events: { SETTINGS_SECRETS: 'keyring neighbours' },
      voice: {
        SETTINGS_SECRETS: 'keyring neighbours cognito',
        VOICEGRANT_IDENTITY: 'cognito',
        VOICEGRANT_COGNITO_API: 'https://cognito-idp.us-east-1.amazonaws.com',
        VOICEGRANT_COGNITO_CLIENT_ID: '1h57example',
        VOICEGRANT_COGNITO_ACCOUNT_ATTRIBUTE: 'custom:account',
      },
    };
    for (const [name, own] of Object.entries(settings)) {
      const { text } = await makeBundle(functions.find((one) => one.name === name)!);
      const file = join(folder, `${name}.mjs`);
      // Each function has an environment of its own; here they share a process.
      const mine = `Object.assign(process.env,${JSON.stringify(own)});`;
      const others = Object.values(settings)
        .flatMap(Object.keys)
        .filter((key) => !(key in own));
      const theirs = others.map((key) => `delete process.env[${JSON.stringify(key)}];`).join('');
      writeFileSync(file, unzipped(zipOf('index.mjs', text)));
      const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
      const enter = new Function('process', `${mine}${theirs}`) as (process: NodeJS.Process) => void;
      handlers.set(name, (given) => {
        enter(process);
        return handler(given);
      });
    }
    account.contacts.set(contactId, {
      Arn: `${instanceArn}/contact/${contactId}`,
      Channel: 'VOICE',
      InitiationMethod: 'INBOUND',
    });
  });
  after(async () => {
    globalThis.fetch = outside;
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fromEdge = (name: string, more: Partial<HttpEvent> = {}, secret = 'only-cloudfront-knows-this'): HttpEvent => {
    const given = event<HttpEvent>(name);
    return { ...given, ...more, headers: { ...given.headers, 'x-origin-secret': secret } };
  };
  const bodyOf = (answer: HttpAnswer): Record<string, unknown> =>
    JSON.parse(Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8').toString('utf8'));
  const status = async (code: string): Promise<Record<string, unknown>> => {
    const body = Buffer.from(`pre-authorized_code=${code}`).toString('base64');
    return bodyOf(await run<HttpAnswer>('web', fromEdge('apigw/offer-status', { body })));
  };
  const lex = (transcript: string, mode: 'DTMF' | 'Speech') => {
    const given = event<{
      inputTranscript: string;
      inputMode: string;
      interpretations: { intent: { slots: object } }[];
    }>('lex/keyed-pin');
    const bare = { ...given, inputTranscript: transcript, inputMode: mode, transcriptions: [] };
    return { ...bare, requestAttributes: { 'x-amz-lex:channels:platform': 'Connect' }, interpretations: [] };
  };

  test('the web answers a recorded event with the metadata of its own origin', async () => {
    const answer = await run<HttpAnswer>('web', fromEdge('apigw/metadata'));
    assert.equal(answer.statusCode, 200);
    assert.equal(bodyOf(answer).issuer, origin);
    assert.equal(answer.headers['content-type']?.split(';')[0], 'application/json');
  });

  test('who comes past CloudFront finds nothing', async () => {
    for (const secret of ['', 'another']) {
      assert.equal((await run<HttpAnswer>('web', fromEdge('apigw/metadata', {}, secret))).statusCode, 403);
    }
    assert.equal((await run<HttpAnswer>('web', event('apigw/metadata'))).statusCode, 403);
  });

  test('tokens are signed by the key in KMS and by no key of the keyring', async () => {
    const answer = await run<HttpAnswer>('web', fromEdge('apigw/metadata', { rawPath: '/oauth/jwks' }));
    const { keys } = bodyOf(answer) as { keys: { x: string }[] };
    assert.ok(keys.some(({ x }) => x === account.kms.publicKey.export({ format: 'jwk' }).x));
    assert.equal(keys.length, 3);
  });

  test('a body in base64 is read, and another site’s request is refused', async () => {
    assert.deepEqual(await status('A'.repeat(43)), { state: 'unknown' });
    const given = fromEdge('apigw/offer-status');
    const foreign = { ...given, headers: { ...given.headers, origin: 'https://elsewhere.example' } };
    assert.equal((await run<HttpAnswer>('web', foreign)).statusCode, 403);
  });

  test('a call: it rings, the PIN is checked, a text goes out, the page learns of it, hanging up kills the grant', async () => {
    type Flow = { do: string; say: string; next: string };
    const started = await run<Flow>('voice', event('connect/flow-start'));
    assert.equal(started.do, 'greet');
    const hook = (words: string, mode: 'DTMF' | 'Speech') => run<object>('voice', lex(words, mode));
    await hook('10012345', 'DTMF');
    await hook(pin, 'DTMF');
    await hook('add my wife', 'Speech');
    const code = /#(?<code>[\w-]{43})/.exec(texts.at(-1) ?? '')?.groups?.code ?? '';
    assert.match(texts.at(-1) ?? '', /https:\/\/d111111abcdef8\.cloudfront\.net\//);
    const offered = await status(code);
    assert.equal(offered.state, 'offered');
    assert.equal(offered.call, 'live');

    await run('events', event('connect/event-disconnected'));
    const dead = await status(code);
    assert.deepEqual([dead.state, dead.reason], ['dead', 'hung_up']);
  });

  test('the chores of a minute leave signed checkpoints in the log', async () => {
    written.length = 0;
    await run('sweep', {});
    assert.ok(written.some((line) => /^\{"checkpoint":"[\w-]+\.[\w-]+\.[\w-]+"\}/.test(line)));
  });

  test('a forged event fails the function and changes nothing', async () => {
    const given = event<{ Details: { ContactData: object } }>('connect/flow-start');
    const forged = {
      Details: { ...given.Details, ContactData: { ...given.Details.ContactData, InstanceARN: 'arn:other' } },
    };
    await assert.rejects(run('voice', forged), { name: 'RefusedEvent' });
  });

  test('the PIN is in no log, in no token that lives, and in nothing that is kept', () => {
    for (const kept of [written.join(''), account.table.dump()]) assert.ok(!kept.includes(pin));
    assert.equal(pool.liveSessions(), 0);
  });
});

describe('a bundle', () => {
  test('keeps its budget and holds nothing it must not', async () => {
    for (const one of functions) assert.deepEqual(bundleProblems((await makeBundle(one)).text, one), []);
  });

  test('that grows or takes in development’s parts is noticed', () => {
    const one = { ...functions[0]!, most: 100 };
    assert.equal(bundleProblems(`${'x'.repeat(101)}`, one).length, 1);
    for (const word of one.forbidden) assert.equal(bundleProblems(word, one).length, 1, word);
  });

  test('is packed into the same bytes each time', () => {
    assert.ok(zipOf('index.mjs', 'some code').equals(zipOf('index.mjs', 'some code')));
  });
});
