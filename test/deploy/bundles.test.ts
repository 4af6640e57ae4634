// Shows threat T-65 (test/threat/threats.ts): nothing of development is in what is deployed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAws } from '#aws';
import { parseKeyring } from '#config';
import { Secret, sha256, silentLog, systemClock, systemRandom } from '#core';
import { sealed } from '#store';
import { openSignedDynamodbStore } from '#store/dynamodb/signed';
import type { HttpAnswer } from '../../src/host/lambda/http-answer.ts';
import type { HttpEvent } from '../../src/host/lambda/http-event.ts';
import { functions } from '../../tools/bundle/functions.ts';
import { makeBundle } from '../../tools/bundle/make.ts';
import { zipOf } from '../../tools/bundle/zip.ts';
import { bundleProblems } from '../../tools/bundle.ts';
import { encryptAsConnect, identity } from '../../twin/connect/connect.ts';
import { recorded as event, openZipped, origin, originSecret, pin, type Zipped } from './zipped.ts';

const contactId = '0b6f1c1e-2f7a-4a0f-9d5e-1f0c8b9f2a11';
const live = (id: string) => ({
  Arn: `${identity.instanceArn}/contact/${id}`,
  Channel: 'VOICE',
  InitiationMethod: 'INBOUND',
});

/** Puts an operator's session where the console looks for it. */
const logIn = async ({ endpoint, keyring }: Zipped, cookie: string): Promise<void> => {
  const credentials = { accessKeyId: 'a', secretAccessKey: new Secret('b'), sessionToken: null };
  const aws = createAws(
    { region: identity.region, endpoint, credentials: () => credentials },
    {
      fetch: globalThis.fetch,
      abortAfter: AbortSignal.timeout,
      sleep: async () => {},
      instant: () => '20261122T201500Z',
    },
  );
  const ports = { table: 'voicegrant', clock: systemClock(), log: silentLog, random: systemRandom };
  const { secrets } = parseKeyring(new Secret(JSON.parse(keyring).VOICEGRANT_KEYRING));
  const opened = await openSignedDynamodbStore(
    (operation, input) => aws.ask({ service: 'dynamodb', operation, input }, { answerMs: 30_000, tries: 1 }),
    ports,
  );
  const store = sealed(opened, secrets.grantMac, [['console']]);
  const key = ['console', 'session', sha256(cookie)];
  await store.commit({
    checks: [],
    writes: [{ put: key, value: { subject: 'op' }, expiresAt: ports.clock.now() + 600 }],
  });
  await store.close();
};

describe('the Lambdas, from their zips', () => {
  let zipped: Zipped;
  const run: Zipped['run'] = (name, given) => zipped.run(name, given);
  before(async () => {
    zipped = await openZipped();
    zipped.account.contacts.set(contactId, live(contactId));
  });
  after(() => zipped?.close());

  const fromEdge = (name: string, more: Partial<HttpEvent> = {}, secret = originSecret): HttpEvent => {
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
    assert.ok(keys.some(({ x }) => x === zipped.account.kms.publicKey.export({ format: 'jwk' }).x));
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
    const code = /#(?<code>[\w-]{43})/.exec(zipped.texts.at(-1) ?? '')?.groups?.code ?? '';
    assert.match(zipped.texts.at(-1) ?? '', /https:\/\/d111111abcdef8\.cloudfront\.net\//);
    const offered = await status(code);
    assert.equal(offered.state, 'offered');
    assert.equal(offered.call, 'live');

    await run('events', event('connect/event-disconnected'));
    const dead = await status(code);
    assert.deepEqual([dead.state, dead.reason], ['dead', 'hung_up']);
  });

  test('the chores of a minute leave signed checkpoints in the log', async () => {
    zipped.log.length = 0;
    await run('sweep', event('aws/schedule'));
    assert.ok(zipped.log.some((line) => /^\{"checkpoint":"[\w-]+\.[\w-]+\.[\w-]+"\}/.test(line)));
  });

  test('the console asks for a login, and then tells by polling what has happened', async () => {
    const ask = (path: string, headers: Record<string, string> = {}) => {
      const given = fromEdge('apigw/metadata', { rawPath: path });
      return run<HttpAnswer>('console', { ...given, headers: { ...given.headers, ...headers } });
    };
    const stranger = await ask('/console');
    assert.deepEqual([stranger.statusCode, stranger.headers.location], [303, '/console/login']);
    assert.equal((await ask('/console/calls')).statusCode, 401);
    assert.equal((await run<HttpAnswer>('web', fromEdge('apigw/metadata', { rawPath: '/console' }))).statusCode, 404);
    const cookie = 'an operator’s session'.replaceAll(/\W/g, '_').padEnd(43, 'x');
    const operator = { cookie: `__Host-voicegrant-console=${cookie}` };
    await logIn(zipped, cookie);
    const screen = await ask('/console', operator);
    assert.equal(screen.statusCode, 200);
    const first = await ask('/console/calls', operator);
    assert.match(first.headers['content-type'] ?? '', /^text\/event-stream/);
    assert.match(first.body, /^retry: 2000\n\nevent: begin\n/);
    assert.match(first.body, /"kind":"call_ended"/);
    const [, id = ''] = /\nid: ([\d.]+)\nevent: now\n/.exec(first.body) ?? [];
    const later = await ask('/console/calls', { ...operator, 'last-event-id': String(Number(id) + 3600) });
    assert.doesNotMatch(later.body, /event: (?:begin|call)\n/);
    assert.match(later.body, /event: now\n/);
  });

  test('a forged event fails the function and changes nothing', async () => {
    const given = event<{ Details: { ContactData: object } }>('connect/flow-start');
    const forged = {
      Details: { ...given.Details, ContactData: { ...given.Details.ContactData, InstanceARN: 'arn:other' } },
    };
    await assert.rejects(run('voice', forged), { name: 'RefusedEvent' });
  });

  test('keys that Connect encrypted are read by the one function that has the key', async () => {
    const other = '1c7a2d2f-3a8b-4b10-8e6f-2a1d9caa3b22';
    zipped.account.contacts.set(other, live(other));
    type Flow = { do: string; say: string; next: string };
    type Asked = { Details: { Parameters: object; ContactData: object } };
    const flow = (name: string, parameters: object = {}) => {
      const given = event<Asked>(name).Details;
      const ContactData = { ...given.ContactData, ContactId: other };
      return { Name: 'ContactFlowEvent', Details: { ContactData, Parameters: { ...given.Parameters, ...parameters } } };
    };
    await run('voice, encrypted', flow('connect/flow-start'));
    const keyed = { ...lex('10012345', 'DTMF'), sessionId: other };
    const session = { ...event<{ sessionState: object }>('lex/keyed-pin').sessionState };
    await run('voice, encrypted', {
      ...keyed,
      sessionState: { ...session, sessionAttributes: { ContactId: other } },
    });
    let asked = await run<Flow>('voice, encrypted', flow('connect/flow-wait', { next: '1.0.en' }));
    for (let parts = 0; asked.do !== 'keypad' && parts < 5; parts += 1)
      asked = await run<Flow>('voice, encrypted', flow('connect/flow-spoken', { next: asked.next }));
    assert.equal(asked.do, 'keypad');
    const input = await encryptAsConnect(pin, identity.keyId, zipped.keypad.publicKey);
    const verify = flow('connect/flow-verify', { next: asked.next, input });
    const verified = await run<Flow>('keypad', verify);
    assert.match(verified.say, /That is correct/);
    assert.deepEqual(await run('keypad', verify), verified, 'asked again by Connect, it answers the same');
    await assert.rejects(run('voice, encrypted', verify), { name: 'RefusedEvent' });
  });

  test('the setup ties the number and tells CloudFormation; on a failure it tells that', async () => {
    const given = event<{ ResourceProperties: object }>('aws/custom-resource');
    await run('setup', given);
    const number = ['PUT', '/phone-number/0d0c1b2a-5555-4000-8000-000000000001/contact-flow'];
    assert.deepEqual(zipped.account.asked.at(-1)?.slice(0, 2), number);
    await run('setup', { ...given, ResourceProperties: { ...given.ResourceProperties, Do: 'nothing of the kind' } });
    const told = zipped.answered as { Status: string; PhysicalResourceId: string; Reason?: string }[];
    assert.deepEqual(
      told.map(({ Status }) => Status),
      ['SUCCESS', 'FAILED'],
    );
    assert.equal(told[0]?.PhysicalResourceId, 'voicegrant-NumberToFlow');
    assert.equal(told[1]?.Reason, 'NumberToFlow: TypeError');
  });

  test('no token of Cognito outlives the check it was for', () => {
    assert.equal(zipped.pool.liveSessions(), 0);
  });
});

describe('a bundle', () => {
  const made = new Map<string, string>();
  before(async () => {
    for (const one of functions) made.set(one.name, (await makeBundle(one)).text);
  });
  const textOf = ({ name }: { name: string }) => made.get(name) ?? '';

  test('keeps its budget and holds nothing it must not', () => {
    for (const one of functions) assert.deepEqual(bundleProblems(textOf(one), one), []);
  });

  test('that grows or takes in development’s parts is noticed', () => {
    const one = { ...functions[0]!, most: 100 };
    assert.equal(bundleProblems(`${'x'.repeat(101)}`, one).length, 1);
    for (const word of one.forbidden) assert.equal(bundleProblems(word, one).length, 1, word);
  });

  test('whose budget is met leaves no more room than a tenth', () => {
    for (const one of functions) {
      const { length } = textOf(one);
      assert.ok(one.most < length * 1.1, `${one.name} has ${length} bytes of ${one.most}`);
    }
  });

  test('cannot leave out what the program does not have', async () => {
    const absent = { 'src/app/renamed.ts': '' };
    await assert.rejects(makeBundle({ ...functions[0]!, absent }), /renamed\.ts is not part of the program/);
  });

  test('is packed into the same bytes each time', () => {
    assert.ok(zipOf('index.mjs', 'some code').equals(zipOf('index.mjs', 'some code')));
  });
});
