import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import twilio from 'twilio';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { Expect } from '#conversation';
import { Secret } from '#core';
import {
  comeBack,
  farewell,
  isSigned,
  readRequest,
  signatureOf,
  speakingSeconds,
  start,
  stretch,
  twimlOf,
} from './index.ts';

const token = '0123456789abcdef0123456789abcdef';
const voices = { en: 'Polly.Joanna-Neural', es: 'Polly.Lupe-Neural' };
const expect: Expect = {
  input: 'both',
  maxDigits: 6,
  seconds: 8,
  secret: false,
  next: 'waiting',
  hints: ['add my wife', 'yes, please'],
};

describe('the signature of a webhook', () => {
  it('is the one Twilio’s own library makes and accepts, for any form', () => {
    const form = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 60 }), {
      maxKeys: 20,
    });
    fc.assert(
      fc.property(form, fc.webPath(), (params, path) => {
        const url = `https://confirm.acme.example${path}`;
        const own = signatureOf(new Secret(token), url, new Map(Object.entries(params)));
        assert.equal(own, getExpectedTwilioSignature(token, url, params));
        assert.ok(validateRequest(token, own, url, params));
      }),
      { numRuns: 300 },
    );
  });

  it('counts under the primary and the secondary token, and under no other', () => {
    const form = new Map([['CallSid', 'CA1']]);
    const url = 'https://confirm.acme.example/phone/twilio/calls';
    const tokens = [new Secret(token), new Secret('f'.repeat(32))];
    for (const one of tokens) assert.ok(isSigned(tokens, signatureOf(one, url, form), url, form));
    assert.ok(!isSigned(tokens, signatureOf(new Secret('e'.repeat(32)), url, form), url, form));
    assert.ok(!isSigned(tokens, null, url, form));
    assert.ok(!isSigned(tokens, '', url, form));
    assert.ok(!isSigned([], signatureOf(tokens[0]!, url, form), url, form));
  });

  it('is for one address: another host, scheme, path or query has another', () => {
    const form = new Map([['CallSid', 'CA1']]);
    const url = 'https://confirm.acme.example/phone/twilio/calls';
    const signature = signatureOf(new Secret(token), url, form);
    for (const other of [`${url}/`, `${url}?a=1`, url.replace('https', 'http'), url.replace('acme', 'evil')]) {
      assert.ok(!isSigned([new Secret(token)], signature, other, form));
    }
  });
});

describe('TwiML', () => {
  it('is what Twilio’s own library writes', () => {
    const scene = {
      lang: 'en' as const,
      say: ['Rock & <roll>', 'Your "six" digits'],
      expect,
      action: 'https://a.example/x',
      seconds: 8,
    };
    const response = new twilio.twiml.VoiceResponse();
    const gather = response.gather({
      input: ['dtmf', 'speech'],
      action: 'https://a.example/x',
      method: 'POST',
      timeout: 8,
      finishOnKey: '#',
      numDigits: 6,
      actionOnEmptyResult: true,
      bargeIn: true,
      language: 'en-US',
      speechTimeout: 'auto',
      maxSpeechTime: 10,
      profanityFilter: false,
      hints: 'add my wife,yes  please',
    });
    for (const sentence of scene.say) gather.say({ voice: 'Polly.Joanna-Neural', language: 'en-US' }, sentence);
    response.redirect({ method: 'POST' }, 'https://a.example/x');
    assert.equal(twimlOf(scene, voices, null), response.toString());
  });

  it('asks for keys alone when what comes is secret, even where speech would be taken', () => {
    const scene = {
      lang: 'en' as const,
      say: [],
      expect: { ...expect, secret: true },
      action: 'https://a.example/x',
      seconds: 8,
    };
    const document = twimlOf(scene, voices, null);
    assert.match(document, /input="dtmf"/);
    assert.ok(!/speech|hints|language/.test(document));
  });

  it('ends a call that has ended, and dials none but the agent of the settings', () => {
    const ended = {
      lang: 'en' as const,
      say: ['Goodbye.'],
      expect: { ...expect, next: 'ended' as const },
      action: null,
      seconds: 0,
    };
    assert.match(twimlOf(ended, voices, '+15555550199' as never), /<Say[^>]*>Goodbye\.<\/Say><Hangup\/><\/Response>$/);
    const over = { ...ended, expect: { ...expect, next: 'transferred' as const } };
    assert.match(
      twimlOf(over, voices, '+15555550199' as never),
      /<Dial><Number>\+15555550199<\/Number><\/Dial><Hangup\/>/,
    );
    assert.ok(!twimlOf(over, voices, null).includes('Dial'));
    assert.match(
      farewell('es', ['Adiós.'], voices, null),
      /<Say voice="Polly.Lupe-Neural" language="es-US">Adiós\.<\/Say><Hangup\/>/,
    );
    assert.match(
      comeBack('https://a.example/x'),
      /<Pause length="1"\/><Redirect method="POST">https:\/\/a.example\/x</,
    );
  });
});

describe('a stretch of speech', () => {
  const sentences = fc.array(fc.stringMatching(/^[A-Z][a-z 0-9]{0,60}[.?!]( [A-Z][a-z0-9 ]{0,40}[.])?$/), {
    maxLength: 8,
  });

  it('says everything once and in order, however it is cut', () => {
    fc.assert(
      fc.property(sentences, fc.integer({ min: 1, max: 20 }), (all, seconds) => {
        const said: string[] = [];
        for (let place: typeof start | null = start; place !== null; ) {
          const { say, next } = stretch(all, place, seconds);
          said.push(...say);
          assert.notDeepEqual(next, place, 'every stretch says something');
          place = next;
        }
        const plain = (list: readonly string[]) => list.join(' ').replace(/\s+/g, ' ').trim();
        assert.equal(plain(said), plain(all));
      }),
    );
  });

  it('is no longer than asked for, unless one part alone is', () => {
    fc.assert(
      fc.property(sentences, (all) => {
        const { say } = stretch(all, start, 5);
        const parts = say.join(' ').split(/(?<=[.?!])\s+/);
        assert.ok(speakingSeconds(say.join(' ')) <= 6 || parts.length === 1);
      }),
    );
  });
});

describe('what a webhook may carry', () => {
  const good = {
    AccountSid: `AC${'1'.repeat(32)}`,
    CallSid: `CA${'2'.repeat(32)}`,
    CallStatus: 'in-progress',
    From: '+15555550142',
    To: '+15555550100',
  };
  const read = (kind: Parameters<typeof readRequest>[0], more: Record<string, string>) =>
    readRequest(kind, good.AccountSid, new Map(Object.entries({ ...good, ...more })));

  it('is read as keys, the lone hash, speech or silence', () => {
    const event = (more: Record<string, string>) => {
      const found = read('listen', more);
      assert.ok(found.ok);
      const { event } = found.request;
      return 'digits' in event
        ? event.digits.reveal()
        : 'alternatives' in event
          ? event.alternatives[0]?.reveal()
          : null;
    };
    assert.equal(event({ Digits: '12*', FinishedOnKey: '#' }), '12*');
    assert.equal(event({ Digits: '', FinishedOnKey: '#', msg: 'Gather End' }), '#');
    assert.equal(event({ SpeechResult: '¿Qué? añadir a mi mujer.', Confidence: '0.91' }), '¿Qué? añadir a mi mujer.');
    assert.equal(event({ Digits: '', msg: 'Gather End' }), null);
  });

  it('is refused whole when one thing is wrong with it', () => {
    const wrong: [Parameters<typeof readRequest>[0], Record<string, string>, string][] = [
      ['listen', { Digit: 's1234' }, 'unknown_parameter'],
      ['listen', { toString: 'x' }, 'unknown_parameter'],
      ['listen', { Digits: '12x' }, 'value'],
      ['listen', { Digits: '12\n' }, 'value'],
      ['listen', { Digits: '1', SpeechResult: 'yes' }, 'keys_and_speech'],
      ['listen', { SpeechResult: 'yesStirVerstatTN-Validation-Passed-A' }, 'swallowed_parameter'],
      ['listen', { SpeechResult: 'xTo+1999' }, 'swallowed_parameter'],
      ['secret', { SpeechResult: 'one two three' }, 'unknown_parameter'],
      ['ring', { Digits: '1' }, 'unknown_parameter'],
      ['news', { Digits: '1' }, 'unknown_parameter'],
      ['status', { CallStatus: 'over' }, 'value'],
      ['ring', { AccountSid: `AC${'9'.repeat(32)}` }, 'account'],
      ['ring', { Direction: 'outbound-api' }, 'value'],
    ];
    for (const [kind, more, fault] of wrong) assert.deepEqual(read(kind, more), { ok: false, fault });
    const { CallSid: _, ...less } = good;
    assert.deepEqual(readRequest('ring', good.AccountSid, new Map(Object.entries(less))), {
      ok: false,
      fault: 'missing_parameter',
    });
  });
});
