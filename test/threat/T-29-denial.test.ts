// T-29. Attacker: a customer, or an operator, who says afterwards that it was not so.
// Control: every step leaves one entry in the same commit, by handle and hash; the receipt is signed and names call, grant,
// key and details (src/journal/facts.ts, src/transaction/receipt.ts). Failure would show as a step that the journal does
// not tell, or a receipt that does not fit it. (Receipts at other libraries: test/protocol/receipt.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallId, canonicalJson, sha256 } from '#core';
import { createJournal } from '#journal';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

test('from the journal alone: who proved what, with which key, what was done, on which call', async (t) => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  await client.form('/offer/open', { 'pre-authorized_code': offer.code });
  await client.redeem(offer.code, String((Number(offer.digits) + 1) % 1_000_000).padStart(6, '0'));
  const { body } = await client.redeem(offer.code, offer.digits);
  const done = await client.transact(String(body.access_token), 'add_user', anna);
  await house.quiet(offer.call);
  await house.hangUp(offer.call);
  const entries = await createJournal(house).read(offer.call as CallId);
  const told = entries.map(({ fact }) => fact.kind);
  const wanted = [
    'call_started',
    'identity_checked',
    'identity_subject',
    'intent_heard',
    'grant_offered',
    'text_sent',
    'link_opened',
    'digits_wrong',
    'grant_redeemed',
    'details_sent',
    'grant_consumed',
    'transaction_done',
    'call_ended',
  ];
  for (const kind of wanted) assert.equal(told.filter((one) => one === kind).length, 1, `${kind} in ${told.join(' ')}`);
  const of = (kind: string) =>
    entries.find(({ fact }) => fact.kind === kind)?.fact as unknown as Record<string, unknown>;
  const claims = JSON.parse(Buffer.from(String(done.body.signed_receipt).split('.')[1] ?? '', 'base64url').toString());
  assert.equal(of('grant_consumed').digest, sha256(canonicalJson(anna)));
  assert.equal(of('transaction_done').receipt, done.body.receipt);
  for (const kind of [
    'grant_offered',
    'text_sent',
    'link_opened',
    'digits_wrong',
    'grant_redeemed',
    'grant_consumed',
  ]) {
    assert.equal(of(kind).grant, of('transaction_done').grant, kind);
  }
  const text = JSON.stringify(claims);
  for (const named of [offer.call, of('grant_redeemed').jkt, of('grant_consumed').digest, done.body.receipt]) {
    assert.ok(text.includes(String(named)), `the receipt names ${String(named)}`);
  }
  tell(t, 'T-29', wanted.length, wanted.filter((kind) => !told.includes(kind as never)).length);
});
