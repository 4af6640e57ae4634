// Link first: the caller gives an id, signs in at the provider's own login on their screen, and only then hears the digits.
// (T-69: nobody's login authenticates another's call or browser.) The provider is oidc-provider, a certified OpenID provider by others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#core';
import { logIn } from '../../tools/call/login.ts';
import { maria } from './installation.ts';
import { createBrowser, installSignIn, jamesLogin, mariasLogin } from './sign-in-installation.ts';

const anna = { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1990-04-12', relationship: 'spouse' };

test('signing in on the screen authenticates the call, and the same grant, page and six digits do the rest', async (t) => {
  const { house, called, digitsIn } = await installSignIn(t);
  const { call, said, code } = await called(maria.userId);
  assert.match(said.join(' '), /you will sign in on your own phone/i);
  assert.doesNotMatch(said.join(' '), /key in your PIN/);
  assert.match(said.join(' '), /if we know that user ID, a text is on its way/i);
  assert.equal(digitsIn(said), null, 'no digits before the sign-in');
  const browser = createBrowser(house);
  assert.deepEqual(await browser.status(code).then(({ state, sign_in }) => [state, sign_in]), ['offered', 'needed']);
  const page = await browser.signIn(code, mariasLogin);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<main><h1>/);
  assert.equal(browser.jar.size, 0, 'the cookie is spent');
  assert.equal((await browser.status(code)).sign_in, 'done');
  const { say } = await house.quiet(call);
  assert.match(say.join(' '), /I can see that you have signed in/);
  const digits = digitsIn(say) ?? '';
  const redeemed = await browser.client.redeem(code, digits);
  assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
  const { amr, acr } = JSON.parse(
    Buffer.from(String(redeemed.body.access_token).split('.')[1] ?? '', 'base64url').toString(),
  );
  assert.deepEqual([amr.at(-1), acr], ['sign_in', 'urn:voicegrant:acr:sign-in-and-number-on-file']);
  const done = await browser.client.transact(String(redeemed.body.access_token), 'add_user', anna);
  assert.equal(done.status, 201);
  assert.equal((await house.changes(maria)).length, 1);
  assert.match((await house.quiet(call)).say.join(' '), /Anna Ortiz/);
});

test('once signed in, the caller can do something else without signing in again', async (t) => {
  const { house, called, digitsIn } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  await createBrowser(house).signIn(code, mariasLogin);
  await house.quiet(call);
  const { say } = await house.says(call, 'send it again');
  assert.match(say.join(' '), /ending in 4 2/);
  const newer = /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? '';
  const browser = createBrowser(house);
  assert.equal((await browser.status(newer)).sign_in, undefined);
  assert.equal((await browser.client.redeem(newer, digitsIn(say) ?? '')).status, 200);
});

test('before the sign-in nothing can be redeemed, no digits are spent, and none are said', async (t) => {
  const { house, called, digitsIn } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const browser = createBrowser(house);
  for (let guess = 0; guess < 8; guess += 1) {
    const { status, body } = await browser.client.redeem(code, String(100_000 + guess));
    assert.deepEqual([status, body.error, body.tx_code_attempts_remaining], [400, 'invalid_grant', undefined]);
  }
  for (const wish of ['repeat', 'help', 'no link', 'send it again', 'what are my digits']) {
    assert.equal(digitsIn((await house.says(call, wish)).say), null, wish);
  }
});

test('the login of another person is refused, the page says so, and three of them end the link', async (t) => {
  const { house, called } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const browser = createBrowser(house);
  await browser.signIn(code, jamesLogin);
  assert.equal((await browser.status(code)).sign_in, 'other_person');
  assert.deepEqual((await house.quiet(call)).say, [], 'and the call hears nothing');
  await browser.signIn(code, mariasLogin);
  assert.equal((await browser.status(code)).sign_in, 'done');

  const second = await called(maria.userId);
  for (let n = 0; n < 3; n += 1) await browser.signIn(second.code, jamesLogin);
  assert.deepEqual(await browser.status(second.code).then(({ state, reason }) => [state, reason]), [
    'dead',
    'attempts_spent',
  ]);
  await assert.rejects(browser.begin(second.code));
});

test('a login that was cancelled changes nothing and can be tried again', async (t) => {
  const { house, called } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const browser = createBrowser(house);
  await browser.signIn(code, 'cancel');
  assert.equal((await browser.status(code)).sign_in, 'needed');
  assert.deepEqual((await house.quiet(call)).say, []);
  await browser.signIn(code, mariasLogin);
  assert.equal((await browser.status(code)).sign_in, 'done');
});

test('an answer of the provider is taken once, and only in the browser that asked', async (t) => {
  const { house, called, login } = await installSignIn(t);
  const { code } = await called(maria.userId);
  const [hers, another] = [createBrowser(house), createBrowser(house)];
  const address = await logIn(await hers.begin(code), mariasLogin, house.issuer);
  // Somebody else's browser: without a cookie, and with one of a login of its own.
  await another.back(address);
  await another.begin(code);
  await another.back(address);
  assert.equal((await hers.status(code)).sign_in, 'needed');
  await hers.back(address);
  assert.equal((await hers.status(code)).sign_in, 'done');
  const { logins } = login.state;
  for (const browser of [hers, another]) assert.equal((await browser.back(address)).status, 200);
  assert.equal(login.state.logins, logins);
});

test('a replayed answer does not sign anybody in to the next link', async (t) => {
  const { house, called } = await installSignIn(t);
  const first = await called(maria.userId);
  const browser = createBrowser(house);
  const address = await logIn(await browser.begin(first.code), mariasLogin, house.issuer);
  const cookie = new Map(browser.jar);
  await browser.back(address);
  const second = await called(maria.userId);
  for (const [name, value] of cookie) browser.jar.set(name, value);
  await browser.back(address);
  assert.equal((await browser.status(second.code)).sign_in, 'needed');
});

test('two tabs of one browser: the newest login counts, the older one comes back to the page and changes nothing', async (t) => {
  const { house, called } = await installSignIn(t);
  const { code } = await called(maria.userId);
  const browser = createBrowser(house);
  const older = await logIn(await browser.begin(code), mariasLogin, house.issuer);
  const newer = await logIn(await browser.begin(code), mariasLogin, house.issuer);
  assert.equal((await browser.back(older)).status, 200);
  assert.equal((await browser.status(code)).sign_in, 'needed');
  await browser.back(newer);
  assert.equal((await browser.status(code)).sign_in, 'done');
});

test('only the browser that signed in can redeem, even with the right digits', async (t) => {
  const { house, called, digitsIn } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const [hers, thief] = [createBrowser(house), createBrowser(house)];
  const waiting = await logIn(await thief.begin(code), jamesLogin, house.issuer);
  await hers.signIn(code, mariasLogin);
  const digits = digitsIn((await house.quiet(call)).say) ?? '';
  assert.equal((await thief.client.redeem(code, digits)).status, 400);
  await thief.back(waiting);
  assert.equal((await thief.client.redeem(code, digits)).status, 400);
  assert.equal((await hers.client.redeem(code, digits)).status, 200, 'and hers costs it nothing');
});

test('a login that comes back after the call has ended, or the link has expired, authenticates nothing', async (t) => {
  const { house, called } = await installSignIn(t);
  const first = await called(maria.userId);
  const browser = createBrowser(house);
  const late = await logIn(await browser.begin(first.code), mariasLogin, house.issuer);
  await house.hangUp(first.call);
  await browser.back(late);
  assert.deepEqual(await browser.status(first.code).then(({ state, reason }) => [state, reason]), ['dead', 'hung_up']);
  assert.equal((await house.app.calls.get(first.call as never))?.value.caller, null);

  const second = await called(maria.userId);
  const expired = await logIn(await browser.begin(second.code), mariasLogin, house.issuer);
  for (let beat = 0; beat < 20; beat += 1) {
    house.clock.advance(16);
    await house.quiet(second.call);
  }
  await browser.back(expired);
  assert.equal((await browser.status(second.code)).reason, 'expired');
  assert.equal((await house.app.calls.get(second.call as never))?.value.caller, null);
});

test('a person locked by an operator meanwhile is not signed in', async (t) => {
  const { house, called, users } = await installSignIn(t);
  const { code } = await called(maria.userId);
  const browser = createBrowser(house);
  const address = await logIn(await browser.begin(code), mariasLogin, house.issuer);
  await users.disable(new Secret(maria.userId));
  await browser.back(address);
  assert.equal((await browser.status(code)).reason, 'locked');
});

test('“I did not make this call” ends a call that was never signed in to, without saying whose id it was', async (t) => {
  const { house, called } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const body = new URLSearchParams({ 'pre-authorized_code': code, reason: 'disowned' });
  await house.fetch('/offer/decline', { method: 'POST', body });
  const turn = await house.quiet(call);
  assert.doesNotMatch(turn.say.join(' '), /somebody pressed|account/i);
  assert.equal(turn.then, 'ended');
});

test('a provider that is down is told to the page, and the login can be begun again', async (t) => {
  const { house, called, login } = await installSignIn(t);
  const { code } = await called(maria.userId);
  const browser = createBrowser(house);
  login.state.down = true;
  assert.equal((await browser.client.beginLogin(code)).status, 503);
  login.state.down = false;
  const address = await logIn(await browser.begin(code), mariasLogin, house.issuer);
  login.state.down = true;
  assert.equal((await browser.back(address)).status, 200);
  login.state.down = false;
  assert.equal((await browser.status(code)).sign_in, 'needed');
  await browser.signIn(code, mariasLogin);
  assert.equal((await browser.status(code)).sign_in, 'done');
});

test('where a PIN is asked first, an account that needs more than a password goes on with its own login', async (t) => {
  const asked: string[] = [];
  const { house, digitsIn } = await installSignIn(t, { VOICEGRANT_SIGN_IN: 'when_needed' }, async (_, pin) => {
    asked.push(pin.reveal());
    return { verdict: 'cannot_say', reason: pin.reveal() === maria.pin ? 'mfa_required' : 'unavailable' };
  });
  const { call_id: call } = await house.ring(maria);
  await house.keys(call, `${maria.userId}#`);
  const { say } = await house.keys(call, maria.pin);
  assert.match(say.join(' '), /you will sign in on your own phone/i);
  await house.says(call, 'I want to add my wife');
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  const code = /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? '';
  await createBrowser(house).signIn(code, mariasLogin);
  assert.match(digitsIn((await house.quiet(call)).say) ?? '', /^\d{6}$/);

  const { call_id: down } = await house.ring(maria);
  await house.keys(down, `${maria.userId}#`);
  assert.equal((await house.keys(down, '00000000')).then, 'transferred', 'a provider that is down is no reason');
  assert.deepEqual(asked, [maria.pin, '00000000']);
});

test('the login’s cookie is for this host alone, out of reach of scripts and of other sites’ requests', async (t) => {
  const { house, called } = await installSignIn(t, { VOICEGRANT_ISSUER: 'https://voice.localhost' });
  const { code } = await called(maria.userId);
  const { headers, body } = await createBrowser(house).client.beginLogin(code);
  const attributes = (headers.get('set-cookie') ?? '').split('; ');
  assert.match(attributes[0] ?? '', /^__Host-voicegrant-login=[\w-]{43}$/);
  for (const wanted of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Max-Age=600']) {
    assert.ok(attributes.includes(wanted), wanted);
  }
  const asked = new URL(String(body.location)).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  assert.equal(asked.get('prompt'), 'login');
  for (const name of ['state', 'nonce', 'code_challenge']) assert.match(asked.get(name) ?? '', /^[\w-]{43}$/, name);
  // Nothing of it is in the store: not the cookie, not what is made from it.
  const cookie = attributes[0]?.split('=')[1] ?? '';
  const kept = JSON.stringify(await house.store.list(['login']));
  for (const secret of [cookie, asked.get('state'), asked.get('nonce')]) assert.ok(!kept.includes(secret ?? ''));
});
