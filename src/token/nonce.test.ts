// RFC 9449 §8
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, stoppedClock } from '#core';
import { createNonces } from './nonce.ts';

const key = new Secret('the key of every process');
/** An instant at which a new nonce has just begun. */
const start = 1_790_000_040;

test('a nonce is accepted for its life and not a moment longer', () => {
  const clock = stoppedClock(start);
  const nonces = createNonces({ key, clock });
  const nonce = nonces.current();
  clock.advance(119.999);
  assert.equal(nonces.isFresh(nonce), true);
  clock.advance(0.001);
  assert.equal(nonces.isFresh(nonce), false);
});

test('there is a new nonce every minute, and the one before is still good', () => {
  const clock = stoppedClock(start);
  const nonces = createNonces({ key, clock });
  const first = nonces.current();
  clock.advance(59);
  assert.equal(nonces.current(), first);
  clock.advance(1);
  const second = nonces.current();
  assert.notEqual(second, first);
  assert.deepEqual([first, second].map(nonces.isFresh), [true, true]);
});

test('another process with the same key takes the nonce, before and after a restart', () => {
  const made = createNonces({ key, clock: stoppedClock(start) }).current();
  assert.equal(createNonces({ key, clock: stoppedClock(start + 70) }).isFresh(made), true);
  assert.equal(createNonces({ key: new Secret('another'), clock: stoppedClock(start) }).isFresh(made), false);
});

test('a process whose clock is half a minute behind takes the nonce, one further behind does not', () => {
  const made = createNonces({ key, clock: stoppedClock(start) }).current();
  assert.equal(createNonces({ key, clock: stoppedClock(start - 30) }).isFresh(made), true);
  assert.equal(createNonces({ key, clock: stoppedClock(start - 30.001) }).isFresh(made), false);
});

test('a nonce is 32 letters that need no escaping, 144 bits of them a MAC', () => {
  const nonce = createNonces({ key, clock: stoppedClock(start) }).current();
  assert.match(nonce, /^[\w-]{32}$/);
});

test('changing any letter of a nonce spoils it', () => {
  const nonces = createNonces({ key, clock: stoppedClock(start) });
  const nonce = nonces.current();
  for (let at = 0; at < nonce.length; at += 1) {
    const other = nonce.slice(0, at) + (nonce[at] === 'A' ? 'B' : 'A') + nonce.slice(at + 1);
    assert.equal(nonces.isFresh(other), false, `letter ${at}`);
  }
});

test('a life that ends before the next nonce begins is refused', () => {
  const clock = stoppedClock(start);
  assert.throws(() => createNonces({ key, clock, lifeSeconds: 60, rotateSeconds: 60 }), RangeError);
  assert.throws(() => createNonces({ key, clock, rotateSeconds: 0 }), RangeError);
  assert.throws(() => createNonces({ key, clock, lifeSeconds: 120.5 }), RangeError);
  assert.throws(() => createNonces({ key, clock, rotateSeconds: 1.5 }), RangeError);
  assert.equal(createNonces({ key, clock, lifeSeconds: 2, rotateSeconds: 1 }).lifeSeconds, 2);
});

test('a key that takes over at an instant is accepted before it by whoever knows it, and the old one goes on until it is over', () => {
  const next = { key: new Secret('the next'), activeFrom: start + 60 };
  const at = (seconds: number) => {
    const clock = stoppedClock(start + seconds);
    return { changed: createNonces({ key, next, clock }), behind: createNonces({ key, clock }) };
  };
  const [before, after] = [at(59), at(61)];
  assert.equal(before.changed.current(), before.behind.current());
  assert.equal(after.changed.isFresh(before.behind.current()), true);
  assert.notEqual(after.changed.current(), after.behind.current());
  assert.equal(before.changed.isFresh(after.changed.current()), true, 'a clock that is ahead');
  assert.equal(after.behind.isFresh(after.changed.current()), false, 'who was not started anew in time');
  assert.equal(createNonces({ key: next.key, clock: stoppedClock(start + 61) }).isFresh(after.changed.current()), true);
});
