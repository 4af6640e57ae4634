// T-70. Whoever merely names a user id learns nothing: not whether it is anybody's, nor what its owner is doing, and stops nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { E164 } from '#core';
import { Secret } from '#core';
import { createLocks } from '#identity';
import type { JournalEntry } from '#journal';
import { james, maria } from './installation.ts';
import { createBrowser, installSignIn, jamesLogin, mariasLogin } from './sign-in-installation.ts';

const settle = async () => {
  for (let turns = 0; turns < 30; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Everything a caller hears who gives this id and waits until the link would be over, and every text that goes. */
const hear = async (
  { house, called }: Awaited<ReturnType<typeof installSignIn>>,
  userId: string,
): Promise<readonly string[]> => {
  const { call, said } = await called(userId);
  const heard = [...said];
  for (const wish of ['repeat', 'help', 'no link', 'send it again']) heard.push(...(await house.says(call, wish)).say);
  for (let beat = 0; beat < 24; beat += 1) {
    house.clock.advance(16);
    heard.push(...(await house.quiet(call)).say);
  }
  heard.push((await house.says(call, 'cancel')).then);
  await house.hangUp(call);
  await settle();
  return heard;
};

test('an id that is nobody’s, locked, disabled, without a number or out of texts is heard exactly like one that is not', async (t) => {
  const open = await installSignIn(t, { VOICEGRANT_TEXTS_PER_HOUR: '4' });
  const { users, house, store, key } = open;
  const add = (id: string, number: string | null, numberVerified = true) =>
    users.addUser({
      ...{
        userId: new Secret(id),
        name: 'Somebody',
        number: number as E164 | null,
        numberVerified,
        signsInAs: `at-${id}`,
      },
    });
  await add('10020001', null);
  await add('10020002', '+15555550143', false);
  await add('10020003', '+4420794600', true);
  await add('10020004', '+15555550144');
  await add('10020005', '+15555550145');
  await add('10020006', '+15555550146');
  await users.addUser({
    userId: new Secret('10020007'),
    name: 'PIN',
    number: '+15555550147' as E164,
    pin: new Secret('48291306'),
  });
  await users.disable(new Secret('10020004'));
  await createLocks({ store, clock: house.clock, key }).lock({ userId: new Secret('10020005') });
  // Each from a day of its own, so that the calling number may name them all.
  const known = await hear(open, '10020006');
  assert.ok(known.length > 10);
  assert.ok(known.some((line) => /time for that link is over/.test(line)));
  for (const id of ['99999999', '10020001', '10020002', '10020003', '10020004', '10020005', '10020007', '10020006']) {
    house.clock.advance(90_000);
    assert.deepEqual(await hear(open, id), known, id);
  }
});

test('no text goes to a number that is not on file and verified, and the operator sees why', async (t) => {
  const open = await installSignIn(t);
  const { house, users } = open;
  const texts = async (to: string) => {
    const answer = await house.fetch(`/phone/handset/texts?to=${encodeURIComponent(to)}`);
    return ((await answer.json()) as unknown[]).length;
  };
  await users.addUser({
    ...{ userId: new Secret('10020002'), name: 'Unverified', number: '+15555550143' as E164 },
    ...{ numberVerified: false, signsInAs: 'somebody' },
  });
  const reasons: string[] = [];
  for (const id of ['99999999', '10020002']) {
    const { call } = await open.called(id);
    await settle();
    for await (const { fact } of journalOf(open, call)) if (fact.kind === 'text_withheld') reasons.push(fact.reason);
  }
  assert.deepEqual(reasons, ['nobody', 'nobody']);
  assert.deepEqual([await texts('+15555550143'), await texts(maria.number)], [0, 0]);
  await open.called(maria.userId);
  assert.equal(await texts(maria.number), 1);
});

async function* journalOf(
  { store }: Awaited<ReturnType<typeof installSignIn>>,
  call: string,
): AsyncGenerator<JournalEntry> {
  for (const { value } of await store.list(['journal', 'entry', call])) yield value as unknown as JournalEntry;
}

test('naming an id does not touch what its owner is doing on another call', async (t) => {
  const { house, called, digitsIn } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const browser = createBrowser(house);
  await browser.signIn(code, mariasLogin);
  const digits = digitsIn((await house.quiet(call)).say) ?? '';
  const stranger = await called(maria.userId);
  assert.notEqual(stranger.call, call);
  assert.equal((await browser.client.redeem(code, digits)).status, 200);
  // Nor does a stranger's call end another that waits, and each link is its own call's.
  const third = await called(maria.userId);
  assert.equal((await browser.status(stranger.code)).sign_in, 'needed');
  await createBrowser(house).signIn(third.code, mariasLogin);
  assert.equal((await house.app.calls.get(stranger.call as never))?.value.caller, null);
});

test('somebody who names ids one after another is stopped after five, whatever the ids are', async (t) => {
  const { house } = await installSignIn(t);
  const outcomes: string[] = [];
  for (let n = 0; n < 7; n += 1) {
    const { call_id: call } = await house.ring(james);
    outcomes.push((await house.keys(call, `7700000${n}#`)).then);
  }
  assert.deepEqual(outcomes, [...Array(5).fill('listening'), 'transferred', 'transferred']);
});

test('the texts of an hour are never all spent by somebody who only names an id', async (t) => {
  const open = await installSignIn(t, { VOICEGRANT_TEXTS_PER_HOUR: '3' });
  const { call, code } = await open.called(maria.userId);
  for (let n = 0; n < 3; n += 1) await open.house.says(call, 'send it again');
  await settle();
  const link = /#([\w-]{43})/.exec(open.house.lastText(maria))?.[1] ?? '';
  assert.notEqual(link, code);
  const body = await (await open.house.fetch(`/phone/handset/texts?to=${encodeURIComponent(maria.number)}`)).json();
  assert.equal((body as unknown[]).length, 2);
});

test('one user’s login never counts for a call that named another’s id', async (t) => {
  const { house, called } = await installSignIn(t);
  const { call, code } = await called(maria.userId);
  const browser = createBrowser(house);
  await browser.signIn(code, jamesLogin);
  assert.equal((await house.app.calls.get(call as never))?.value.caller, null);
});
