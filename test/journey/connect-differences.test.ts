// docs/channels/connect.md lists what is different between the handset and Connect. Each row of that table is a test here, by its
// own words; a row without one, or a test without a row, fails.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Secret } from '#core';
import { numberFor } from '../../twin/connect/voicegrant.ts';
import { installOnConnect, wordsOf } from './connect-installation.ts';
import { install, maria } from './installation.ts';

const page = readFileSync(new URL('../../docs/channels/connect.md', import.meta.url), 'utf8');
const rows = (page.split('## What is different from the handset')[1] ?? '')
  .split('\n## ')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| on the handset'))
  .map((line) => line.split(' | ')[0]?.slice(2) ?? '');

const spoken = 'four eight two nine one three zero six';
const text = ({ say }: { say: readonly string[] }) => say.join(' ');
const keypad = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { certificate: publicKey, privateKey: new Secret(privateKey) };
};

const shown: Readonly<Record<string, () => Promise<void>>> = {
  async 'the PIN may be spoken if the settings allow it, and "help" or "a person" can be said where it is asked for'() {
    const env = { VOICEGRANT_SPOKEN_PIN: 'on' };
    const handset = await install({ env });
    const { call_id: id } = await handset.ring();
    await handset.keys(id, maria.userId);
    assert.match(text(await handset.says(id, 'help')), /\S/);
    assert.match(text(await handset.says(id, spoken)), /That is correct/);
    const house = await installOnConnect({}, env);
    const call = house.twin.ring(maria.number);
    assert.equal((await house.until(call, 'pin')).keysOnly, true);
    for (const said of [spoken, 'help', 'a person'])
      assert.doesNotMatch(wordsOf(await call.input({ speech: said })), /That is correct|person/);
    assert.deepEqual(
      house.twin.records.conversationLogs.filter(({ input }) => /four|help|person/.test(input)),
      [],
    );
  },
  async 'the star key repeats'() {
    const handset = await install();
    const { call_id: id } = await handset.ring();
    await handset.keys(id, maria.userId);
    const verified = await handset.keys(id, maria.pin);
    assert.match(text(await handset.keys(id, '*')), /What would you like to do/);
    assert.match(text(verified), /What would you like to do/);
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    assert.match(
      wordsOf(await call.input({ digits: `1234*${maria.pin}` })),
      /That is correct/,
      'what was keyed is forgotten',
    );
    await call.input({ digits: '*' });
    assert.equal(house.twin.records.conversationLogs.at(-1)?.input, '', 'the conversation never meets a star');
  },
  async 'a silence at the PIN asks for the PIN again'() {
    const handset = await install();
    const { call_id: id } = await handset.ring();
    await handset.keys(id, maria.userId);
    assert.match(text(await handset.quiet(id)), /PIN/);
    const afterSilence = async (more: Parameters<typeof installOnConnect>[0]) => {
      const house = await installOnConnect(more);
      const call = house.twin.ring(maria.number);
      await house.until(call, 'pin');
      return wordsOf(await call.input({ silence: true }));
    };
    assert.match(await afterSilence({ silence: 'error' }), /start again.*user ID/);
    assert.match(await afterSilence({ keypad: keypad() }), /PIN/);
  },
  async 'the language is chosen as the call rings'() {
    const house = await installOnConnect();
    assert.match(wordsOf(await house.twin.ring(maria.number, numberFor('es')).start()), /Hola/);
    const call = house.twin.ring(maria.number);
    assert.match(wordsOf(await call.start()), /Hello/);
    assert.match(wordsOf(await call.input({ speech: 'español' })), /usuario/);
  },
  async 'the bot can be interrupted at any time'() {
    const house = await installOnConnect({ bargesInAfterSeconds: 0.4 });
    const call = house.twin.ring(maria.number);
    assert.ok((await call.start()).said.some(({ cut }) => cut));
    assert.ok((await call.input({ digits: `${maria.userId}#` })).said.some(({ cut }) => cut));
    await call.input({ digits: maria.pin });
    const offered = await call.input({ speech: 'add my wife' });
    assert.ok(offered.said.every(({ cut }) => !cut));
    assert.ok((await call.input({ speech: 'repeat' })).said.every(({ cut }) => !cut));
  },
  async 'waits as long as the call lives'() {
    const house = await installOnConnect({}, { VOICEGRANT_CODE_SECONDS: '600' });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'waiting');
    const began = house.clock.now();
    let heard = await call.input({ silence: true });
    for (let silences = 0; heard.now === 'listening' && silences < 2000; silences += 1)
      heard = await call.input({ silence: true });
    assert.equal(heard.now, 'disconnected');
    assert.ok(house.clock.now() - began < 2 * 3600);
  },
  async 'a person is reached in words only'() {
    const handset = await install();
    const { call_id: id } = await handset.ring();
    await handset.keys(id, maria.userId);
    await handset.keys(id, maria.pin);
    assert.equal((await handset.says(id, 'a person')).then, 'transferred');
    const onConnect = async (queueIsFull: boolean) => {
      const house = await installOnConnect({ queueIsFull });
      const call = house.twin.ring(maria.number);
      await house.until(call, 'intent');
      return call.input({ speech: 'a person' });
    };
    const [through, full] = [await onConnect(false), await onConnect(true)];
    assert.equal(through.now, 'transferred');
    assert.match(through.queue ?? '', /queue\/people/);
    assert.equal(full.now, 'disconnected');
    assert.match(wordsOf(full), /not possible at the moment/);
  },
  async 'six digits keyed by mistake into the telephone end at the hash key or six keys'() {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    const waiting = await house.until(call, 'waiting');
    assert.equal(waiting.at, 'listen-waiting');
    const listens = house.twin.records.sessionAttributes.at(-1) ?? {};
    assert.equal(listens['x-amz-lex:dtmf:max-length:*:*'], '6');
    assert.equal(listens['x-amz-lex:dtmf:end-character:*:*'], '#');
    // What comes after the sixth key is not heard: the grant is as it was, and the call goes on.
    assert.equal((await call.input({ digits: '123456789' })).now, 'listening');
    assert.equal((await call.input({ digits: '12#3456' })).now, 'listening');
  },
};

describe('what is different on Connect', () => {
  it('is listed, each difference with a test', () => assert.deepEqual(rows, Object.keys(shown)));
  for (const [what, test] of Object.entries(shown)) it(`on the handset ${what}`, test);
});
