// T-26. Attacker: sets a clock: the victim's, or (through NTP) the server's.
// Control: proofs are dated by the server's own nonces; the server's clock follows forwards at once and never goes back
// (src/token/nonce.ts, src/core/clock.ts). Failure would show as a code that outlives its five minutes, or that revives,
// or an honest browser with a wrong clock that is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movableClock, stoppedClock, systemClock } from '#core';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const year = 365.25 * 86_400;

/** A server whose wall clock can be stepped while its monotonic clock goes on. */
const stepped = () => {
  const time = { wall: 1_790_000_000_000, monotonic: 5000 };
  const clock = movableClock(
    systemClock(
      () => time.wall,
      () => time.monotonic,
    ),
  );
  return {
    clock,
    pass(seconds: number) {
      time.wall += seconds * 1000;
      time.monotonic += seconds * 1000;
    },
    step(seconds: number) {
      time.wall += seconds * 1000;
    },
  };
};

test('a browser whose clock is ten years off, either way, finishes', async () => {
  for (const years of [-10, -1, 0, 1, 10]) {
    const house = await install({ clock: stoppedClock(Math.floor(Date.now() / 1000 + years * year)) });
    const client = createPlainClient(house.fetch, house.issuer);
    const offer = await house.offered(maria);
    const { body } = await client.redeem(offer.code, offer.digits);
    assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201, `${years} years`);
  }
});

test('whenever the server’s clock is stepped, and whichever way, nothing lives longer and nothing revives', async (t) => {
  let tries = 0;
  let successes = 0;
  for (const step of [-3600, -86_400, -10 * year, 3600]) {
    for (const at of [0, 100, 299]) {
      const server = stepped();
      const house = await install({ clock: server.clock });
      const client = createPlainClient(house.fetch, house.issuer);
      const offer = await house.offered(maria);
      const pass = async (seconds: number) => {
        for (let gone = 0; gone < seconds; gone += 8) {
          server.pass(Math.min(8, seconds - gone));
          await house.quiet(offer.call);
        }
      };
      await pass(at);
      server.step(step);
      // 301 seconds of real time after the offer, with the caller on the line all the while.
      await pass(301 - at);
      tries += 1;
      if ((await client.redeem(offer.code, offer.digits)).status === 200) successes += 1;
      server.step(-step);
      tries += 1;
      if ((await client.redeem(offer.code, offer.digits)).status === 200) successes += 1;
    }
  }
  tell(t, 'T-26', tries, successes);
});

test('a step back mid-way does not hurt the caller either', async () => {
  const server = stepped();
  const house = await install({ clock: server.clock });
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  server.step(-3600);
  server.pass(5);
  const { body } = await client.redeem(offer.code, offer.digits);
  server.step(-3600);
  assert.equal((await client.transact(String(body.access_token), 'add_user', anna)).status, 201);
});
