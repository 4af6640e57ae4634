// Ten minutes with a provider of texts that is down, under a load of calls, by a stopped clock.
import assert from 'node:assert/strict';
import type { AccountId, E164 } from '#core';
import type { Behaviour, TwinCall } from '../../twin/twilio/index.ts';
import { maria, type Person } from './installation.ts';
import { codeIn, installOnTwilio, type OnTwilio } from './twilio-installation.ts';

/** The ways of being down. */
export const faults: Readonly<Record<string, Behaviour>> = {
  'and hangs': 'hang',
  'and answers 500': { status: 500, code: 20500 },
  'and answers 500 after it has taken the text': 'accept_then_500',
  'and says nothing after it has taken the text': 'accept_then_hang',
  'and refuses for the number of requests': { status: 429, code: 20429 },
};

/** Every sentence by which a caller learns how it stands with the text. */
const told =
  /I have just sent a text|I am sending a text|the text could not be sent|as many texts as we may|not possible at the moment/;

export const stateOfCode = async (app: OnTwilio, code: string): Promise<string> => {
  const answer = await app.fetch('/offer/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'pre-authorized_code': code }).toString(),
  });
  return ((await answer.json()) as { state: string }).state;
};

/** Every fact of the journal, in no order that matters. */
export const kinds = async (app: OnTwilio) =>
  (await app.store.list<{ fact: { kind: string; reason?: string; status?: string } }>(['journal', 'entry'])).map(
    ({ value }) => value.fact,
  );

/** A call through to the wish, and how long the caller waited for the answer to it. */
export const wish = async (app: OnTwilio, from: Person) => (await known(app, from)).wish();

/** A call up to the question what to do. */
const known = async (app: OnTwilio, from: Person) => {
  const call = await app.dial(from);
  await app.act(call, { keys: `${from.userId}#` });
  await app.act(call, { keys: from.pin });
  return {
    async wish() {
      const began = app.clock.now();
      const said = await app.act(call, { speech: 'I want to add my wife' });
      return { call, said, waited: app.clock.now() - began };
    },
  };
};

/** Every account has one live link at most, and every live link is in one text at most. */
const oneLiveLinkEach = async (app: OnTwilio): Promise<void> => {
  const live = new Map<string, number>();
  const recent = app.account.messages.filter(({ createdAt }) => createdAt > app.clock.now() - 3600);
  for (const message of recent) {
    if ((await stateOfCode(app, codeIn(message.body))) === 'offered')
      live.set(message.to, (live.get(message.to) ?? 0) + 1);
  }
  for (const [to, count] of live) assert.equal(count, 1, `${count} live links to ${to}`);
  const codes = app.account.messages.map(({ body }) => codeIn(body));
  assert.equal(new Set(codes).size, codes.length, 'no code was ever texted twice');
};

const crowd = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => ({
    userId: String(20_000_000 + index),
    pin: maria.pin,
    number: `+1555556${String(index).padStart(4, '0')}` as E164,
    account: `acct_crowd-${index}` as AccountId,
  }));

type Waiting = { readonly call: TwinCall; beats: number };

/** Eight seconds pass; each hears how it stands. Every third caller then loses patience, the others stay half a minute. */
const aBeat = async (app: OnTwilio, waiting: readonly Waiting[]): Promise<Waiting[]> => {
  const isThere = ({ call }: Waiting) => call.standing().state === 'gathering';
  const leaves = (one: Waiting, index: number) => one.beats >= (index % 3 === 0 ? 1 : 4);
  app.clock.advance(8);
  for (const one of waiting) {
    one.beats += 1;
    if (isThere(one)) await app.act(one.call, { silence: true });
  }
  await app.app.tend();
  for (const one of waiting.filter(leaves)) if (isThere(one)) await one.call.hangUp();
  return waiting.filter((one, index) => !leaves(one, index) && isThere(one));
};

/** So many callers at one moment, and so many times eight seconds until the next. */
export type Load = { readonly people: number; readonly callsEachRound: number; readonly beatsEachRound: number };

/**
 * Callers ring all the time, several at one moment, while the provider answers as `fault` says. Asserts: each is told how
 * it stands within 8 s, no account ever has two live links, all is cleared up afterwards, and no text that the network
 * still delivers shows a dead link as the live one.
 */
export const tenMinutesDown = async (fault: Behaviour, size: Load) => {
  const people = crowd(size.people);
  const app = await installOnTwilio({ VOICEGRANT_TEXTS_PER_MINUTE: '1000' }, { people });
  app.behave(() => fault);
  const until = app.clock.now() + 600;
  let waiting: Waiting[] = [];
  let [calls, longest] = [0, 0];
  while (app.clock.now() < until) {
    const callers = [];
    for (let index = 0; index < size.callsEachRound; index += 1) {
      callers.push(await known(app, people[(calls + index) % people.length] ?? maria));
    }
    for (const { call, said, waited } of await Promise.all(callers.map((caller) => caller.wish()))) {
      assert.match(said, told);
      assert.ok(waited <= 8, `a caller waited ${waited} s`);
      longest = Math.max(longest, waited);
      if (call.standing().state === 'gathering') waiting.push({ call, beats: 0 });
    }
    calls += callers.length;
    for (let beat = 0; beat < size.beatsEachRound; beat += 1) waiting = await aBeat(app, waiting);
    if (calls % (size.callsEachRound * 10) === 0) await oneLiveLinkEach(app);
  }
  app.behave(() => 'accept');
  app.clock.advance(20);
  for (let rounds = 0; rounds < 30; rounds += 1) await app.app.tend();
  assert.deepEqual(await app.store.list(['text', 'open']), [], 'nothing is left unclear');
  for (const message of app.account.messages) {
    const code = codeIn(message.body);
    if (await app.account.deliver(message)) continue;
    assert.notEqual(await stateOfCode(app, code), 'offered', 'a text expired before its link');
  }
  await oneLiveLinkEach(app);
  const [first = maria] = people;
  app.clock.advance(3600);
  assert.match((await wish(app, first)).said, /I have just sent a text/);
  return { calls, texts: app.account.messages.length, longest };
};
