// Our lock trips before the provider's: whoever guesses PINs on the phone must not lock a person out of their web login.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { E164 } from '#core';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { capabilities } from '#identity';
import { createCognitoVerifier } from '#identity/cognito';
import { createCognito } from '../../twin/cognito/index.ts';
import { attackFromThePhone, guardedLine } from './identity-web-login.ts';

const number = '+15555550142' as E164;
const pin = '48291306';

/** A pool that locks as Amazon's does, and the web login that uses it too. */
const open = () => {
  const clock = stoppedClock();
  const client = { clientId: '1h57example', clientSecret: 'the client secret' };
  const attributes = { phone_number: number, phone_number_verified: 'true' };
  const users = [{ username: '10012345', password: pin, attributes }];
  const pool = createCognito({
    ...client,
    users,
    now: clock.now,
    preventUserExistenceErrors: 'ENABLED',
    perSecond: 1e6,
  });
  const verifier = createCognitoVerifier(
    {
      endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com',
      ...{ clientId: client.clientId, clientSecret: new Secret(client.clientSecret) },
      ...{ accountAttribute: null, signOutEverywhere: false },
    },
    { clock, random: systemRandom, log: silentLog, key: new Secret('a key'), fetch: pool.fetch as typeof fetch },
  );
  const web = async (password: string) => (await verifier.verify(new Secret('10012345'), new Secret(password))).verdict;
  return { clock, verifier, web };
};

/** How long the stranger has been at it, in minutes, when the person comes to the web login and mistypes once. */
const lengths = [3, 9, 16, 40, 120, 600, 1440];

test('a stranger on the phone, however long, never locks a person out of the web login of the same pool', async () => {
  for (const minutes of lengths) {
    const { clock, verifier, web } = open();
    await attackFromThePhone(guardedLine(verifier, capabilities.cognito.lockout, clock), '10012345', minutes);
    assert.equal(await web('a slip'), 'wrong', `after ${minutes} minutes`);
    assert.equal(await web(pin), 'verified', `after ${minutes} minutes`);
  }
});

test('without our limit the same stranger does lock them out, so this suite would see it', async () => {
  let lockedOut = 0;
  for (const minutes of lengths) {
    const { clock, verifier, web } = open();
    await attackFromThePhone(guardedLine(verifier, null, clock), '10012345', minutes);
    await web('a slip');
    if ((await web(pin)) === 'locked') lockedOut += 1;
  }
  assert.ok(lockedOut > 0);
});

test('the person on their own number still gets in after a stranger has spent what strangers may', async () => {
  const { clock, verifier } = open();
  const line = guardedLine(verifier, capabilities.cognito.lockout, clock);
  assert.equal(await line.call('10012345', pin, number), 'verified');
  assert.equal(await attackFromThePhone(line, '10012345', 10), 2);
  assert.equal(await line.call('10012345', pin), 'locked', 'from anywhere else they wait');
  assert.equal(await line.call('10012345', pin, number), 'verified');
});
