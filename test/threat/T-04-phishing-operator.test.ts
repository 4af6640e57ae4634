// T-04. Attacker: on the line with us as the victim, and with the victim on another line, asking for "the code we sent".
// Control: the code is 43 characters that nobody reads aloud; the text says that it belongs to a call the reader is making and
// what to do if not; no answer of ours but the text holds the link (src/message/compose.ts, src/http/). Who rings from another
// number than the one on file has to say yes on the call to what was typed, or gets a person (src/app/step-up.ts).
// Failure would show as a link in any other answer, as a text that does not say so, or as an order from another number that
// is carried out without a yes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, Secret } from '#core';
import { compose } from '#message';
import { stepUp } from '../../src/app/step-up.ts';
import { install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const code = new Secret('A'.repeat(43));
const common = { brand: 'Acme', origin: 'https://confirm.acme.example' } as const;

test('the text says who is calling whom, and what to do if it is not you', () => {
  const body = (lang: 'en' | 'es') =>
    compose({ ...common, lang, delivery: 'link', type: 'add_user', code })
      .reveal()
      .replace(code.reveal(), '…');
  assert.equal(
    body('en'),
    'Acme: you are on the phone with us. Finish here: https://confirm.acme.example/add_user#… Not you? Do not open it.',
  );
  assert.equal(
    body('es'),
    'Acme: nos esta llamando. Termine aqui: https://confirm.acme.example/add_user?es#… ¿No es usted? Ignorelo.',
  );
  const digits = (lang: 'en' | 'es') =>
    compose({ ...common, lang, delivery: 'voice', digits: new Secret('402913') }).reveal();
  assert.match(digits('en'), /Type them only at confirm\.acme\.example.*Never say them to anyone/);
  assert.match(digits('es'), /solo en confirm\.acme\.example.*No las diga a nadie/);
});

test('no answer but the text holds the link, not even to whoever is verified on the call', async (t) => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const seen: string[] = [];
  for (const speech of ['repeat', 'help', 'what is the link', 'read me the code', 'send it again', 'spell the link']) {
    seen.push(JSON.stringify(await house.says(offer.call, speech)));
  }
  const held = [offer.code, /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? ''];
  for (const [method, path] of house.app.routes) {
    // The handset's own window on the mobile beside it is the text itself, and exists in development only.
    if (method !== 'GET' || path.includes('{') || path.endsWith('/texts') || path.endsWith('/calls')) continue;
    seen.push(await (await house.fetch(path)).text());
  }
  for (const held_ of held)
    for (const path of ['/offer/status', '/offer/open']) {
      seen.push(JSON.stringify((await client.form(path, { 'pre-authorized_code': held_ })).body));
    }
  const answer = await client.redeem(held[1] ?? '', '000000');
  seen.push(JSON.stringify([answer.body, ...answer.headers]));
  tell(t, 'T-04', seen.length, seen.filter((body) => held.some((one) => one !== '' && body.includes(one))).length);
});

test('what a victim forwards is dead as soon as the attacker hangs up', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  await house.hangUp(offer.call);
  const thief = createPlainClient(house.fetch, house.issuer);
  assert.equal((await thief.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
});

test('who rings from another number has to do what the settings ask for', (t) => {
  const others: (E164 | null)[] = [null, james.number, '+15555550143' as E164, '+1555555014' as E164];
  let taken = 0;
  for (const policy of ['read_back', 'agent', 'take'] as const) {
    assert.equal(stepUp(policy, maria.number, maria.number), 'none');
    for (const number of others) if (stepUp(policy, number, maria.number) !== policy) taken += 1;
  }
  tell(t, 'T-04', 3 * others.length, taken);
});

/** Maria's id and PIN, keyed on a call from this number, up to the offer. */
const ringAs = async (house: Awaited<ReturnType<typeof install>>, from: typeof maria) => {
  const { call_id: call } = await house.ring(from);
  await house.keys(call, `${maria.userId}#`);
  await house.keys(call, maria.pin);
  const said = await house.says(call, 'I want to add my wife');
  const code = /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? '';
  const digits = /(\d \d \d), (\d \d \d)/.exec(said.say.join(' '));
  return { call, said, code, digits: `${digits?.[1]}${digits?.[2]}`.replaceAll(' ', '') };
};

test('an order from another number is read back, and nothing happens without a yes on that call', async (t) => {
  let done = 0;
  for (const answer of ['no', 'hang up', 'silence', 'yes'] as const) {
    const house = await install();
    const client = createPlainClient(house.fetch, house.issuer);
    const { call, code, digits } = await ringAs(house, james);
    const token = String((await client.redeem(code, digits)).body.access_token);
    const sent = await client.transact(token, 'add_user', anna);
    assert.deepEqual([sent.status, sent.body.status], [202, 'awaiting_confirmation']);
    const { say } = await house.quiet(call);
    assert.match(say.join(' '), /Anna Ortiz/, 'what was typed is read back');
    assert.deepEqual(await house.changes(maria), []);
    if (answer === 'hang up') await house.hangUp(call);
    else if (answer === 'silence') for (let wait = 0; wait < 5; wait += 1) await house.quiet(call);
    else await house.says(call, answer);
    const again = await client.transact(token, 'add_user', anna);
    if (answer === 'yes') assert.deepEqual([again.status, (await house.changes(maria)).length], [201, 1]);
    else done += (await house.changes(maria)).length + (again.status === 201 ? 1 : 0);
  }
  tell(t, 'T-04', 3, done);
});

test('where the settings say so, a call from another number gets a person and no text; the number on file gets neither more nor less', async (t) => {
  const house = await install({ env: { VOICEGRANT_OTHER_NUMBER: 'agent' } });
  const { said, code } = await ringAs(house, james);
  assert.equal(said.then, 'transferred');
  assert.equal((await ringAs(house, maria)).code.length, 43);
  const open = await install({ env: { VOICEGRANT_OTHER_NUMBER: 'take' } });
  const client = createPlainClient(open.fetch, open.issuer);
  const free = await ringAs(open, james);
  const token = String((await client.redeem(free.code, free.digits)).body.access_token);
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  tell(t, 'T-04', 1, code === '' ? 0 : 1);
});
