// T-47. Attacker: keys that are odd: stars, letters, too many, too early, half an entry.
// Control: one anchored reader; an entry counts whole or not at all (src/conversation/heard/hear.ts,
// src/phone/twilio/parameters.ts). Failure would show as a PIN that is checked although it was not keyed whole.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maria } from '../journey/installation.ts';
import { installOnTwilio } from '../journey/twilio-installation.ts';
import { readStreams } from './T-47-keys.ts';
import { tell } from './tell.ts';

describe('T-47 what a keypad can do', () => {
  it('a hundred thousand streams of keys are read as a whole or not at all', (t) => {
    readStreams(100_000, 47);
    tell(t, 'T-47', 100_000, 0);
  });

  it('a PIN in part, with a stray key or with too many is never checked', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    for (const keys of ['4829130', '4829A306', 'B4829130', '*482913', '#', '##', '4*8']) {
      if (call.standing().state !== 'gathering') break;
      if (!call.standing().action.includes('/secret/')) await app.act(call, { keys: `${maria.userId}#` });
      await app.act(call, { keys });
    }
    const entries = await app.store.list<{ fact: { kind: string } }>(['journal', 'entry']);
    assert.ok(!entries.some(({ value }) => value.fact.kind === 'identity_checked'));
  });

  it('star begins the PIN again, as the bot says', async () => {
    const app = await installOnTwilio({ VOICEGRANT_PIN_LENGTH: '8' });
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#` });
    assert.match(await app.act(call, { keys: '482*#' }), /PIN/);
    assert.match(await app.act(call, { keys: maria.pin }), /Thank you/);
  });

  it('keys pressed after the entry was complete, and a caller who cuts in, do no harm', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#123` });
    assert.match(await app.act(call, { keys: `${maria.pin}#999` }), /Thank you/);
    assert.match(await app.act(call, { keys: '#' }), /What would you like to do/);
  });

  it('a caller who hangs up in the middle of the PIN has checked nothing', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { keys: `${maria.userId}#` });
    const { action } = call.standing();
    await call.hangUp();
    const answer = await app.account.webhook(action, { ...call.sent[0]!.form, Digits: maria.pin });
    assert.ok(!(await answer.text()).includes('Gather'));
    const entries = await app.store.list<{ fact: { kind: string } }>(['journal', 'entry']);
    assert.ok(!entries.some(({ value }) => value.fact.kind === 'identity_checked'));
  });
});
