// T-03. Attacker: reads the victim's texts (SS7, a mirror app, a swapped SIM): has the code, not the digits.
// Control: six digits that are heard on the call alone, uniform for every grant, five guesses (src/grant/codes.ts,
// src/grant/redeem.ts). Failure would show as more hits than chance gives five guesses in a million.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrantId, Secret } from '#core';
import { digitsOf } from '../../src/grant/codes.ts';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const key = (name: string) => new Secret(name.repeat(8));
const keys = { txCode: key('digits'), pageCode: key('page'), mac: key('seal') };

test('five guesses a grant hit no more often than five in a million, whatever is guessed', () => {
  const grants = 200_000;
  const guesses = new Set(['000000', '123456', '111111', '654321', '121212']);
  const first = new Map<string, number>();
  let hits = 0;
  for (let grant = 0; grant < grants; grant += 1) {
    const digits = digitsOf(keys, `grant_${grant}` as GrantId).reveal();
    if (guesses.has(digits)) hits += 1;
    first.set(digits.slice(0, 2), (first.get(digits.slice(0, 2)) ?? 0) + 1);
  }
  // One is expected; ten or more come by chance once in ten million runs, and these digits are always the same.
  assert.ok(hits < 10, `${hits} hits of ${grants} grants`);
  assert.equal(first.size, 100);
  const chi = [...first.values()].reduce((sum, seen) => sum + (seen - grants / 100) ** 2 / (grants / 100), 0);
  assert.ok(chi < 160, `digits are uniform: chi squared ${chi} of 99 degrees`);
});

test('with the text alone a thief has five guesses, and then nothing', async (t) => {
  const house = await install();
  let successes = 0;
  let tries = 0;
  for (let grant = 0; grant < 5; grant += 1) {
    house.clock.advance(86_400);
    const offer = await house.offered(maria);
    const thief = createPlainClient(house.fetch, house.issuer);
    for (let guess = 1; guess <= 10; guess += 1) {
      const digits = String((Number(offer.digits) + guess * 7919) % 1_000_000).padStart(6, '0');
      tries += 1;
      if ((await thief.redeem(offer.code, digits)).status === 200) successes += 1;
    }
    assert.equal((await thief.redeem(offer.code, offer.digits)).body.error, 'invalid_grant');
    await house.hangUp(offer.call);
  }
  tell(t, 'T-03', tries, successes);
});
