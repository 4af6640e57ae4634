// T-16. Attacker: has the link and sends every guess at once, so that all are compared before the first is counted.
// Control: a guess is counted in the commit before it is compared (src/grant/redeem.ts). Failure would show as a sixth
// comparison. (Thousands at once, over three processes: test/threat/faults/one-winner.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '#core';
import { createJournal } from '#journal';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

test('of thirty guesses at once five are compared', async (t) => {
  const house = await install();
  const offer = await house.offered(maria);
  const guesses = Array.from({ length: 30 }, (_, at) =>
    String((Number(offer.digits) + 1 + at) % 1_000_000).padStart(6, '0'),
  );
  const clients = guesses.map(() => createPlainClient(house.fetch, house.issuer));
  await Promise.all(clients.map((client) => client.form('/offer/status', { 'pre-authorized_code': offer.code })));
  await Promise.all(clients.map((client, at) => client.redeem(offer.code, guesses[at] ?? '')));
  const entries = await createJournal(house).read(offer.call as CallId);
  const compared = entries.filter(({ fact }) => fact.kind === 'digits_wrong').length;
  assert.equal(compared, 5);
  tell(t, 'T-16', guesses.length, compared - 5);
});
