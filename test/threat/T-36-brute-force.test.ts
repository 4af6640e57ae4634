// T-36. Attacker: tries the PINs of one account over many calls, numbers, channels and weeks.
// Control: one count and one schedule of waits for each account, kept in the store before a PIN is compared; at ten the PIN is
// off until it is set anew (src/identity/guard.ts, src/identity/attempts.ts). Failure would show as an eleventh comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingVerifier, guarded, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

const daySeconds = 86_400;

test('ten thousand calls from random numbers over thirty days buy ten guesses, and the eleventh right PIN is refused', async (t) => {
  const { verifier, counts } = countingVerifier();
  const { guess, word, clock, locks } = guarded({ verifier });
  for (let call = 0; call < 10_000; call++) {
    await guess();
    clock.advance((30 * daySeconds) / 10_000);
  }
  assert.equal(counts.compared, 10);
  assert.equal(await word({ pin: owner.pin }), 'locked');
  clock.advance(5 * 365 * daySeconds);
  assert.equal(await word({ pin: owner.pin }), 'locked', 'a lock that lifts by itself is no lock (SP 800-63B-4 3.2.2)');
  assert.equal(counts.compared, 10);
  assert.equal((await locks.states())[0]?.state, 'disabled_by_failures');
  tell(t, 'T-36', 10_002, counts.compared - 10);
});

test('the waits between guesses are those of the schedule, to the second', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, clock } = guarded({ verifier });
  const waits = [0, 0, 30, 60, 300, 900, 3600, 14_400, 86_400];
  for (const wait of waits) {
    assert.equal(await guess(), 'wrong');
    if (wait === 0) continue;
    clock.advance(wait - 1);
    assert.equal(await guess(), 'locked', `one second before ${wait} are over`);
    clock.advance(1);
  }
  assert.equal(counts.compared, 9);
});

test('two hundred guesses at the same instant get no more than the three of the schedule', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess } = guarded({ verifier });
  const words = await Promise.all(Array.from({ length: 200 }, () => guess()));
  assert.equal(counts.compared, 3);
  assert.equal(words.filter((word) => word === 'wrong').length, 3);
  assert.equal(words.filter((word) => word === 'locked').length, 197);
});

test('the right PIN among two hundred parallel guesses wins only if it was one of the three', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, word } = guarded({ verifier });
  const guesses = Array.from({ length: 199 }, () => guess());
  assert.equal(await word(), 'locked');
  await Promise.all(guesses);
  assert.equal(counts.compared, 3);
});

test('spelling the user id differently does not buy a new budget', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess } = guarded({ verifier });
  for (const userId of [
    '10012345',
    ' 10012345',
    '1001 2345',
    '1001-2345',
    '１００１２３４５',
    '10012345\u200b',
    '10012345.',
  ]) {
    await guess({ userId });
  }
  assert.equal(counts.compared, 3);
});

test('the count survives a restart and a change of provider', async () => {
  const first = countingVerifier('embedded');
  const before = guarded({ verifier: first.verifier });
  await before.guess();
  await before.guess();
  const second = countingVerifier('cognito');
  const after = guarded({ verifier: second.verifier, store: before.store, clock: before.clock });
  assert.equal(await after.guess(), 'wrong');
  assert.equal(await after.word(), 'locked');
  assert.equal(first.counts.compared + second.counts.compared, 3);
});

test('a process that dies while the provider is thinking has spent its guess', async () => {
  const { verifier, answer } = countingVerifier();
  const dying = guarded({ verifier });
  answer(() => new Promise(() => {}));
  for (let call = 0; call < 3; call++) void dying.guess();
  for (let turn = 0; turn < 100; turn++) await undefined;
  const next = countingVerifier();
  const restarted = guarded({ verifier: next.verifier, store: dying.store, clock: dying.clock });
  assert.equal(await restarted.word(), 'locked');
  assert.equal(next.counts.compared, 0);
});

test('a success starts the count again', async () => {
  const { verifier } = countingVerifier();
  const { guess, word } = guarded({ verifier });
  for (let round = 0; round < 8; round++) {
    assert.equal(await guess(), 'wrong');
    assert.equal(await guess(), 'wrong');
    assert.equal(await word(), 'verified');
  }
});

test('an attempt that the provider could not answer costs nothing', async () => {
  const { verifier, answer } = countingVerifier();
  const { guess, word } = guarded({ verifier });
  answer(async () => ({ verdict: 'cannot_say', reason: 'timeout' }));
  for (let call = 0; call < 12; call++) assert.equal(await guess(), 'timeout');
  answer(() => Promise.reject(new Error('the wire is cut')));
  for (let call = 0; call < 5; call++) assert.equal(await guess(), 'unavailable');
  answer(null);
  assert.equal(await word(), 'verified');
});

test('a provider whose ids cannot be kept in the journal is refused and the attempt is given back', async () => {
  const { verifier, answer } = countingVerifier();
  const { word } = guarded({ verifier });
  answer(async () => ({
    verdict: 'verified',
    caller: {
      subject: '+15555550142' as never,
      account: 'Maria Ortiz' as never,
      numberOnFile: null,
      amr: [],
      authTime: 0,
    },
  }));
  for (let call = 0; call < 5; call++) assert.equal(await word(), 'malformed');
});

test('a PIN that is empty or all spaces never reaches the provider and counts as wrong', async () => {
  const { verifier, counts } = countingVerifier();
  const { word } = guarded({ verifier });
  assert.equal(await word({ pin: '' }), 'wrong');
  assert.equal(await word({ pin: '  \t ' }), 'wrong');
  assert.equal(await word({ pin: '4'.repeat(100_000) }), 'wrong');
  assert.equal(await word(), 'locked');
  assert.deepEqual(counts, { compared: 0, decoys: 4 });
});

test('every verdict is in the journal of its call, and the disabling of the PIN too', async () => {
  const { verifier } = countingVerifier();
  const { check, clock, journal, newCall } = guarded({ verifier });
  let call = newCall();
  for (const wait of [0, 0, 30, 60, 300, 900, 3600, 14_400, 86_400, 0]) {
    call = newCall();
    await check({ pin: '00000000' }, call);
    clock.advance(wait);
  }
  assert.deepEqual(
    (await journal.read(call)).map((entry) => entry.fact),
    [
      { kind: 'identity_checked', verdict: 'wrong', provider: 'counting' },
      { kind: 'guard_tripped', guard: 'pin_disabled' },
    ],
  );
  const late = newCall();
  await check({}, late);
  assert.deepEqual(
    (await journal.read(late)).map((entry) => entry.fact),
    [{ kind: 'identity_checked', verdict: 'locked', provider: 'counting' }],
  );
});
