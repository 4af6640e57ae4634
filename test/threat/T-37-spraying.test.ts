// T-37. Attacker: tries one PIN, or three, on account after account, from number after number.
// Control: five accounts a number and day; a breaker on the share of failures, after which only calls the network vouches for
// are taken (src/identity/calling-number.ts, src/identity/traffic.ts). Failure would show as more comparisons than the breaker
// allows, or as honest callers turned away without an attack. (A million accounts over thirty days: T-37-spraying.wide.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyNumber, countingVerifier, guarded, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

test('one number may try five accounts in a day, its own tries again included, and then none it has not tried', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  const from = anyNumber();
  for (let account = 0; account < 5; account++)
    assert.equal(await guess({ userId: `2000000${account}`, from }), 'wrong');
  assert.equal(await guess({ userId: '20000005', from }), 'throttled');
  assert.equal(await word({ from }), 'throttled', 'a right PIN does not open the sixth');
  assert.equal(await guess({ userId: '20000000', from }), 'wrong');
  assert.equal(await word({ from: anyNumber() }), 'verified', 'other numbers are not concerned');
  assert.equal(counts.compared, 7);
  clock.advance(86_400);
  assert.equal(await word({ from }), 'verified');
});

test('two hundred accounts tried at the same instant from one number still come to five', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess } = guarded({ verifier });
  const from = anyNumber();
  await Promise.all(Array.from({ length: 200 }, (_, account) => guess({ userId: `3${account}`, from })));
  assert.equal(counts.compared, 5);
});

test('spoofing a number does not use up the tries of the phone that really has it', async () => {
  const { verifier } = countingVerifier();
  const { guess, word } = guarded({ verifier });
  const from = owner.number;
  for (let account = 0; account < 6; account++) await guess({ userId: `2000000${account}`, from });
  assert.equal(await word({ from }), 'throttled');
  assert.equal(await word({ from, attested: true }), 'verified');
});

test('PINs tried over many accounts from ever new numbers trip the breaker within five minutes and fifty guesses', async (t) => {
  const { verifier, counts } = countingVerifier();
  const { guess, word, clock, check, newCall, journal } = guarded({ verifier });
  for (let call = 0; call < 400; call++) {
    await word();
    clock.advance(60);
  }
  const honest = counts.compared;
  const startedAt = clock.now();
  let trippedAt = 0;
  for (let account = 0; account < 2000; account++) {
    if ((await guess({ userId: `user ${account}` })) === 'busy' && trippedAt === 0) trippedAt = clock.now();
    clock.advance(0.3);
  }
  assert.ok(trippedAt > 0 && trippedAt - startedAt <= 300, 'detected within five minutes');
  assert.equal(counts.compared - honest, 50);
  tell(t, 'T-37', 2000, counts.compared - honest - 50);

  assert.equal(await word(), 'busy', 'callers nobody vouches for go to a person');
  assert.equal(await word({ attested: true }), 'verified', 'callers the network vouches for do not');
  const call = newCall();
  await check({}, call);
  assert.deepEqual(
    (await journal.read(call)).map((entry) => entry.fact.kind),
    ['guard_tripped', 'identity_checked'],
  );
  clock.advance(900);
  assert.equal(await word(), 'verified');
});

test('a spray of many days gets no more than fifty guesses a quarter of an hour', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess, clock } = guarded({ verifier });
  for (let account = 0; account < 6000; account++) {
    await guess({ userId: `user ${account}` });
    clock.advance(1.2);
  }
  assert.ok(counts.compared <= 50 * 9, `${counts.compared} guesses in two hours`);
});

test('a busy day on which one call in ten mistypes trips nothing', async () => {
  const { verifier } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  for (let call = 0; call < 3000; call++) {
    assert.notEqual(await (call % 10 === 0 ? guess({ userId: `user ${call}` }) : word()), 'busy');
    clock.advance(0.4);
  }
});

test('hammering one locked account trips nothing for everybody else', async () => {
  const { verifier } = countingVerifier();
  const { guess, word, clock } = guarded({ verifier });
  for (let call = 0; call < 500; call++) {
    await guess({ userId: 'somebody' });
    clock.advance(0.5);
  }
  assert.equal(await word(), 'verified');
});
