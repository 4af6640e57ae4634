// T-34. Attacker: rings with guessed ids and listens for which of them somebody has.
// Control: one decision for whatever is not a yes, the same count and delay for an id that nobody has, nothing kept that names
// an id (src/identity/guard.ts, src/conversation/identify.ts). Failure would show as two kinds of no that differ in a word, in
// the number of entries of the journal, or in what is kept. (The words of the bot: src/conversation/conversation.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { anyNumber, guarded, key, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

const embedded = async () => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const verifier = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    key,
    peppers: { '1': new Secret('a pepper') },
    concurrency: 2,
    cost: { memoryKib: 64, passes: 1, lanes: 1 },
  });
  const user = { name: 'Maria Ortiz', number: owner.number };
  await verifier.addUser({ ...user, userId: new Secret(owner.userId), pin: new Secret(owner.pin) });
  await verifier.addUser({ ...user, userId: new Secret('20056789'), pin: new Secret('71940362') });
  await verifier.addUser({ ...user, userId: new Secret('30056789'), pin: new Secret('60284917') });
  await verifier.disable(new Secret('20056789'));
  const guard = guarded({ verifier, store, clock });
  await guard.locks.lock({ userId: new Secret('30056789') });
  return { ...guard, verifier };
};

/** Ids that nobody has, with a wrong PIN, disabled by the provider, locked by an operator. */
const refused = [
  { userId: '99999999', pin: owner.pin },
  { userId: owner.userId, pin: '00000000' },
  { userId: '20056789', pin: '71940362' },
  { userId: '20056789', pin: '00000000' },
  { userId: '30056789', pin: '60284917' },
];

test('every no is one of two words that sound the same, and carries nothing else', async (t) => {
  const { check } = await embedded();
  for (const call of refused) {
    const verdict = await check(call);
    assert.ok(['wrong', 'locked'].includes(verdict.verdict), verdict.verdict);
    assert.deepEqual(Object.keys(verdict), ['verdict']);
  }
  tell(t, 'T-34', refused.length, 0);
});

test('an id that nobody has is counted, delayed and disabled exactly as one that somebody has', async (t) => {
  const { word, clock } = await embedded();
  const heard = { known: [] as string[], unknown: [] as string[] };
  for (let call = 0; call < 200; call++) {
    heard.known.push(await word({ userId: owner.userId, pin: '00000000' }));
    heard.unknown.push(await word({ userId: '99999999', pin: '00000000' }));
    clock.advance(3000);
  }
  assert.deepEqual(heard.unknown, heard.known);
  assert.equal(heard.known.filter((said) => said === 'wrong').length, 10);
  tell(t, 'T-34', heard.known.length, heard.known.filter((said, call) => said !== heard.unknown[call]).length);
});

test('each kind of no leaves the same number of entries in the journal of its call', async () => {
  const { check, journal, newCall } = await embedded();
  for (const call of refused) {
    const id = newCall();
    await check(call, id);
    const facts = (await journal.read(id)).map((entry) => entry.fact.kind);
    assert.deepEqual(facts, ['identity_checked']);
  }
});

test('nothing the guard keeps tells a user id, a PIN or a calling number', async () => {
  const { check, store } = await embedded();
  const from = anyNumber();
  for (const call of refused) await check({ ...call, from });
  const guardRows = (await store.list(['identity'])).filter((entry) => !entry.key[1]?.startsWith('embedded'));
  const kept = JSON.stringify([guardRows, await store.list(['journal'])]);
  assert.ok(guardRows.length > 5);
  for (const secret of [from.slice(1), owner.number.slice(1), ...refused.flatMap((call) => [call.userId, call.pin])]) {
    assert.ok(!kept.includes(`"${secret}`) && !kept.includes(`+${secret}`), secret);
  }
});

test('a full queue of hashes says busy to everybody, locked accounts included', async () => {
  const { store, clock } = await embedded();
  const never = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    key,
    peppers: { '1': new Secret('a pepper') },
    concurrency: 1,
    queueLimit: 0,
    derive: () => new Promise(() => {}),
  });
  const { word } = guarded({ verifier: never, store, clock });
  void never.verify(new Secret('occupies'), new Secret('the place'));
  for (const call of refused) assert.equal(await word(call), 'busy');
});

test('what the network says about the number of the victim changes nothing about a wrong PIN', async () => {
  const { check } = await embedded();
  for (const attested of [true, false]) {
    assert.deepEqual(await check({ pin: '00000000', from: owner.number, attested }), { verdict: 'wrong' });
  }
});
