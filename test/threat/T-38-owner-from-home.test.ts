// T-38, on a whole call. Attacker: fails in the owner's name, over calls from other numbers, until the account is closed.
// Control: a call whose number the carriers vouch for, and which is the number on file, has a lane of its own
// (src/phone/twilio/parameters.ts, src/app/carry-out.ts, src/identity/attempts.ts). Failure would show as an owner who is
// refused from home, or as somebody let in who only shows that number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { james, maria, type Person } from '../journey/installation.ts';
import { installOnTwilio } from '../journey/twilio-installation.ts';
import { tell } from './tell.ts';

const vouched = 'TN-Validation-Passed-A';

test('the owner gets in from home while strangers keep the account closed, and a number that is only shown does not', async (t) => {
  const app = await installOnTwilio();
  const identify = async (from: Person, pin: string, verstat?: string) => {
    const call = await app.dial(from, 'en', verstat);
    await app.act(call, { keys: `${maria.userId}#` });
    const said = await app.act(call, { keys: pin });
    await call.hangUp();
    return /Thank you/.test(said);
  };
  assert.ok(await identify(maria, maria.pin, vouched), 'the number is known from a first success');
  for (let guess = 0; guess < 4; guess += 1) await identify(james, '00000000');
  assert.ok(!(await identify(james, maria.pin)), 'closed for strangers, the right PIN or not');
  const shown = [
    'TN-Validation-Passed-B',
    'TN-Validation-Passed-C',
    'TN-Validation-Failed-A',
    'No-TN-Validation',
    'TN-Validation-Passed-A-Diverted',
  ];
  let taken = 0;
  for (const verstat of shown) if (await identify(maria, maria.pin, verstat)) taken += 1;
  assert.ok(await identify(maria, maria.pin, vouched));
  tell(t, 'T-38', shown.length + 1, taken);
});
