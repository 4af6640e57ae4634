// What only a Connect line can do to a call: long prompts, slow keys, lost events, another language, a full queue, a PIN
// that Connect encrypts.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { PortError, Secret } from '#core';
import { createKeypadDecryptor } from '#phone/connect/keypad';
import { encryptAsConnect, identity } from '../../twin/connect/connect.ts';
import { numberFor } from '../../twin/connect/voicegrant.ts';
import { codeFor, digitsIn, installOnConnect, wordsOf } from './connect-installation.ts';
import { maria } from './installation.ts';
import { createPlainClient } from './plain-client.ts';

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { certificate: publicKey, privateKey: new Secret(privateKey) };
};

describe('the lease of a call on Connect', () => {
  it('outlasts every prompt: while the bot speaks its longest words the grant stays alive', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    const heard = await house.until(call, 'waiting');
    const client = createPlainClient(house.fetch, house.issuer);
    for (let silences = 0; silences < 9; silences += 1) await call.input({ silence: true });
    const redeemed = await client.redeem(codeFor(house), digitsIn(heard));
    assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
  });
  it('is renewed in the middle of long words: the flow says them in parts', async () => {
    const house = await installOnConnect();
    const { said } = await house.until(house.twin.ring(maria.number), 'waiting');
    assert.ok(said.length > 1);
    assert.ok(said.every(({ words }) => words.length <= 220));
  });
  it('outlasts slow keys before there is a grant', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    house.clock.advance(60);
    await house.app.tend();
    assert.match(wordsOf(await call.input({ digits: maria.pin })), /What would you like to do/);
  });
  it('kills the grant when the caller hangs up, in the moment the event comes', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    const heard = await house.until(call, 'waiting');
    await call.hangUp();
    const client = createPlainClient(house.fetch, house.issuer);
    assert.equal((await client.redeem(codeFor(house), digitsIn(heard))).status, 400);
  });
  it('kills it without any event too, once it has lapsed', async () => {
    const house = await installOnConnect({ deliver: () => [] });
    const call = house.twin.ring(maria.number);
    const heard = await house.until(call, 'waiting');
    await call.hangUp();
    house.clock.advance(26);
    const client = createPlainClient(house.fetch, house.issuer);
    assert.equal((await client.redeem(codeFor(house), digitsIn(heard))).status, 400);
  });
  it('is not harmed by events that come twice, in the wrong order, or for a call that goes on elsewhere', async () => {
    const house = await installOnConnect({ deliver: (events) => [...events.toReversed(), ...events] });
    const call = house.twin.ring(maria.number);
    const other = house.twin.ring(maria.number);
    await other.start();
    await house.until(call, 'waiting');
    await call.hangUp();
    assert.match(wordsOf(await other.input({ digits: `${maria.userId}#` })), /PIN/);
  });
});

describe('the flow', () => {
  it('begins in the language of its number, and changes it when asked to', async () => {
    const house = await installOnConnect();
    const spanish = house.twin.ring(maria.number, numberFor('es'));
    assert.match(wordsOf(await spanish.start()), /le damos la bienvenida/);
    const call = house.twin.ring(maria.number);
    await call.start();
    assert.match(wordsOf(await call.input({ speech: 'español' })), /le damos la bienvenida/);
    assert.match(wordsOf(await call.input({ digits: `${maria.userId}#` })), /marque su PIN/);
    assert.match(wordsOf(await call.input({ digits: maria.pin })), /Es correcto/);
    assert.match(wordsOf(await call.input({ speech: 'añadir a mi esposa' })), /Sus seis cifras/);
  });
  it('puts a caller through to the queue', async () => {
    const house = await installOnConnect();
    const call = house.twin.ring(maria.number);
    await house.until(call, 'intent');
    const heard = await call.input({ speech: 'I want to speak to a person' });
    assert.equal(heard.now, 'transferred');
    assert.equal(heard.queue, identity.queueArn);
  });
  it('apologises and ends when the queue is full', async () => {
    const house = await installOnConnect({ queueIsFull: true });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'intent');
    const heard = await call.input({ speech: 'I want to speak to a person' });
    assert.equal(heard.now, 'disconnected');
    assert.match(wordsOf(heard), /not possible at the moment/);
  });
  it('apologises and ends when its Lambda never answers', async () => {
    const house = await installOnConnect({ fault: () => 'throttled' });
    const heard = await house.twin.ring(maria.number).start();
    assert.equal(heard.now, 'disconnected');
    assert.match(wordsOf(heard), /not possible at the moment.*no es posible en este momento/);
  });
  it('never listens for a PIN with a block that would keep it: after a silence it starts again at the id', async () => {
    const house = await installOnConnect({ silence: 'error' });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    const heard = await call.input({ silence: true });
    assert.match(wordsOf(heard), /start again.*user ID/);
    assert.equal(heard.keysOnly, false);
    await call.input({ digits: `${maria.userId}#` });
    assert.match(wordsOf(await call.input({ digits: maria.pin })), /That is correct/);
  });
  it('takes a call whose number is withheld', async () => {
    const house = await installOnConnect();
    assert.match(wordsOf(await house.until(house.twin.ring(null), 'intent')), /That is correct/);
  });
});

describe('the encrypted keypad', () => {
  it('takes the PIN where neither Lex nor the flow Lambda ever meets it', async () => {
    const house = await installOnConnect({ keypad: pair() });
    const call = house.twin.ring(maria.number);
    const asked = await house.until(call, 'pin');
    assert.equal(asked.at, 'keypad');
    const verified = await call.input({ digits: maria.pin });
    assert.match(wordsOf(verified), /That is correct/);
    assert.equal(digitsIn(await call.input({ speech: 'add my wife' })).length, 6);
  });
  it('asks again after a silence, and counts a wrong PIN as wrong', async () => {
    const house = await installOnConnect({ keypad: pair() });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    assert.match(wordsOf(await call.input({ silence: true })), /did not hear anything.*key in your PIN/);
    assert.match(wordsOf(await call.input({ digits: '59382716' })), /do not go together/);
  });
  it('takes one entry once, also when the answer is lost', async () => {
    const house = await installOnConnect({
      keypad: pair(),
      fault: (invocation) => (invocation % 2 === 1 ? 'lost' : null),
    });
    const call = house.twin.ring(maria.number);
    for (let tries = 1; tries <= 2; tries += 1) {
      if (tries === 1) await call.start();
      await call.input({ digits: `${maria.userId}#` });
      const heard = await call.input({ digits: '59382716' });
      assert.match(wordsOf(heard), /do not go together/, `try ${tries} is not counted twice`);
    }
  });

  const keypad = pair();
  const decrypt = createKeypadDecryptor([{ keyId: identity.keyId, privateKey: keypad.privateKey }]);
  const encrypt = (digits: string, keyId: string = identity.keyId, certificate = keypad.certificate) =>
    encryptAsConnect(digits, keyId, certificate);
  it('reads what was encrypted as Connect encrypts it', async () =>
    assert.equal((await decrypt(await encrypt('48291306'))).reveal(), '48291306'));
  it('reads with either of two keys while one replaces the other', async () => {
    const next = pair();
    const both = createKeypadDecryptor([
      { keyId: 'next', privateKey: next.privateKey },
      { keyId: identity.keyId, privateKey: keypad.privateKey },
    ]);
    assert.equal((await both(await encrypt('11112222'))).reveal(), '11112222');
    assert.equal((await both(await encrypt('33334444', 'next', next.certificate))).reveal(), '33334444');
  });
  it('refuses another key, another key id, a changed byte, and what is no ciphertext, without quoting any', async () => {
    const good = await encrypt('48291306');
    const bytes = Buffer.from(good, 'base64');
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    const bad = [
      await encrypt('48291306', identity.keyId, pair().certificate),
      await encrypt('48291306', 'another'),
      bytes.toString('base64'),
      '48291306',
      'not base64!',
      'A'.repeat(5000),
    ];
    for (const input of bad)
      await assert.rejects(
        decrypt(input),
        (error) => error instanceof PortError && !error.message.includes('48291306'),
      );
  });
  it('an input that cannot be read is not understood, and no PIN is checked', async () => {
    const house = await installOnConnect({
      keypad: { certificate: pair().certificate, privateKey: pair().privateKey },
    });
    const call = house.twin.ring(maria.number);
    await house.until(call, 'pin');
    assert.match(wordsOf(await call.input({ digits: maria.pin })), /does not look like a complete PIN/);
  });
});
