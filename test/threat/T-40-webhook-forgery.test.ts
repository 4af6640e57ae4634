// T-40. Attacker: posts what Twilio would post: forged, captured and sent again, signed for another call or with the
// boundaries between names and values moved. Control: the signature over the configured address, then strict parameters, then
// a step that is taken once (src/phone/twilio/signature.ts, src/phone/twilio/parameters.ts). Failure would show as a webhook
// that is answered, or that has any effect. (A hundred thousand: T-40-webhook-forgery.wide.test.ts.)
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { sign } from '../../twin/twilio/index.ts';
import { installOnTwilio } from '../journey/twilio-installation.ts';
import { attack, shifts } from './T-40-webhooks.ts';
import { tell } from './tell.ts';

describe('T-40 webhook forgery, replay and shifted boundaries', () => {
  it('ten thousand hostile webhooks have no effect and learn nothing', async (t) => {
    const counts = await attack(10_000, 40);
    assert.equal(counts.size, 7 + Object.keys(shifts).length);
    for (const [name, count] of counts) assert.ok(count > 700, name);
    tell(t, 'T-40', 10_000, 0);
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
