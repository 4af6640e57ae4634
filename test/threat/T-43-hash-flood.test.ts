// T-43. Attacker: many calls at once, each with a PIN that costs a hash.
// Control: as many hashes at a time as there are cores, fifty that wait, two seconds at most, and none for whom the other
// guards turn away (src/identity/embedded/slots.ts, src/identity/guard.ts). Failure would show as a hash more, an attempt
// lost, or a caller who is not told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { anyNumber, countingVerifier, guarded, key, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

/** A provider whose hashes end when told to, and whose two seconds are over when told so. */
const flooded = async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const hashing: (() => void)[] = [];
  const alarms = new Set<() => void>();
  const seen = { now: 0, most: 0, total: 0 };
  const verifier = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    key,
    peppers: { '1': new Secret('a pepper') },
    concurrency: 2,
    derive: () =>
      new Promise((resolve) => {
        seen.total += 1;
        seen.now += 1;
        seen.most = Math.max(seen.most, seen.now);
        hashing.push(() => {
          seen.now -= 1;
          resolve(Buffer.alloc(32));
        });
      }),
    timer: (run, ms) => {
      assert.equal(ms, 2000);
      alarms.add(run);
      return () => void alarms.delete(run);
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 200; turn++) await undefined;
  };
  return { verifier, store, clock, hashing, alarms, seen, settle };
};

test('of a thousand PINs at once two are hashed, fifty wait, and the others are told to try later at once', async (t) => {
  const { verifier, hashing, seen, settle } = await flooded();
  const answers: string[] = [];
  const all = Array.from({ length: 1000 }, async (_, call) => {
    const verdict = await verifier.verify(new Secret(`user ${call}`), new Secret('00000000'));
    answers.push(verdict.verdict);
  });
  await settle();
  assert.equal(seen.now, 2);
  assert.deepEqual(new Set(answers), new Set(['cannot_say']));
  assert.equal(answers.length, 948);
  for (let done = 0; done < 52; done++) {
    hashing[done]?.();
    await settle();
  }
  await Promise.all(all);
  assert.equal(answers.filter((word) => word === 'wrong').length, 52);
  assert.equal(seen.most, 2);
  assert.equal(seen.total, 52);
  tell(t, 'T-43', 1000, seen.total - 52);
});

test('who has waited two seconds is told to try later and is never hashed', async () => {
  const { verifier, alarms, hashing, seen, settle } = await flooded();
  const all = Array.from({ length: 10 }, (_, call) => verifier.verify(new Secret(`${call}`), new Secret('00000000')));
  await settle();
  for (const ring of [...alarms]) ring();
  for (const finish of hashing) finish();
  const verdicts = await Promise.all(all);
  assert.equal(verdicts.filter((verdict) => verdict.verdict === 'cannot_say').length, 8);
  assert.equal(seen.total, 2);
});

test('a caller told to try later has lost no attempt', async () => {
  const { verifier, store, clock, alarms, hashing, settle } = await flooded();
  const { word, locks } = guarded({ verifier, store, clock });
  const occupying = [0, 1].map((call) => verifier.verify(new Secret(`user ${call}`), new Secret('00000000')));
  await settle();
  for (let call = 0; call < 5; call++) {
    const said = word();
    await settle();
    for (const ring of [...alarms]) ring();
    assert.equal(await said, 'busy');
  }
  assert.equal((await locks.stateOf(new Secret(owner.userId))).failures, 0);
  for (const finish of hashing) finish();
  await Promise.all(occupying);
});

test('callers whom the spray guards turn away cost no hash, not even a decoy', async () => {
  const { verifier, counts } = countingVerifier();
  const { guess } = guarded({ verifier });
  const from = anyNumber();
  for (let account = 0; account < 500; account++) await guess({ userId: `user ${account}`, from });
  assert.deepEqual(counts, { compared: 5, decoys: 0 });
});
