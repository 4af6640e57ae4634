// T-04. Attacker: on the line with us as the victim, and with the victim on another line, asking for "the code we sent".
// Control: the code is 43 characters that nobody reads aloud; the text says that it belongs to a call the reader is making and
// what to do if not; no answer of ours but the text holds the link (src/message/compose.ts, src/http/).
// Failure would show as a link in any other answer, or as a text that does not say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#core';
import { compose } from '#message';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
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
