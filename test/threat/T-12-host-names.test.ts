// T-12. Attacker: a domain that reads like ours, in a text that reads like ours.
// Control: one fixed host, plain ASCII, no shortener, spoken on the call, in the text and in every document
// (src/config/address.ts, src/message/compose.ts). Failure would show as another host accepted or shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '#config';
import { install, maria } from '../journey/installation.ts';
import { tell } from './tell.ts';

const hosts = [
  'https://аcme.example', // the first letter is Cyrillic
  'https://acme．example',
  'https://acmе.example',
  'https://xn--cme-8cd.example',
  'https://confirm.xn--80ak6aa92e.com',
  'https://bit.ly',
  'https://t.co',
  'https://tinyurl.com',
  'https://go.rebrand.ly',
  'https://acme.example@evil.example',
  'https://acme.example:pw@evil.example',
  'https://acme.example/../evil',
  'https://acme.example?x',
  'https://acme.example#x',
  'https://ACME.example',
  'https://acme.example.',
  'https://acme..example',
  'https://-acme.example',
  'https://acme_.example',
  'https://203.0.113.7',
  'https://0xcb007107',
  'https://[2001:db8::1]',
  'https://intranet',
  'https://acme.example:443',
  'http://acme.example',
  'javascript://acme.example',
  'https://acme.example\u202e',
  'https://acme\u200b.example',
  ' https://acme.example/',
];

test('a host that could pass for another, or hides where it leads, is refused at the start', (t) => {
  let taken = 0;
  for (const issuer of hosts) {
    try {
      const config = readConfig({ VOICEGRANT_ISSUER: issuer });
      // White space around a setting is nobody's attack: what is left of it must be plain.
      if (config.issuer !== 'https://acme.example') taken += 1;
    } catch (error) {
      // Refused, and for the host: a production server lacks other settings here too.
      if (!/VOICEGRANT_ISSUER must/.test(String(error))) taken += 1;
    }
  }
  tell(t, 'T-12', hosts.length, taken);
});

test('the host spoken, texted and published is one and the same', async () => {
  const house = await install();
  const { call_id: call, say: first } = await house.ring();
  const { say: second } = await house.keys(call, `${maria.userId}#`);
  const { say: third } = await house.keys(call, maria.pin);
  const { say: fourth } = await house.says(call, 'I want to add my wife');
  assert.equal(new URL(/http\S+/.exec(house.lastText(maria))?.[0] ?? '').origin, house.issuer);
  const { say } = await house.says(call, 'help');
  const said = [first, second, third, fourth, say].flat().join(' ');
  assert.ok(said.includes(new URL(house.issuer).host), 'the call says where the digits go');
  assert.doesNotMatch(said.replaceAll(new URL(house.issuer).host, ''), /https?:|www\.|\.(?:com|example|net)\b/);
});
