import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { sign } from '../../twin/twilio/index.ts';
import { installOnTwilio } from '../journey/twilio-installation.ts';
import { attack, shifts } from './T-40-webhooks.ts';

describe('T-40 webhook forgery, replay and shifted boundaries', () => {
  it('ten thousand hostile webhooks have no effect and learn nothing', async () => {
    const counts = await attack(10_000, 40);
    assert.equal(counts.size, 7 + Object.keys(shifts).length);
    for (const [name, count] of counts) assert.ok(count > 700, name);
  });

  it('a query that is not ours is refused, however well it is signed, and so is a call that is announced as over', async () => {
    const app = await installOnTwilio();
    const call = app.unrung();
    const { form } = (await app.dial()).sent[0]!;
    const calls = `${app.issuer}/phone/twilio/calls`;
    const fresh = { ...form, CallSid: call.sid };
    assert.equal((await app.account.webhook(`${calls}?a=1`, fresh)).status, 403);
    assert.equal((await app.account.webhook(calls, { ...fresh, CallStatus: 'completed' })).status, 403);
    assert.equal((await app.account.webhook(calls, fresh)).status, 200);
  });

  it('the shifts are real: Twilio’s own library accepts them', () => {
    const token = '2'.repeat(32);
    const url = 'https://confirm.acme.example/phone/twilio/listen/x';
    const signature = sign(token, url, { CallSid: 'CA1', Digits: '1234', To: '+1999' });
    assert.ok(validateRequest(token, signature, url, { CallSid: 'CA1', Digit: 's1234', To: '+1999' }));
    assert.ok(validateRequest(token, signature, url, { CallSid: 'CA1Digits1234', To: '+1999' }));
    assert.ok(validateRequest(token, signature, `${url}CallSid`, { CA1Digits: '1234', To: '+1999' }));
    assert.ok(validateRequest(token, signature, url, { CallSid: ['CA1', 'CA1'], Digits: '1234', To: '+1999' }));
  });
});
