// The provider of texts at its worst, with a stopped clock: what callers are told, and what links live.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Behaviour } from '../../twin/twilio/index.ts';
import { james, maria, type Person } from './installation.ts';
import { codeIn, installOnTwilio, type OnTwilio } from './twilio-installation.ts';

const told =
  /I have just sent a text|I am sending a text|the text could not be sent|as many texts as we may|not possible at the moment/;

const stateOfCode = async (app: OnTwilio, code: string) => {
  const answer = await app.fetch('/offer/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
  });
  return ((await answer.json()) as { state: string }).state;
};

const kinds = async (app: OnTwilio) =>
  (await app.store.list<{ fact: { kind: string; reason?: string; status?: string } }>(['journal', 'entry'])).map(
    ({ value }) => value.fact,
  );

/** Every account has one live link at most, and every live link is in one text at most. */
const oneLiveLinkEach = async (app: OnTwilio) => {
  const live = new Map<string, number>();
  for (const message of app.account.messages) {
    if ((await stateOfCode(app, codeIn(message.body))) === 'offered')
      live.set(message.to, (live.get(message.to) ?? 0) + 1);
  }
  for (const [to, count] of live) assert.equal(count, 1, `${count} live links to ${to}`);
  const codes = app.account.messages.map(({ body }) => codeIn(body));
  assert.equal(new Set(codes).size, codes.length, 'no code was ever texted twice');
};

/** A call through to the wish, and how long the caller waited for the answer to it. */
const wish = async (app: OnTwilio, from: Person) => {
  const call = await app.dial(from);
  await app.act(call, { keys: `${from.userId}#` });
  await app.act(call, { keys: from.pin });
  const began = app.clock.now();
  const said = await app.act(call, { speech: 'I want to add my wife' });
  return { call, said, waited: app.clock.now() - began };
};

describe('a provider that is down for ten minutes', () => {
  const faults: Record<string, Behaviour> = {
    'and hangs': 'hang',
    'and answers 500': { status: 500, code: 20500 },
    'and answers 500 after it has taken the text': 'accept_then_500',
    'and says nothing after it has taken the text': 'accept_then_hang',
    'and refuses for the number of requests': { status: 429, code: 20429 },
  };
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}: every caller is told within 8 s, no link is live twice, all is cleared up after`, async () => {
      const app = await installOnTwilio();
      app.behave(() => fault);
      const until = app.clock.now() + 600;
      for (let turn = 0; app.clock.now() < until; turn += 1) {
        const { call, said, waited } = await wish(app, turn % 2 === 0 ? maria : james);
        assert.match(said, told);
        assert.ok(waited <= 8, `the caller waited ${waited} s`);
        for (let beats = 0; beats < 4 && call.standing().state === 'gathering'; beats += 1) {
          app.clock.advance(8);
          await app.act(call, { silence: true });
          await app.app.tend();
        }
        await oneLiveLinkEach(app);
        if (turn % 3 === 0 && call.standing().state === 'gathering') await call.hangUp();
        app.clock.advance(30);
      }
      app.behave(() => 'accept');
      app.clock.advance(20);
      for (let rounds = 0; rounds < 30; rounds += 1) await app.app.tend();
      assert.deepEqual(await app.store.list(['text', 'open']), [], 'nothing is left unclear');
      // Every text that the network still delivers is dead by validity, or its link is the one that lives.
      for (const message of app.account.messages) {
        const code = codeIn(message.body);
        if (await app.account.deliver(message)) continue;
        assert.notEqual(await stateOfCode(app, code), 'offered', 'a text expired before its link');
      }
      await oneLiveLinkEach(app);
      const { said } = await wish(app, maria);
      assert.match(said, told);
    });
  }
});

describe('an answer that was lost', () => {
  it('is said to take longer, looked up, and found: the caller hears that the text is out, and one text is out', async () => {
    const app = await installOnTwilio();
    app.behave((asked) => (asked === 'send' ? 'accept_then_500' : 'accept'));
    const { call, said } = await wish(app, maria);
    assert.match(said, /taking a little longer/);
    await app.app.tend();
    app.clock.advance(12);
    assert.match(await app.act(call, { silence: true }), /I have just sent a text/);
    assert.equal(app.account.messages.length, 1);
    assert.equal(await stateOfCode(app, codeIn(app.account.messages[0]!.body)), 'offered');
  });

  it('of a text that was never taken is told as failed, the link dies, and a new text has a new code', async () => {
    const app = await installOnTwilio();
    app.behave((asked) => (asked === 'send' ? { status: 500 } : 'accept'));
    const { call } = await wish(app, maria);
    app.clock.advance(8);
    await app.act(call, { silence: true });
    await app.app.tend();
    app.clock.advance(8);
    assert.match(await app.act(call, { silence: true }), /the text could not be sent/);
    assert.ok((await kinds(app)).some(({ kind, reason }) => kind === 'grant_dead' && reason === 'text_failed'));
    app.behave(() => 'accept');
    assert.match(await app.act(call, { speech: 'send it again' }), /I have just sent a text/);
    assert.equal(app.account.messages.length, 1);
  });

  it('is cleared up by the first callback, before anybody looks', async () => {
    const app = await installOnTwilio();
    app.behave((asked) => (asked === 'send' ? 'accept_then_500' : { status: 500 }));
    const { call } = await wish(app, maria);
    await app.account.report(app.account.messages[0]!, 'sent');
    app.clock.advance(12);
    assert.match(await app.act(call, { silence: true }), /I have just sent a text/);
    assert.deepEqual(await app.store.list(['text', 'open']), []);
  });

  it('of a process that died in the middle is looked up as well', async () => {
    const app = await installOnTwilio();
    const { call } = await wish(app, maria);
    const [row] = await app.store.list<{ id: string; state: string; providerId: null }>(['text', 'row']);
    const [index] = await app.store.list(['text', 'provider']);
    await app.store.commit({
      checks: [],
      writes: [
        { put: row!.key, value: { ...row!.value, state: 'sending', providerId: null } },
        { put: ['text', 'open', row!.value.id], value: 1 },
        { delete: index!.key },
      ],
    });
    app.clock.advance(7);
    await app.act(call, { silence: true });
    await app.app.tend();
    const [after] = await app.store.list<{ state: string }>(['text', 'row']);
    assert.equal(after?.value.state, 'accepted');
    assert.equal(app.account.messages.length, 1);
  });
});

describe('what Twilio reports of a text', () => {
  it('is said at once when it will not arrive, and the link is dead', async () => {
    for (const [code, reason] of [
      [30_003, 'unreachable'],
      [30_006, 'not_mobile'],
      [30_007, 'blocked'],
      [21_610, 'opted_out'],
    ] as const) {
      const app = await installOnTwilio();
      const { call } = await wish(app, maria);
      app.clock.advance(12);
      await app.act(call, { silence: true });
      await app.account.report(app.account.messages[0]!, 'undelivered', code);
      await app.idle();
      assert.match(call.takeHeard().join(' '), /the text could not be sent/);
      assert.equal(await stateOfCode(app, codeIn(app.account.messages[0]!.body)), 'dead');
      assert.ok((await kinds(app)).some((fact) => fact.kind === 'text_failed' && fact.reason === reason));
    }
  });

  it('counts once and in order, however often and late it comes', async () => {
    const app = await installOnTwilio();
    await wish(app, maria);
    const message = app.account.messages[0]!;
    await app.account.report(message, 'delivered');
    for (const late of ['sent', 'queued', 'delivered', 'delivered', 'failed', 'undelivered']) {
      assert.equal((await app.account.repeat(message, late, late === 'failed' ? 30_003 : null))?.status, 204);
    }
    const facts = (await kinds(app)).filter(({ kind }) => kind.startsWith('text_'));
    assert.deepEqual(
      facts.map(({ kind, status }) => [kind, status]),
      [
        ['text_sent', undefined],
        ['text_status', 'delivered'],
      ],
    );
    assert.equal(await stateOfCode(app, codeIn(message.body)), 'offered');
  });

  it('changes nothing of a link that has died of something else meanwhile', async () => {
    const app = await installOnTwilio();
    await wish(app, maria);
    const [message] = app.account.messages;
    await app.account.report(message!, 'sent');
    await app.fetch('/offer/decline', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ 'pre-authorized_code': codeIn(message!.body), reason: 'declined' }).toString(),
    });
    await app.account.report(message!, 'failed', 30_003);
    const facts = await kinds(app);
    assert.equal(facts.filter(({ kind }) => kind === 'grant_dead').length, 1);
    assert.ok(!facts.some(({ kind }) => kind === 'text_failed'));
  });

  it('cannot be about another text than the one it names', async () => {
    const app = await installOnTwilio();
    await wish(app, maria);
    await wish(app, james);
    const [first, second] = app.account.messages;
    const crossed = { ...first!, callback: second!.callback };
    await app.account.report(crossed as typeof first & object, 'failed', 30_003);
    assert.equal(await stateOfCode(app, codeIn(second!.body)), 'offered');
    assert.equal(await stateOfCode(app, codeIn(first!.body)), 'offered');
  });
});

describe('the life of a text', () => {
  it('is no longer than what is left of its link', async () => {
    const app = await installOnTwilio();
    await wish(app, maria);
    assert.equal(app.account.messages[0]?.validSeconds, 300);
    const slow = await installOnTwilio({ VOICEGRANT_CODE_SECONDS: '60' });
    await wish(slow, maria);
    assert.ok((slow.account.messages[0]?.validSeconds ?? 61) <= 60);
  });

  it('is not asked for at all by a number that is on no list', async () => {
    const app = await installOnTwilio({ VOICEGRANT_TEXT_COUNTRIES: '+34' });
    const { said } = await wish(app, maria);
    assert.match(said, /could not be sent/);
    assert.equal(app.account.messages.length, 0);
  });
});
