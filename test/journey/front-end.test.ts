// examples/front-end: a client of somebody's own finishes the transaction while the caller is on the line.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { finish } from '../../examples/front-end/client.ts';
import { install, maria } from './installation.ts';

const details = { given_name: 'Anna', family_name: 'Ortiz', birthdate: '1988-04-12', relationship: 'spouse' };

it('a front end of one’s own redeems code and digits, does the one thing, and gets the receipt', async () => {
  const house = await install();
  const ask = ((url: string, init?: RequestInit) => house.app.fetch(new Request(url, init))) as typeof fetch;
  const { code, digits, call } = await house.offered(maria);
  const order = { issuer: house.issuer, code, type: 'add_user', details };
  await assert.rejects(finish({ ...order, digits: digits === '000000' ? '111111' : '000000' }, ask), /invalid_grant/);
  const receipt = await finish({ ...order, digits }, ask);
  assert.match(String(receipt.receipt), /^rcpt_/);
  assert.equal((await house.changes(maria)).length, 1);
  await assert.rejects(finish({ ...order, digits }, ask), /invalid_grant/);
  assert.match((await house.quiet(call)).say.join(' '), /Anna Ortiz/);
});
