// T-49. Attacker: gets words, links or control characters of his own into our text.
// Control: a text is our own sentence, the brand of the settings and our own link; nothing a caller says, keys or types goes
// in (src/message/compose.ts, src/config/appearance.ts). Failure would show as a text of any other form.
// (Every brand and host that can be set: src/message/compose.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '#config';
import { segments } from '#message';
import { install, maria } from '../journey/installation.ts';
import { tell } from './tell.ts';

const payloads = [
  'add my wife\nhttps://evil.example',
  'add my wife \u202egnihsihp\u202c',
  'add my wife http://evil.example/x',
  'add my wife \u0000\u0007\u001b[31m',
  'add my wife 😀😀😀',
  'add my wife {brand} {code} %s %n',
  'add my wife​​\u200b\u2028',
  `add my wife ${'x'.repeat(600)}`,
  'add my wife \r\nFrom: Acme',
  'add my wife &lt;script&gt;',
];

test('whatever the caller says, the text is one segment of our own words', async (t) => {
  let odd = 0;
  for (const speech of payloads) {
    const house = await install();
    const { call_id: call } = await house.ring();
    await house.keys(call, `${maria.userId}#`);
    await house.keys(call, maria.pin);
    // What is no speech at all is refused before it is heard.
    await house.says(call, speech).catch(() => undefined);
    const body = house.lastText(maria);
    if (body === '') continue;
    const form =
      /^Acme: you are on the phone with us\. Finish here: http:\/\/localhost:8420\/add_user#[\w-]{43} Not you\? Do not open it\.$/;
    if (!form.test(body) || segments(body) !== 1) odd += 1;
  }
  tell(t, 'T-49', payloads.length, odd);
});

test('a brand that would break the line, hide its direction or bring a link is refused at the start', (t) => {
  const brands = [
    'Acme\nBank',
    'Acme\u202eknaB',
    'evil.example/x?y=1',
    'https://a.b',
    'Acme 😀',
    'Acme\u200b',
    'A'.repeat(25),
    '<b>Acme</b>',
    'Acme {code}',
    'Acme\u0000',
  ];
  let taken = 0;
  for (const brand of brands) {
    try {
      readConfig({ VOICEGRANT_BRAND: brand });
      taken += 1;
    } catch {
      // refused, as it should be
    }
  }
  assert.ok(brands.length > 0);
  tell(t, 'T-49', brands.length, taken);
});
