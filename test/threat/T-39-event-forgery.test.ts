// T-39. Attacker: may invoke our Lambdas, or talk to the bot, and writes every field of an event.
// Control: each field is held against the settings, the contact is confirmed live with Connect before anything counts, and
// the linter refuses invoke permissions and bot policies without SourceArn and SourceAccount (test/deploy/flow-mutants).
// Failure would show as a turn taken, a call begun or ended, or a grant, for an event with one wrong field.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { PortError, Secret } from '#core';
import { RefusedEvent } from '#phone/connect';
import { encryptAsConnect, identity } from '../../twin/connect/connect.ts';
import { codeFor, installOnConnect } from '../journey/connect-installation.ts';
import { maria } from '../journey/installation.ts';

const strange = '99999999-aaaa-4bbb-8ccc-dddddddddddd';

const lexEvent = (contactId: string, over: { [path: string]: unknown } = {}) =>
  changed(
    {
      messageVersion: '1.0',
      invocationSource: 'DialogCodeHook',
      inputMode: 'Speech',
      sessionId: contactId,
      inputTranscript: 'add my wife',
      bot: { id: identity.botId, aliasId: identity.aliasId, localeId: 'en_US' },
      requestAttributes: { 'x-amz-lex:channels:platform': 'Connect' },
      sessionState: { sessionAttributes: { ContactId: contactId }, intent: { name: 'add_user', slots: {} } },
    },
    over,
  );

const flowEvent = (contactId: string, over: { [path: string]: unknown } = {}) =>
  changed(
    {
      Name: 'ContactFlowEvent',
      Details: {
        Parameters: { op: 'start', language: 'en' },
        ContactData: {
          ContactId: contactId,
          Channel: 'VOICE',
          InitiationMethod: 'INBOUND',
          InstanceARN: identity.instanceArn,
          CustomerEndpoint: { Address: maria.number },
        },
      },
    },
    over,
  );

const contactEvent = (contactId: string, over: { [path: string]: unknown } = {}) =>
  changed(
    {
      source: 'aws.connect',
      'detail-type': 'Amazon Connect Contact Event',
      account: identity.account,
      region: identity.region,
      detail: { eventType: 'DISCONNECTED', contactId, channel: 'VOICE', instanceArn: identity.instanceArn },
    },
    over,
  );

type Tree = { [name: string]: Tree };
const changed = (of: unknown, over: { [path: string]: unknown }): unknown => {
  const copy = structuredClone(of) as Tree;
  for (const [path, value] of Object.entries(over)) {
    const names = path.split('/');
    const last = names.pop() as string;
    (names.reduce((inner, name) => inner[name] as Tree, copy) as Record<string, unknown>)[last] = value;
  }
  return copy;
};

/** A verified caller who is about to say what they want. */
const atIntent = async (more: Parameters<typeof installOnConnect>[0] = {}) => {
  const house = await installOnConnect(more);
  const call = house.twin.ring(maria.number);
  await house.until(call, 'intent');
  const before = JSON.stringify(await house.calls.byVendorId('connect', call.contactId));
  const untouched = async () =>
    assert.equal(JSON.stringify(await house.calls.byVendorId('connect', call.contactId)), before);
  return { house, call, untouched };
};

describe('T-39 a forged event takes no turn and makes no grant', () => {
  const otherInstance = identity.instanceArn.replace('9f8e7d6c', '00000000');
  const lexForgeries: Record<string, unknown> = {
    messageVersion: '2.0',
    invocationSource: 'SomethingElse',
    inputMode: 'Text',
    sessionId: strange,
    'bot/id': 'ZZZZZ99999',
    'bot/aliasId': 'TSTALIASID',
    'bot/localeId': 'fr_FR',
    'requestAttributes/x-amz-lex:channels:platform': 'Facebook',
    'sessionState/sessionAttributes': null,
    'sessionState/sessionAttributes/ContactId': strange,
  };
  for (const [field, value] of Object.entries(lexForgeries)) {
    it(`code hook: ${field}`, async () => {
      const { house, call, untouched } = await atIntent();
      await assert.rejects(house.handlers.hook(lexEvent(call.contactId, { [field]: value })), RefusedEvent);
      await untouched();
      assert.equal(codeFor(house), '');
    });
  }
  it('the same event with every field right is taken: what was refused was the one field', async () => {
    const { house, call } = await atIntent();
    await house.handlers.hook(lexEvent(call.contactId));
    assert.notEqual(codeFor(house), '');
  });
  it('code hook: a contact that rang nowhere', async () => {
    const { house } = await atIntent();
    await assert.rejects(house.handlers.hook(lexEvent(strange)), /unknown_contact/);
  });
  it('code hook: a contact that is no contact id', async () => {
    const { house } = await atIntent();
    await assert.rejects(house.handlers.hook(lexEvent('../../call')), /refused: contact$/);
  });

  const flowForgeries: Record<string, unknown> = {
    Name: 'SomethingElse',
    'Details/Parameters/op': 'verify',
    'Details/ContactData/ContactId': 'not-a-contact',
    'Details/ContactData/Channel': 'CHAT',
    'Details/ContactData/InitiationMethod': 'API',
    'Details/ContactData/InstanceARN': otherInstance,
  };
  for (const [field, value] of Object.entries(flowForgeries)) {
    it(`flow Lambda: ${field}`, async () => {
      const { house, call, untouched } = await atIntent();
      await assert.rejects(house.handlers.flow(flowEvent(call.contactId, { [field]: value })), RefusedEvent);
      await untouched();
    });
  }
  it('flow Lambda: another account, another region', async () => {
    const { house, call, untouched } = await atIntent();
    for (const [part, reason] of [
      [identity.account, /account/],
      [identity.region, /region/],
    ] as const) {
      const arn = identity.instanceArn.replace(part, part === identity.account ? '999900001111' : 'eu-west-1');
      const forged = flowEvent(call.contactId, { 'Details/ContactData/InstanceARN': arn });
      await assert.rejects(house.handlers.flow(forged), reason);
    }
    await untouched();
  });
  it('flow Lambda: a contact that is no contact id is not even asked about', async () => {
    const { house } = await atIntent();
    await assert.rejects(house.handlers.flow(flowEvent('../../call')), /refused: contact$/);
  });
  it('flow Lambda: a contact Connect does not know begins no call', async () => {
    const { house } = await atIntent();
    await assert.rejects(house.handlers.flow(flowEvent(strange)), /contact_not_live/);
    assert.equal(await house.calls.byVendorId('connect', strange), null);
  });

  const contactForgeries: Record<string, unknown> = {
    source: 'my.app',
    'detail-type': 'Something Else',
    account: '999900001111',
    region: 'eu-west-1',
    'detail/instanceArn': otherInstance,
    'detail/contactId': 'x',
  };
  for (const [field, value] of Object.entries(contactForgeries)) {
    it(`contact event: ${field}`, async () => {
      const { house, call, untouched } = await atIntent();
      await assert.rejects(house.handlers.events(contactEvent(call.contactId, { [field]: value })), RefusedEvent);
      await untouched();
    });
  }
});

describe('T-39 a true event at the wrong time makes no grant', () => {
  it('after the caller has hung up', async () => {
    const { house, call } = await atIntent();
    await call.hangUp();
    const answer = await house.handlers.hook(lexEvent(call.contactId));
    assert.deepEqual(answer.sessionState.dialogAction, { type: 'Close' });
    assert.equal(codeFor(house), '');
  });
  it('after the caller has hung up and every event of it was lost', async () => {
    const { house, call, untouched } = await atIntent({ deliver: () => [] });
    await call.hangUp();
    const answer = await house.handlers.hook(lexEvent(call.contactId));
    assert.equal(answer.sessionState.intent?.state, 'Failed');
    await untouched();
    assert.equal(codeFor(house), '');
  });
  it('while Connect cannot say whether the contact is live', async () => {
    const { house, call, untouched } = await atIntent();
    house.twin.describeContact = async () => {
      throw new PortError('connect', 'throttled', { retryable: true });
    };
    const answer = await house.handlers.hook(lexEvent(call.contactId));
    assert.equal(answer.sessionState.intent?.state, 'Failed');
    await untouched();
    assert.equal(codeFor(house), '');
  });
  it('when a heartbeat is sent again and again, the turn is taken once', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    await house.until(call, 'waiting');
    const turnOf = async () => (await house.calls.byVendorId('connect', call.contactId))?.value.said?.turn;
    const at = await turnOf();
    const beat = flowEvent(call.contactId, { 'Details/Parameters': { op: 'wait', next: `${at}.9.en` } });
    const first = await house.handlers.flow(beat);
    assert.deepEqual(await house.handlers.flow(beat), first);
    assert.equal(await turnOf(), (at ?? 0) + 1);
  });
  it('the Lambda with the key takes a PIN only where one is asked for, once, and on a live contact', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const house = await installOnConnect({ keypad: { certificate: publicKey, privateKey: new Secret(privateKey) } });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    const row = async () => (await house.calls.byVendorId('connect', call.contactId))?.value;
    const turnOf = async () => (await row())?.said?.turn ?? 0;
    const at = await turnOf();
    const input = await encryptAsConnect('59382716', identity.keyId, publicKey);
    const keyed = (turn: number) =>
      flowEvent(call.contactId, { 'Details/Parameters': { op: 'verify', next: `${turn}.1.en`, input } });
    await Promise.all([house.handlers.keypad(keyed(at)), house.handlers.keypad(keyed(at))]);
    assert.equal(await turnOf(), at + 1, 'sent twice at once, it is one try');
    await house.handlers.keypad(keyed(at + 1));
    assert.equal(await turnOf(), at + 1, 'the id is asked for now, so no PIN is taken');
    await call.input({ digits: maria.pin });
    await call.input({ digits: `${maria.userId}#` });
    await house.handlers.keypad(keyed(at));
    const now = await turnOf();
    await house.handlers.keypad(keyed(at));
    assert.equal(await turnOf(), now, 'an old one sent again finds another question');
    house.twin.describeContact = async () => null;
    await assert.rejects(house.handlers.keypad(keyed(now)), /contact_not_live/);
  });
  it('a refusal says why by a constant, and quotes nothing', async () => {
    const { house, call } = await atIntent();
    const forged = lexEvent(call.contactId, { 'bot/id': 'EVIL-48291306', inputTranscript: '48291306' });
    await assert.rejects(house.handlers.hook(forged), (error: Error) => !/48291306/.test(`${error.stack}`));
    assert.doesNotMatch(house.lines.join(), /48291306|EVIL/);
    assert.match(house.lines.join(), /"reason":"bot"/);
  });
});
