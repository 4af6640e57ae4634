// The provider of texts at its worst, with a stopped clock: what callers are told, and what links live.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { james, maria } from './installation.ts';
import { faults, kinds, stateOfCode, tenMinutesDown, wish } from './twilio-down.ts';
import { codeIn, installOnTwilio } from './twilio-installation.ts';

describe('a provider that is down for ten minutes under a load of calls', () => {
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}: every caller is told within 8 s, no link is live twice, all is cleared up after`, async (t) => {
      const seen = await tenMinutesDown(fault, { people: 24, callsEachRound: 3, beatsEachRound: 3 });
      t.diagnostic(`${seen.calls} calls, ${seen.texts} texts taken, longest wait ${seen.longest} s`);
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
    for (const [code, reason, said] of [
      [30_003, 'unreachable', /could not reach your phone.+send it again/],
      [30_006, 'not_mobile', /the number we have for you cannot get texts.+put you through/],
      [30_007, 'blocked', /the text could not be sent.+send it again/],
      [21_610, 'opted_out', /asked for no more texts.+START.+put you through/],
    ] as const) {
      const app = await installOnTwilio();
      const { call } = await wish(app, maria);
      app.clock.advance(12);
      await app.act(call, { silence: true });
      await app.account.report(app.account.messages[0]!, 'undelivered', code);
      await app.idle();
      assert.match(call.takeHeard().join(' '), said);
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
