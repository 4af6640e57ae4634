// T-42. Attacker: reads what Connect and Lex keep of a call: flow logs, recordings, contact and session attributes, conversation
// logs; and our own logs and store.
// Control: logging and recording off before the first secret, a PIN slot that is obfuscated and takes keys only, six digits
// spoken by the flow and never by Lex, no attribute that came from the caller.
// Failure would show as a hit of the PIN or the digits; each control is taken away once to show that the search finds them.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { Secret } from '#core';
import { shipped } from '#transaction';
import { botDefinition } from '../../deploy/aws/bot/bot.ts';
import { connectFlow, substituted } from '../../deploy/aws/flow/flow.ts';
import { type Canary, findLeaks } from '../../tools/leak-scan.ts';
import { substitutions } from '../../twin/connect/connect.ts';
import { type ConnectInstallation, digitsIn, installOnConnect } from '../journey/connect-installation.ts';
import { maria } from '../journey/installation.ts';

const langs = ['en', 'es'] as const;
const wrong = '59382716';
const options = { transactions: shipped, langs, queue: true, pinBy: 'lex', pinLength: 8 } as const;
const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { certificate: publicKey, privateKey: new Secret(privateKey) };
};

/** A call with everything that is secret: a wrong PIN, one cut short, one too early, the right one, the digits twice. */
const secretCall = async (house: ConnectInstallation) => {
  const call = house.twin.ring(maria.number);
  await call.start();
  for (const pin of [wrong, maria.pin.slice(0, 6), maria.pin]) {
    await call.input({ digits: `${maria.userId}#` });
    await call.input({ digits: pin.length < 8 ? `${pin}#` : pin });
    if (pin.length < 8) await call.input({ digits: wrong });
  }
  return call;
};

const offered = async (house: ConnectInstallation) => {
  const call = house.twin.ring(maria.number);
  await call.start();
  await call.input({ digits: `${maria.userId}#` });
  await call.input({ digits: wrong });
  await call.input({ digits: `${maria.userId}#` });
  await call.input({ digits: maria.pin });
  const heard = await call.input({ speech: 'add my wife' });
  const again = await call.input({ speech: 'repeat' });
  const digits = digitsIn(heard);
  assert.equal(digits.length, 6);
  assert.equal(digitsIn(again), digits);
  assert.ok(
    [...heard.said, ...again.said].every(({ by }) => by === 'connect'),
    'Lex never says the digits',
  );
  return { call, digits };
};

const found = (text: string, canaries: readonly Canary[]) =>
  findLeaks(Buffer.from(text), canaries).map(({ canary }) => canary);
const pins: readonly Canary[] = [
  { name: 'pin', value: maria.pin },
  { name: 'wrong pin', value: wrong },
];

const keypads: readonly (readonly [string, () => Parameters<typeof installOnConnect>[0]])[] = [
  ['by Lex slot', () => ({})],
  ['by encrypted keypad', () => ({ keypad: pair() })],
];

describe('T-42 a PIN is in nothing that anybody keeps of a call', () => {
  for (const [name, more] of keypads) {
    it(`the PIN ${name}, and the six digits`, async () => {
      const house = await installOnConnect(more());
      const { call, digits } = await offered(house);
      await call.hangUp();
      const kept = house.twin.records;
      const sinks: Record<string, string> = {
        'flow logs': JSON.stringify(kept.flowLogs),
        'contact attributes': JSON.stringify(kept.contactAttributes),
        'session attributes': JSON.stringify(kept.sessionAttributes),
        'conversation logs': JSON.stringify(kept.conversationLogs),
        recordings: JSON.stringify(kept.recordings),
        'our log': house.lines.join('\n'),
        'the store': await house.stored(),
      };
      for (const [sink, text] of Object.entries(sinks)) {
        assert.deepEqual(found(text, pins), [], sink);
        if (sink !== 'the store') assert.deepEqual(found(text, [{ name: 'digits', value: digits }]), [], sink);
      }
      assert.ok(
        kept.sessionAttributes.length > 3 && (await house.stored()).length > 1000,
        'there was something to search',
      );
      if (name === 'by Lex slot') assert.match(sinks['conversation logs'] ?? '', /\{Pin\}/);
      else assert.doesNotMatch(sinks['conversation logs'] ?? '', /Pin\}/);
    });
  }
  it('a PIN that is cut short, or keyed as the first thing, is not kept either', async () => {
    const house = await installOnConnect();
    await secretCall(house);
    const first = house.twin.ring(maria.number);
    await first.start();
    await first.input({ digits: maria.pin });
    assert.deepEqual(found(house.twin.records.everything(), pins), []);
    assert.doesNotMatch(house.twin.records.everything(), new RegExp(maria.pin.slice(0, 6)));
  });
  it('speech is not heard where the PIN is asked for', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    await call.input({ speech: maria.pin });
    assert.deepEqual(found(house.twin.records.everything(), pins), []);
  });
});

describe('T-42 the search finds what a missing guard lets through', () => {
  it('with flow logging on, the digits are in the flow log', async () => {
    const text = JSON.stringify(connectFlow(options)).replace(
      '"FlowLoggingBehavior":"Disabled"',
      '"FlowLoggingBehavior":"Enabled"',
    );
    const house = await installOnConnect();
    const open = await installOnConnect({ flow: substituted(JSON.parse(text), substitutions()) });
    assert.equal(house.twin.records.flowLogs.length, 0);
    const { digits } = await offered(open);
    assert.ok(found(JSON.stringify(open.twin.records.flowLogs), [{ name: 'digits', value: digits }]).length > 0);
    assert.ok(found(JSON.stringify(open.twin.records.flowLogs), pins).length > 0);
  });
  it('with recording on, the digits are in the recording', async () => {
    const text = JSON.stringify(connectFlow(options)).replace(
      '"IVRRecordingBehavior":"Disabled"',
      '"IVRRecordingBehavior":"Enabled"',
    );
    const open = await installOnConnect({ flow: substituted(JSON.parse(text), substitutions()) });
    const { digits } = await offered(open);
    assert.ok(found(JSON.stringify(open.twin.records.recordings), [{ name: 'digits', value: digits }]).length > 0);
  });
  it('without obfuscation, the PIN is in the conversation log', async () => {
    const bot = JSON.stringify(botDefinition({ name: 'v', ...options })).replaceAll('"DefaultObfuscation"', '"None"');
    const open = await installOnConnect({ bot: JSON.parse(bot) });
    await offered(open);
    assert.ok(found(JSON.stringify(open.twin.records.conversationLogs), pins).length > 0);
  });
});
