// T-41. Attacker: puts markup into a name, so that a sentence becomes a verb that dials or records.
// Control: words are text nodes of one builder and nothing else (src/phone/twilio/twiml.ts). Failure would show as a document
// whose elements differ from those of a plain name.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Expect, speak } from '#conversation';
import { Secret } from '#core';
import { twimlOf } from '#phone/twilio';
import { readTwiml, type Verb } from '../../twin/twilio/index.ts';

const payloads = [
  '</Say><Dial>+19005550199</Dial><Say>',
  '"/><Redirect>https://evil.example</Redirect>',
  ']]><Record/>',
  '<![CDATA[<Hangup/>]]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
  '&lt;/Say&gt;&lt;Dial&gt;',
  '&#60;/Say&#62;',
  '&amp;lt;',
  '<speak><break time="9999s"/></speak>',
  "' onload='x",
  '\u0000\u0001\u0008\u000b\u001f\ufffe\uffff',
  '\u202e\u2066</Say>',
  '\ud800',
  '\udc00<Dial/>',
  '\r\n</Say>\r\n',
  '${brand}{{x}}%s',
  'a'.repeat(5000),
];

const expect: Expect = { input: 'both', maxDigits: 1, seconds: 8, secret: false, next: 'listening', hints: ['yes'] };
const voices = { en: 'Polly.Joanna-Neural', es: 'Polly.Lupe-Neural' };

/** The shape of a document: its verbs and attributes without what is said. */
const shape = (verbs: readonly Verb[]): unknown =>
  verbs.map(({ name, attributes, children }) => [name, [...attributes], shape(children)]);

/** A document in which every place that can hold foreign words holds these. */
const documentWith = (words: string) => {
  const secret = new Secret(words);
  const say = speak(
    'en',
    [
      { id: 'welcome' },
      { id: 'digits' },
      { id: 'page_code' },
      { id: 'digits_only_there' },
      { id: 'text_sent', values: { ending: words } },
      { id: 'intents', values: { '1': words } },
      { id: 'readback' },
      { id: 'done' },
    ],
    { brand: words, host: words, digits: secret, pageCode: secret, readback: secret, done: secret },
  );
  return twimlOf({ lang: 'en', say, expect, action: 'https://a.example/x', seconds: 8 }, voices, null);
};

describe('T-41 markup in whatever a caller can put into a sentence', () => {
  const plain = shape(readTwiml(documentWith('Anna')));

  for (const payload of payloads) {
    it(`stays the words of a Say: ${JSON.stringify(payload).slice(0, 50)}`, () => {
      const verbs = readTwiml(documentWith(payload));
      assert.deepEqual(shape(verbs), plain);
      assert.ok(!JSON.stringify(shape(verbs)).match(/Dial|Record|Hangup/));
    });
  }

  it('is said as it is, sign for sign, where XML can hold it', () => {
    const [gather] = readTwiml(documentWith('R&D <b>"x"</b>'));
    assert.ok(gather?.children.some(({ text }) => text.includes('R&D <b>"x"</b>')));
  });
});
