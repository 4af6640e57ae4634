// T-38. Attacker: locks the owner out on purpose, by failing in his name.
// Control: the number on file, vouched for by the network, has a lane with a small budget of its own (src/identity/attempts.ts,
// src/identity/guard.ts). Failure would show as an owner refused from home, or as a lane that buys strangers more guesses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, type SubjectId } from '#core';
import { anyNumber, countingVerifier, guarded, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

const home = { from: owner.number, attested: true };
const subject = 'sub_maria-ortiz' as SubjectId;

test('while strangers keep an account locked for a day, its owner gets in from the number on file every time', async (t) => {
  const { verifier } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  await word(home);
  let owned = 0;
  for (let minute = 0; minute < 1440; minute++) {
    await guess();
    if ((await word(home)) === 'verified') owned += 1;
    clock.advance(60);
  }
  assert.equal(owned, 1440);
  tell(t, 'T-38', 1440, 1440 - owned);
  assert.equal(await word(), 'locked', 'the owner too, from a number nobody knows');
});

test("the owner's successes hand strangers no new guesses while the attack goes on", async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  await word(home);
  let owned = 1;
  for (let hour = 0; hour < 24 * 30; hour++) {
    await guess();
    if ((await word(home)) === 'verified') owned += 1;
    clock.advance(3600);
  }
  assert.ok(counts.compared - owned <= 10, `${counts.compared - owned} guesses by strangers`);
});

test("a slip of the owner's from elsewhere is forgotten a week after, at the next success from home", async () => {
  const { verifier } = countingVerifier();
  const { guess, word, clock, locks } = guarded({ verifier });
  await word(home);
  await guess();
  await guess();
  await word(home);
  assert.equal((await locks.states())[0]?.failures, 2);
  clock.advance(7 * 86_400);
  await word(home);
  assert.deepEqual(await locks.states(), []);
});

test('the number on file has five tries of its own and then joins the schedule; both lanes together stay under twenty', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  await word(home);
  const before = counts.compared;
  for (let call = 0; call < 5; call++) assert.equal(await guess(home), 'wrong');
  for (let call = 0; call < 3; call++) assert.equal(await guess(home), 'wrong');
  assert.equal(await guess(home), 'locked');
  for (let call = 0; call < 2000; call++) {
    await guess(home);
    await guess();
    clock.advance(1800);
  }
  assert.equal(counts.compared - before, 15);
  assert.equal(await word(home), 'locked');
});

test('the lane of the number on file is for attested numbers only', async () => {
  const { verifier } = countingVerifier();
  const { guess, word } = guarded({ verifier });
  await word(home);
  for (let call = 0; call < 3; call++) await guess();
  assert.equal(await word({ from: owner.number, attested: false }), 'locked');
  assert.equal(await word({ from: anyNumber(), attested: true }), 'locked');
  assert.equal(await word(home), 'verified');
});

test('a provider that knows the number on file opens the lane to an owner who never called before', async () => {
  const { verifier } = countingVerifier();
  const { guess, word } = guarded({
    verifier: { ...verifier, numberOnFile: async (id) => (id.reveal() === owner.userId ? owner.number : null) },
  });
  for (let call = 0; call < 3; call++) await guess();
  assert.equal(await word(home), 'verified');
});

test('strangers locking their lane do not end what the owner does from home, but an operator does', async () => {
  const { verifier } = countingVerifier();
  const { guess, word, identity, locks, store } = guarded({ verifier });
  await word(home);
  for (let call = 0; call < 3; call++) await guess();
  const { active, still } = await identity.standing(subject);
  assert.equal(active, true);
  await locks.lock({ subject });
  assert.equal((await store.commit({ checks: still, writes: [{ put: ['done'], value: true }] })).ok, false);
  assert.equal((await identity.standing(subject)).active, false);
  assert.equal(await word(home), 'locked');
});

test('a lock by the schedule ends what an unattested caller does', async () => {
  const { verifier } = countingVerifier();
  const { guess, word, identity, clock } = guarded({ verifier });
  await word();
  assert.equal((await identity.standing(subject)).active, true);
  for (let call = 0; call < 3; call++) await guess();
  assert.equal((await identity.standing(subject)).active, false);
  clock.advance(30);
  assert.equal((await identity.standing(subject)).active, true);
});

test('a subject that was never verified has no standing', async () => {
  const { verifier } = countingVerifier();
  const { identity } = guarded({ verifier });
  assert.equal((await identity.standing('sub_nobody-at-all' as SubjectId)).active, false);
});

test('an operator opens an account that failures disabled, and closes one while the provider is thinking', async () => {
  const { verifier, answer } = countingVerifier();
  const { guess, word, clock, locks } = guarded({ verifier });
  for (let call = 0; call < 10; call++) {
    await guess();
    clock.advance(86_400);
  }
  const whom = { userId: new Secret(owner.userId) };
  assert.equal((await locks.stateOf(whom.userId)).state, 'disabled_by_failures');
  assert.equal(await locks.unlock(whom), true);
  assert.equal(await word(), 'verified');

  const honest = countingVerifier().verifier;
  answer(async () => {
    await locks.disable(whom);
    return honest.verify(whom.userId, new Secret(owner.pin));
  });
  assert.equal(await word(), 'locked');
  assert.equal((await locks.stateOf(whom.userId)).state, 'disabled_by_operator');
});
