// T-45. Attacker: shows our number and rings the victim "back".
// Control: Voicegrant never rings anybody, and never says that it will; a call is only ever put through to the one number
// of the settings (src/phone/twilio/). Failure would show as a request that makes a call, or words that promise one.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Expect } from '#conversation';
import type { E164 } from '#core';
import { twimlOf } from '#phone/twilio';
import { en } from '../../src/conversation/locale/en.ts';
import { es } from '../../src/conversation/locale/es.ts';
import { tell } from './tell.ts';

const root = new URL('../../', import.meta.url);
const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\.(test|built)\.ts$/.test(file));

test('there is nothing in the program that makes a call', (t) => {
  const makes = /Calls\.json|StartOutboundVoiceContact|\bcalls\.create\b|\bCreateCallCommand|startOutbound/;
  const found = sources.filter((file) => makes.test(readFileSync(new URL(file, root), 'utf8')));
  assert.deepEqual(found, []);
  tell(t, 'T-45', sources.length, found.length);
});

test('words that somebody else said never become a number that is dialled', (t) => {
  const agent = '+15555550177' as E164;
  const said = ['</Say><Dial>+19005551234</Dial><Say>', '<Number>+19005551234</Number>', '&lt;Dial&gt;+1900'];
  let dialled = 0;
  for (const next of ['ended', 'transferred', 'listening', 'waiting'] as const) {
    const expect = { input: 'both', next, maxDigits: 0, hints: said, secret: false, seconds: 8 } as unknown as Expect;
    const scene = { lang: 'en', say: said, expect, action: 'https://acme.example/x', seconds: 5 } as const;
    const xml = twimlOf(scene, { en: 'Polly.Joanna-Neural', es: 'Polly.Lupe-Neural' }, agent);
    const numbers = [...xml.matchAll(/<(?:Dial|Number)[^>]*>\s*([^<\s]+)/g)].map(([, number]) => number);
    assert.deepEqual(numbers, next === 'transferred' ? [agent] : []);
    dialled += numbers.filter((number) => number !== agent).length;
  }
  tell(t, 'T-45', 4 * said.length, dialled);
});

test('no sentence of the bot promises to call', () => {
  for (const locale of [en, es]) {
    assert.doesNotMatch(
      JSON.stringify(locale, (_, value) => (typeof value === 'function' ? String(value) : value)),
      /call you|ring you|le llamaremos|devolver(?:emos)? la llamada/i,
    );
  }
});
