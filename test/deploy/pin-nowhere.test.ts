// Attacker: reads everything that Amazon's services keep of a call, whichever way the PIN went.
// The generated flow and bot run on the twin, the functions are the ones out of the zips: a wrong PIN, the right one, the six
// digits, the code of the link. Each place is searched by its name.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shipped } from '#transaction';
import { botDefinition } from '../../deploy/aws/bot/bot.ts';
import { connectFlow, substituted } from '../../deploy/aws/flow/flow.ts';
import { findLeaks } from '../../tools/leak-scan.ts';
import { createConnectTwin, identity, substitutions } from '../../twin/connect/connect.ts';
import { digitsIn } from '../journey/connect-installation.ts';
import { openZipped, pin, recorded, type Zipped } from './zipped.ts';

const wrong = '59382716';
const langs = ['en', 'es'] as const;

describe('a call on the deployed functions', () => {
  let zipped: Zipped;
  before(async () => {
    zipped = await openZipped();
  });
  after(() => zipped?.close());

  for (const [mode, pinBy, voice] of [
    ['by Lex slot', 'lex', 'voice'],
    ['by encrypted keypad', 'encrypted', 'voice, encrypted'],
  ] as const) {
    it(`leaves a PIN given ${mode} nowhere`, async () => {
      const options = { transactions: shipped, langs, queue: true, pinBy, pinLength: pin.length };
      zipped.log.length = 0;
      const twin = createConnectTwin({
        flow: substituted(connectFlow(options), substitutions(zipped.keypad.publicKey)),
        bot: botDefinition({ name: 'voicegrant', ...options }),
        lambdas: {
          [identity.functionArn]: (event) => zipped.run(voice, event),
          [identity.keypadArn]: (event) => zipped.run('keypad', event),
        },
        hook: (event) => zipped.run(voice, event),
        event: (event) => zipped.run('events', event),
      });
      const call = twin.ring('+15555550142');
      zipped.account.contacts.set(call.contactId, {
        Arn: `${identity.instanceArn}/contact/${call.contactId}`,
        Channel: 'VOICE',
        InitiationMethod: 'INBOUND',
      });
      await call.start();
      for (const keyed of ['10012345#', wrong, '10012345#', pin]) await call.input({ digits: keyed });
      const digits = digitsIn(await call.input({ speech: 'add my wife' }));
      const code = /#(?<code>[\w-]{43})/.exec(zipped.texts.at(-1) ?? '')?.groups?.code ?? '';
      assert.deepEqual([digits.length, code.length], [6, 43], 'the call went through');
      await call.hangUp();
      // A function that fails writes more than one that does not: an event with the PIN in it, for another bot.
      const forged = {
        ...recorded<object>('lex/keyed-pin'),
        bot: { id: 'OTHER', aliasId: 'OTHER', localeId: 'en_US' },
      };
      await assert.rejects(zipped.run(voice, forged), { name: 'RefusedEvent' });
      await zipped.run('sweep', recorded('aws/schedule'));
      const checked = zipped.pool.seen.map(({ password }) => password);
      assert.deepEqual(checked.slice(-2), [wrong, pin], 'both went all the way to Cognito');

      const { flowLogs, contactAttributes, sessionAttributes, conversationLogs, recordings } = twin.records;
      const places: Readonly<Record<string, string>> = {
        'Lambda logs': zipped.log.join(''),
        'flow logs': JSON.stringify(flowLogs),
        'contact attributes': JSON.stringify(contactAttributes),
        'session attributes': JSON.stringify(sessionAttributes),
        'conversation logs': JSON.stringify(conversationLogs),
        recordings: JSON.stringify(recordings),
        DynamoDB: zipped.account.table.dump(),
        'what DynamoDB, KMS, Secrets Manager and Connect were asked': JSON.stringify(zipped.account.asked),
        texts: zipped.texts.join('\n').replaceAll(code, ''),
      };
      const canaries = Object.entries({ pin, 'wrong pin': wrong, digits, code });
      for (const [place, text] of Object.entries(places)) {
        for (const [name, value] of canaries) {
          const leaks = findLeaks(Buffer.from(text), [{ name, value }]);
          assert.deepEqual(leaks, [], `${name} in ${place}`);
        }
      }
      for (const place of ['Lambda logs', 'session attributes', 'conversation logs', 'DynamoDB'])
        assert.ok((places[place] ?? '').length > 100, `there was something to search in ${place}`);
      const hidden = /\{Pin\}/.test(places['conversation logs'] ?? '');
      assert.equal(hidden, pinBy === 'lex', 'Lex meets the PIN where it is a slot, and hides it');
    });
  }
});
