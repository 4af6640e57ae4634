// T-25. Attacker: whoever is on the line after the bot has left it: a transfer, a conference, a hold.
// Control: only the bot's own flow renews the lease; a transfer ends the call for us and kills its grant in the same commit
// (src/app/run-turn.ts, src/call/call.ts). Failure would show as a link or a token that works while the bot is not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const leave = {
  transferred: async (house: Awaited<ReturnType<typeof install>>, call: string) => {
    const { then } = await house.says(call, 'I want to speak to a person');
    assert.equal(then, 'transferred');
  },
  'put on hold': async (house: Awaited<ReturnType<typeof install>>) => house.clock.advance(25),
  'dropped from a conference': async (house: Awaited<ReturnType<typeof install>>, call: string) =>
    void (await house.fetch(`/phone/handset/calls/${call}?how=dropped`, { method: 'DELETE' })),
};

test('once the bot is not on the line neither link nor token does anything', async (t) => {
  let tries = 0;
  let successes = 0;
  for (const [how, go] of Object.entries(leave)) {
    for (const redeemed of [false, true]) {
      const house = await install();
      const client = createPlainClient(house.fetch, house.issuer);
      const offer = await house.offered(maria);
      const token = redeemed ? String((await client.redeem(offer.code, offer.digits)).body.access_token) : '';
      await go(house, offer.call);
      for (const later of [0, 1, 60]) {
        house.clock.advance(later);
        tries += 1;
        const answer = redeemed
          ? await client.transact(token, 'add_user', anna)
          : await client.redeem(offer.code, offer.digits);
        if (answer.status < 300) successes += 1;
        // A voice that goes on without the bot may still press keys and speak.
        await house.keys(offer.call, '1').catch(() => undefined);
      }
      assert.deepEqual(await house.changes(maria), [], how);
    }
  }
  tell(t, 'T-25', tries, successes);
});
