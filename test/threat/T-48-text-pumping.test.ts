// T-48. Attacker: has texts sent to numbers that earn him money, or floods one person.
// Control: only who is verified has a text, to the number on file; budgets by account and by number, countries, and a breaker
// over all (src/message/limits.ts). Failure would show as a text beyond any of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AccountId,
  type CallId,
  type E164,
  type GrantId,
  Secret,
  silentLog,
  stoppedClock,
  systemRandom,
} from '#core';
import { createJournal } from '#journal';
import { compose, createMessages, segments, type TextFault } from '#message';
import { openMemoryStore } from '#store/memory';
import { shipped } from '#transaction';
import { maria } from '../journey/installation.ts';
import { installOnTwilio } from '../journey/twilio-installation.ts';
import { tell } from './tell.ts';

const policy = { perAccountHour: 3, perAccountDay: 6, perNumberDay: 5, perMinute: 60, countries: ['+1'] };

const room = (refuses: TextFault | null = null) => {
  const clock = stoppedClock();
  const store = openMemoryStore({ clock });
  const journal = createJournal({ store, clock });
  let sent = 0;
  const messages = createMessages({
    ...{ store, clock, journal, policy, random: systemRandom, log: silentLog, key: new Secret('k'.repeat(43)) },
    giveUp: async (grant) => ({ parts: {}, fact: { kind: 'grant_dead', grant, reason: 'text_failed' } }),
    sender: {
      name: 'counting',
      async send() {
        sent += 1;
        return refuses === null
          ? { result: 'accepted', providerId: `x${sent}` }
          : { result: 'refused', reason: refuses };
      },
      ready: async () => true,
    },
  });
  const want = async (account: string, to: string) => {
    const taken = await messages.take(account as AccountId, to as E164);
    if (taken !== 'ok') return taken;
    return messages.send({
      ...{
        call: `call_${'A'.repeat(22)}` as CallId,
        grant: `grant_${'A'.repeat(22)}` as GrantId,
        account: account as AccountId,
        to: to as E164,
      },
      text: { brand: 'Acme', origin: 'https://a.example', lang: 'en', delivery: 'voice', digits: new Secret('123456') },
      remaining: async () => 240,
    });
  };
  return { want, clock, sent: () => sent };
};

const number = (index: number) => `+1555${String(index).padStart(7, '0')}`;

describe('T-48 texts that somebody else pays for', () => {
  it('ten thousand valid accounts cost no more in a minute than the breaker lets through', async (t) => {
    const { want, sent, clock } = room();
    for (let index = 0; index < 10_000; index += 1) {
      await want(`acct_${index}`, number(index));
      if (index % 1000 === 999) clock.advance(6);
    }
    assert.ok(sent() <= 2 * policy.perMinute, `${sent()} texts in a minute`);
    assert.ok(sent() >= policy.perMinute);
    tell(t, 'T-48', 10_000, Math.max(0, sent() - 2 * policy.perMinute));
  });

  it('one account has three in an hour and six in a day, over all its calls', async () => {
    const { want, sent, clock } = room();
    for (let hour = 0; hour < 23; hour += 1) {
      for (let wish = 0; wish < 10; wish += 1) await want('acct_one', number(hour * 10 + wish));
      assert.ok(sent() <= Math.min(6, 3 * (hour + 1)));
      clock.advance(3600);
    }
    assert.equal(sent(), 6);
  });

  it('one number has five in a day, whoever asks', async () => {
    const { want, sent } = room();
    for (let account = 0; account < 50; account += 1) await want(`acct_${account}`, number(1));
    assert.equal(sent(), 5);
  });

  it('a country that is not on the list has none', async () => {
    const { want, sent } = room();
    assert.equal(await want('acct_one', '+882135550100'), 'country');
    assert.equal(await want('acct_one', '+34600000000'), 'country');
    assert.equal(sent(), 0);
  });

  it('a number that turned out to be no mobile is not tried again that day', async () => {
    const { want, sent, clock } = room('not_mobile');
    assert.equal(await want('acct_one', number(1)), 'not_mobile');
    assert.equal(await want('acct_one', number(1)), 'number');
    assert.equal(sent(), 1);
    clock.advance(86_400);
    assert.equal(await want('acct_one', number(1)), 'not_mobile');
  });

  it('nobody has a text without having said who they are', async () => {
    const app = await installOnTwilio();
    const call = await app.dial();
    await app.act(call, { speech: 'I want to add my wife' });
    await app.act(call, { keys: `${maria.userId}#` });
    await app.act(call, { keys: '11112222' });
    await app.act(call, { speech: 'send it again' });
    assert.equal(app.account.messages.length, 0);
  });
});

describe('what a text costs', () => {
  it('is one segment for every transaction, language and delivery, with a long brand and a long host', () => {
    const brand = 'B'.repeat(30);
    const origin = `https://${'h'.repeat(36)}.com`;
    assert.equal(new URL(origin).host.length, 40);
    for (const { type } of shipped) {
      for (const lang of ['en', 'es'] as const) {
        const code = new Secret('C'.repeat(43));
        for (const text of [
          compose({ brand, origin, lang, delivery: 'link', type, code }),
          compose({ brand, origin, lang, delivery: 'voice', digits: new Secret('482193') }),
        ]) {
          assert.equal(segments(text.reveal()), 1, `${type} ${lang}`);
        }
      }
    }
  });

  it('was nine segments in the original, with its token in the link', () => {
    assert.equal(segments('x'.repeat(1231)), 9);
  });
});
