// T-17. Attacker: a stranger with the link who burns the owner's attempts, or an owner's double who asks for texts for ever.
// Control: one live grant per account, a new one on request, a cap of attempts over the whole call
// (src/grant/offer.ts). Failure would show as an owner who cannot go on, or as an eleventh attempt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const digitsIn = (say: readonly string[]) => {
  const heard = /(\d \d \d), (\d \d \d)/.exec(say.join(' '));
  return heard === null ? null : `${heard[1]}${heard[2]}`.replace(/ /g, '');
};
const codeIn = (house: Installation) => /#([\w-]{43})/.exec(house.lastText(maria))?.[1] ?? '';

const burn = async (house: Installation, code: string, digits: string, times = 5) => {
  let compared = 0;
  for (let guess = 1; guess <= times; guess += 1) {
    const wrong = String((Number(digits) + guess) % 1_000_000).padStart(6, '0');
    const { body } = await createPlainClient(house.fetch, house.issuer).redeem(code, wrong);
    compared += body.tx_code_attempts_remaining === undefined ? 0 : 1;
  }
  return compared;
};

test('an owner whose attempts were burnt says one sentence and goes on', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  await burn(house, offer.code, offer.digits);
  assert.match((await house.quiet(offer.call)).say.join(' '), /wrong too often/);
  const again = await house.says(offer.call, 'yes');
  const digits = digitsIn(again.say) ?? '';
  assert.equal(digits.length, 6, again.say.join(' '));
  assert.notEqual(codeIn(house), offer.code);
  const client = createPlainClient(house.fetch, house.issuer);
  assert.equal((await client.redeem(offer.code, offer.digits)).body.error, 'invalid_grant', 'the old one stays dead');
  const { body } = await client.redeem(codeIn(house), digits);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201);
});

test('a new text kills the one before it, used or not', async () => {
  const house = await install();
  const offer = await house.offered(maria);
  const again = await house.says(offer.call, 'send it again');
  const client = createPlainClient(house.fetch, house.issuer);
  assert.equal((await client.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
  assert.equal((await client.redeem(codeIn(house), digitsIn(again.say) ?? '')).status, 200);
});

test('however often a new text is asked for, a call has ten attempts', async (t) => {
  const house = await install();
  const offer = await house.offered(maria);
  let code = offer.code;
  let digits: string | null = offer.digits;
  let tries = 0;
  let texts = 1;
  let beyond = 0;
  for (let round = 0; round < 6 && digits !== null; round += 1) {
    for (let guess = 1; guess <= 5; guess += 1) {
      const wrong = String((Number(digits) + guess) % 1_000_000).padStart(6, '0');
      const answer = await createPlainClient(house.fetch, house.issuer).redeem(code, wrong);
      assert.equal(answer.body.error, 'invalid_grant');
      tries += 1;
    }
    await house.quiet(offer.call);
    const heard = await house.says(offer.call, 'yes');
    digits = digitsIn(heard.say);
    if (digits === null) break;
    code = codeIn(house);
    texts += 1;
  }
  if (tries > 10) beyond += 1;
  assert.equal(texts, 2, 'five and five');
  tell(t, 'T-17', tries, beyond);
});
