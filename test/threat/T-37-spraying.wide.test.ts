// T-37, at length: three guesses at each of a million accounts, from fifty thousand numbers, over thirty days of a fake clock.
// Attacker and control as in T-37-spraying.test.ts. Failure would show as an attack that is not detected within five minutes,
// as more guesses than fifty a quarter of an hour, or as an account that was opened.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type E164, stoppedClock } from '#core';
import type { Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { numbers } from './hostile-bodies.ts';
import { countingVerifier, guarded, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

const accounts = 1_000_000;
const guessesEach = 3;
const attackers = 50_000;
const seconds = 30 * 86_400;

/** A store that keeps no journal: three million chains are not what is looked at here. */
const withoutJournal = (store: Store): Store => ({
  ...store,
  commit: ({ checks, writes, ...rest }) => {
    const kept = <Item extends { readonly key: readonly string[] }>(list: readonly Item[]) =>
      list.filter(({ key }) => key[0] !== 'journal');
    const named = writes.map((write) => ({ write, key: 'put' in write ? write.put : write.delete }));
    return store.commit({ ...rest, checks: kept(checks), writes: kept(named).map(({ write }) => write) });
  },
});

test('three guesses at each of a million accounts open none, and are noticed at once', {
  timeout: 1_800_000,
}, async (t) => {
  const { below } = numbers(37);
  const clock = stoppedClock();
  const store = withoutJournal(openMemoryStore({ clock }));
  const { verifier, counts, answer } = countingVerifier();
  const { word } = guarded({ verifier, store, clock });
  const home = { from: owner.number, attested: true };
  for (let call = 0; call < 400; call += 1) {
    await word(home);
    clock.advance(60);
  }
  const honest = counts.compared;
  // Every account has an eight-digit PIN by chance: a guess is right once in a hundred million.
  let opened = 0;
  answer(async () => {
    if (below(100_000_000) === 0) opened += 1;
    return { verdict: 'wrong' };
  });
  const began = clock.now();
  let noticedAfter = -1;
  const all = accounts * guessesEach;
  for (let guess = 0; guess < all; guess += 1) {
    const from = `+1${2_000_000_000 + (guess % attackers)}` as E164;
    const said = await word({ userId: `user ${guess % accounts}`, pin: '00000000', from });
    if (said === 'busy' && noticedAfter < 0) noticedAfter = clock.now() - began;
    clock.advance(seconds / all);
    if (guess % 50_000 === 0) await store.sweep(100_000);
  }
  const compared = counts.compared - honest;
  const most = 50 * Math.ceil(seconds / 900);
  assert.ok(noticedAfter >= 0 && noticedAfter <= 300, `noticed after ${noticedAfter} seconds`);
  assert.ok(compared <= most, `${compared} of at most ${most} guesses were compared`);
  const reports = new URL('../../reports/', import.meta.url);
  mkdirSync(reports, { recursive: true });
  const figures = {
    accounts,
    guesses: all,
    attackers,
    days: 30,
    noticed_after_s: Math.round(noticedAfter),
    compared,
    most,
    opened,
  };
  writeFileSync(new URL('spraying.json', reports), `${JSON.stringify(figures, null, 2)}\n`);
  tell(t, 'T-37', all, opened);
});
