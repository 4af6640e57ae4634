// T-67. Attacker: a customer, or an operator, of one installation, against another one.
// Control: an installation is a tenant: its own issuer, its own keys in every MAC, signature and nonce (src/config/keyring.ts).
// Failure would show as anything made by one that the other takes, even over one and the same database.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stoppedClock } from '#core';
import { openMemoryStore } from '#store/memory';
import { install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

for (const shared of [false, true]) {
  test(`nothing of one installation is taken by another, ${shared ? 'even over one database' : 'each with its own database'}`, async (t) => {
    const clock = stoppedClock();
    const one = openMemoryStore({ clock });
    const a = await install({ clock, store: one, env: { PORT: '8421' } });
    const b = await install({ clock, store: shared ? one : openMemoryStore({ clock }), env: { PORT: '8422' } });
    assert.notEqual(a.issuer, b.issuer);
    let tries = 0;
    let successes = 0;
    const refused = (status: number) => {
      tries += 1;
      if (status < 400) successes += 1;
    };
    for (const [own, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const offer = await own.offered(own === a ? maria : james);
      const abroad = createPlainClient(other.fetch, other.issuer);
      refused((await abroad.redeem(offer.code, offer.digits)).status);
      const home = createPlainClient(own.fetch, own.issuer);
      const { status, body } = await home.redeem(offer.code, offer.digits);
      assert.equal(status, 200);
      const token = String(body.access_token);
      refused((await abroad.transact(token, 'add_user', anna)).status);
      // The same browser with the same key at the other installation, and a nonce of this one.
      const misled = createPlainClient(other.fetch, own.issuer);
      refused((await misled.transact(token, 'add_user', anna)).status);
      await abroad.form('/oauth/revoke', { token });
      const call = await other.fetch(`/phone/handset/calls/${offer.call}/turns`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"silence":true}',
      });
      if (!shared) refused(call.status);
      assert.equal((await home.transact(token, 'add_user', anna)).status, 201, 'at home it still works');
    }
    assert.deepEqual([(await a.changes(maria)).length, (await b.changes(james)).length], [1, 1]);
    tell(t, 'T-67', tries, successes);
  });
}
