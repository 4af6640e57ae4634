import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maria } from './installation.ts';
import { codeIn, digitsIn, installOnTwilio, type OnTwilio } from './twilio-installation.ts';

const codeOf = ({ account }: OnTwilio) => codeIn(account.messages.at(-1)?.body ?? '');

const offer = (app: OnTwilio, what: string, form: Record<string, string> = {}) =>
  app.fetch(`/offer/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'pre-authorized_code': codeOf(app), ...form }).toString(),
  });

const stateOf = async (app: OnTwilio) => ((await (await offer(app, 'status')).json()) as { state: string }).state;

describe('a call over Twilio', () => {
  it('takes the PIN by keypad and by nothing else', async () => {
    const app = await installOnTwilio({ VOICEGRANT_SPOKEN_PIN: 'on' });
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#` });
    assert.deepEqual(call.standing().hears, { keys: true, speech: false });
    assert.match(call.standing().action, /\/phone\/twilio\/secret\/[\w-]{22}$/);
    assert.match(await app.act(call, { keys: maria.pin }), /Thank you/);
    assert.equal(app.account.problems.length, 0);
  });

  it('asks for no digit more than there are, so that keying ends by itself', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#` });
    assert.match(call.documents.at(-1) ?? '', /<Gather input="dtmf"[^>]* numDigits="8"/);
  });

  it('tells the recogniser what callers ask for', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#` });
    await app.act(call, { keys: maria.pin });
    assert.match(call.documents.at(-1) ?? '', / hints="[^"]*add my wife/);
    assert.match(call.documents.at(-1) ?? '', / language="en-US"/);
  });

  it('speaks Spanish on the number for it, in a voice for it', async () => {
    const app = await installOnTwilio();
    const call = await app.dial(maria, 'es');
    assert.match(call.takeHeard().join(' '), /Hola/);
    assert.match(call.documents[0] ?? '', /<Say voice="Polly\.Lupe-Neural" language="es-US">/);
  });

  it('puts a caller through to the agent of the settings, and ends the call where there is none', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { speech: 'I want to speak to a person' });
    assert.equal(call.standing().state, 'transferred');
    assert.match(call.documents.at(-1) ?? '', /<Dial><Number>\+15555550199<\/Number><\/Dial>/);
    const alone = await installOnTwilio({ VOICEGRANT_AGENT_NUMBER: '' });
    const other = await alone.dial();
    await alone.act(other, { speech: 'I want to speak to a person' });
    assert.equal(other.standing().state, 'ended');
  });

  it('keeps the link alive while the bot is still reading out the digits, stretch by stretch', async () => {
    const app = await installOnTwilio();
    const { call, said } = await app.askedFor();
    const stretches = call.documents.filter((document) => document.includes('<Gather')).slice(-4);
    assert.ok(stretches.length > 1);
    assert.ok(call.documents.at(-2)?.includes('timeout="1"'), 'a stretch is followed by the next at once');
    assert.match(said, /Your six digits are .* I will wait here\.$/);
    for (let beats = 0; beats < 10; beats += 1) {
      app.clock.advance(8);
      await app.act(call, { silence: true });
      await app.app.tend();
      assert.equal(await stateOf(app), 'offered');
    }
  });

  it('lets the link die when Twilio falls silent, without any word from it', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    await call.lose();
    app.clock.advance(25);
    assert.equal(await stateOf(app), 'dead');
  });

  it('lets nobody lose the call over a long greeting and slow fingers', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    app.clock.advance(60);
    await app.app.tend();
    assert.match(await app.act(call, { keys: `${maria.userId}#` }), /PIN/);
  });

  it('kills the link at once when Twilio says that the call is over, and again changes nothing', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    await call.hangUp();
    assert.equal(await stateOf(app), 'dead');
    await call.hangUp();
    assert.equal(await stateOf(app), 'dead');
  });
});

describe('what happens on the page', () => {
  it('is said at once, by a live-call update, when the bot is silent', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    app.clock.advance(12);
    await app.act(call, { silence: true });
    await offer(app, 'open');
    await app.idle();
    assert.match(call.takeHeard().join(' '), /you have opened the link/);
    assert.equal(app.account.asked.at(-1), 'update');
    assert.equal(app.account.problems.length, 0);
  });

  it('waits until the bot has finished speaking', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    await offer(app, 'open');
    await app.idle();
    assert.ok(!app.account.asked.includes('update'));
    app.clock.advance(8);
    assert.match(await app.act(call, { silence: true }), /you have opened the link/);
  });

  it('is said when the silence comes round, if Twilio does not take the update, and the page never waits for it', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    app.clock.advance(12);
    await app.act(call, { silence: true });
    app.behave((asked) => (asked === 'update' ? { status: 500 } : 'accept'));
    assert.equal((await offer(app, 'open')).status, 204);
    await app.idle();
    assert.deepEqual(call.takeHeard(), []);
    assert.match(await app.act(call, { silence: true }), /you have opened the link/);
  });

  it('disturbs nobody for what is not said, or after the call has ended', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    app.clock.advance(12);
    await app.act(call, { silence: true });
    await app.account.report(app.account.messages[0]!, 'delivered');
    await app.idle();
    assert.ok(!app.account.asked.includes('update'));
    await call.hangUp();
    await app.idle();
    assert.ok(!app.account.asked.includes('update'));
  });

  it('cuts off nothing for good: an update that crosses with the caller’s own answer says that answer’s words again', async () => {
    const app = await installOnTwilio();
    const { call, said } = await app.askedFor();
    app.clock.advance(12);
    await app.act(call, { silence: true });
    let late = '';
    app.behave((asked) => (asked === 'update' ? 'accept_then_500' : 'accept'));
    const update = call.update;
    call.update = async (url) => {
      late = url;
    };
    await offer(app, 'open');
    await app.idle();
    assert.match(late, /\/phone\/twilio\/news\/[\w-]{22}$/);
    const own = await app.act(call, { speech: 'repeat' });
    assert.ok(own.includes(digitsIn(said).slice(0, 3).split('').join(' ')));
    await update(late);
    assert.ok(call.takeHeard().join(' ').includes(digitsIn(said).slice(0, 3).split('').join(' ')));
    assert.equal(call.failure(), null);
  });
});

describe('a step', () => {
  const send = (app: OnTwilio, { url, form }: { url: string; form: Readonly<Record<string, string>> }) =>
    app.account.webhook(url, form);

  it('asked twice within seconds is done once and answered the same', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { keys: '11112222#' });
    await app.act(call, { keys: '99999999' });
    const [last] = call.sent.slice(-1);
    const again = await send(app, last!);
    assert.equal(await again.text(), call.documents.at(-1));
    assert.match(await app.act(call, { keys: `${maria.userId}#` }), /PIN/);
    assert.match(await app.act(call, { keys: maria.pin }), /Thank you/, 'only one wrong PIN was counted');
  });

  it('asked by many at once is done by one of them', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    const url = call.standing().action;
    const form = { ...call.sent[0]!.form, CallStatus: 'in-progress', SpeechResult: 'send it again', Confidence: '0.9' };
    const before = app.account.messages.length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(app, { url, form })));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(app.account.messages.length, before + 1);
  });

  it('asked again later, or one of before, is refused and says nothing', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    const old = call.sent.slice(0, -1);
    for (const one of old) assert.equal((await send(app, one)).status, 403, one.url);
    app.clock.advance(31);
    assert.equal((await send(app, call.sent.at(-1)!)).status, 403);
    assert.ok(!(await (await send(app, call.sent.at(-1)!)).text()).includes('Say'));
  });

  it('renews nothing when it is a repetition', async () => {
    const app = await installOnTwilio();
    const { call } = await app.askedFor();
    app.clock.advance(20);
    assert.equal((await send(app, call.sent.at(-1)!)).status, 200);
    app.clock.advance(5);
    assert.equal(await stateOf(app), 'dead');
  });

  it('of another call is refused', async () => {
    const app = await installOnTwilio();
    const [mine, other] = [await app.dial(), await app.dial()];
    const { form } = mine.sent[0]!;
    assert.equal((await send(app, { url: other.standing().action, form: { ...form, Digits: '1' } })).status, 403);
  });

  it('apologises and hands over when the store is down, instead of an application error', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    const { PortError } = await import('#core');
    app.store.commit = () => Promise.reject(new PortError('store', 'down', { retryable: true }));
    await app.act(call, { keys: `${maria.userId}#` });
    assert.equal(call.standing().state, 'transferred');
    assert.match(call.documents.at(-1) ?? '', /that is not possible at the moment/);
  });

  it('keeps no digit and no PIN in the store', async () => {
    const app = await installOnTwilio();
    const { call, said } = await app.askedFor();
    const rows = await app.store.list(['twilio']);
    const kept = JSON.stringify(rows);
    assert.equal(rows.length, 1);
    for (const secret of [maria.pin, digitsIn(said), codeOf(app)]) assert.ok(!kept.includes(secret));
    assert.ok(!kept.includes(digitsIn(said).split('').join(' ')));
    await call.hangUp();
  });
});
